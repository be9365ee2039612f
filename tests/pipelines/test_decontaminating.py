"""Leaks of a benchmark through whole builds: refused in train, told elsewhere, explained, checked, the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.extractors.contamination.benchmark import RUNS, RUNS_NAMES, item_texts, renamed
from tests.pipelines.corpora import command, in_this_process, kernel, release_digests, rows, write_tree
from warploom.extractors.contamination.index import build_index, write_index
from warploom.pipelines import cli, exit_codes

MIT = "# SPDX-License-Identifier: MIT\n"
LEAK = MIT + renamed(RUNS, {name: f"{name}_{i}" for i, name in enumerate(RUNS_NAMES)})


def corpus(folder: Path, extra: str = "") -> Path:
    """A recipe over three repositories; two of them hold the same leak, the third nothing of interest."""
    folder.mkdir(exist_ok=True)
    lines = ['[dataset]\nname = "leaks"\n']
    for r in range(3):
        files = {f"k{i}.c": b"// SPDX-License-Identifier: MIT\n" + kernel(10 * r + i) for i in range(4)}
        if r < 2:
            files["leak.py"] = LEAK.encode()
        write_tree(folder / f"repo{r}", files)
        lines.append(f'[[sources]]\nkind = "local"\npath = "repo{r}"\nname = "o/repo{r}"\n')
    write_index(folder / "weaving.index.parquet", build_index(item_texts()))
    (folder / "recipe.toml").write_text("".join(lines) + extra)
    return folder / "recipe.toml"


AGAINST = '[decontamination]\nagainst = ["weaving.index.parquet"]\n'


def build(recipe: Path, out: Path, *options: str) -> int:
    """In this process."""
    places = ["--out", str(out), "--cache", str(out.with_name("cache")), "--runner", "in_process"]
    return cli.run(["build", str(recipe), *places, *options])


@pytest.mark.xdist_group("decontaminating")
def test_a_leak_is_refused_in_train(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Every path of it, with the item in the reason; the others are looked up and hold nothing."""
    out = tmp_path / "out"
    assert exit_codes.DONE == build(corpus(tmp_path / "c", AGAINST), out)
    assert exit_codes.DONE == cli.run(["check", str(out)])
    refused = rows(out, "select repo_name, path, reason, detail, is_damage from quarantine order by repo_name")
    detail = "weaving: runs by function, score 1.00"
    assert [(f"o/repo{r}", "leak.py", "benchmark_hit", detail, False) for r in range(2)] == refused
    counts = "select count(*), count(benchmark_hits), sum(len(benchmark_hits)) from source_files"
    assert [(12, 12, 0)] == rows(out, counts)
    assert [] == rows(out, "select * from code_units where path = 'leak.py'")
    assert "| weaving | 0 | 0 | 2 |" in (out / "README.md").read_text()
    assert {"train": "exclude"}.items() <= json.loads((out / "manifest.json").read_text())["provenance"][
        "decontamination"
    ].items()
    capfd.readouterr()
    index = str(tmp_path / "c/weaving.index.parquet")
    assert exit_codes.DONE == cli.run(["decontaminate", str(out), "--against", index])
    assert "0 of 12 rows" in capfd.readouterr().err


@pytest.mark.xdist_group("decontaminating")
def test_a_leak_is_told_where_the_recipe_says_flag(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """In the column, on the card, in the explanation, in a report on the release; `check` knows the difference."""
    out, recipe = tmp_path / "out", corpus(tmp_path / "c", AGAINST + 'train = "flag"\n')
    index = str(tmp_path / "c/weaving.index.parquet")
    assert exit_codes.DONE == build(recipe, out)
    assert exit_codes.DONE == cli.run(["check", str(out)])
    hits = rows(out, "select path, benchmark_hits from source_files where len(benchmark_hits) > 0")
    hit = {"benchmark": "weaving", "item": "runs", "method": "function", "score": 1.0}
    assert [("leak.py", [hit])] == hits
    assert [] == rows(out, "select * from quarantine")
    assert "| weaving | 1 | 1 | 0 |" in (out / "README.md").read_text()
    (row_id,) = next(iter(rows(out, "select row_id from source_files where path = 'leak.py'")))
    capfd.readouterr()
    assert exit_codes.DONE == cli.run(["explain", str(out), str(row_id)])
    told = capfd.readouterr().out
    assert "Holds items of benchmarks" in told
    assert "runs" in told
    report, ids = tmp_path / "report.parquet", tmp_path / "ids"
    options = ["--against", index, "--field", "solution", "--out", str(report), "--ids", str(ids), "--json"]
    assert exit_codes.OVER_LIMIT == cli.run(["decontaminate", str(out), *options])
    said = json.loads(capfd.readouterr().out)
    assert [{"benchmark": "weaving", "n_rows": 1, "n_items": 1}] == said["benchmarks"]
    assert f"{row_id}\n" == ids.read_text()
    assert {"solution"} == set(pq.read_table(report).column("field").to_pylist())
    items = [{"answer": text.text} for text in item_texts() if (text.item, text.field) == ("runs", "solution")]
    (tmp_path / "mine.jsonl").write_text("\n".join(map(json.dumps, items)))
    given = ["--against", str(tmp_path / "mine.jsonl"), "--field", "answer:solution", "--language", "Python", "--json"]
    assert exit_codes.OVER_LIMIT == cli.run(["decontaminate", str(out), *given])
    assert [{"benchmark": "mine", "n_rows": 1, "n_items": 1}] == json.loads(capfd.readouterr().out)["benchmarks"]
    for wrong, why in (
        (["--against", str(tmp_path / "mine.jsonl")], "is no index"),
        (["--against", index, "--field", "none"], "has no field none"),
        (["--against", index, "--out", "report.txt"], "must end in"),
        (["--against", str(tmp_path / "nothing")], "is no index"),
    ):
        assert exit_codes.USAGE == cli.run(["decontaminate", str(out), *wrong])
        assert why in capfd.readouterr().err
    # A release that says it left such rows out and did not is found.
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["provenance"]["decontamination"]["train"] = "exclude"
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert exit_codes.FAILED == cli.run(["check", str(out)])
    assert "benchmark_leak" in capfd.readouterr().err


@pytest.mark.xdist_group("decontaminating")
def test_without_an_index_nothing_is_measured(tmp_path: Path) -> None:
    """The column is null, and the card is silent."""
    out = tmp_path / "out"
    assert exit_codes.DONE == build(corpus(tmp_path / "c"), out)
    assert exit_codes.DONE == cli.run(["check", str(out)])
    assert [(13, 0)] == rows(out, "select count(*), count(benchmark_hits) from source_files")
    assert "Leaks of benchmarks" not in (out / "README.md").read_text()


@pytest.mark.xdist_group("decontaminating")
def test_a_leak_stays_in_test(tmp_path: Path) -> None:
    """What is not trained on is published, and says so: with all groups in test no path is refused."""
    out = tmp_path / "out"
    extra = AGAINST + "[splits]\ntest = 0.99\nmax_group_share = 1.0\n"
    assert exit_codes.DONE == build(corpus(tmp_path / "c", extra), out)
    assert exit_codes.DONE == cli.run(["check", str(out)])
    assert [("test", 1)] == rows(out, "select split, len(benchmark_hits) from source_files where path = 'leak.py'")
    assert [("duplicate",), ("published",)] == rows(
        out, "select fate from occurrences where path = 'leak.py' order by fate"
    )


@pytest.mark.xdist_group("decontaminating")
def test_places_and_runners_change_nothing(tmp_path: Path) -> None:
    """The same bytes with the index elsewhere, by two workers, under another hash seed; nothing is looked up again."""
    recipe = corpus(tmp_path / "c", AGAINST)
    assert exit_codes.DONE == build(recipe, tmp_path / "a")
    shutil.copytree(tmp_path / "c", tmp_path / "moved")
    options = ["--runner", "dask", "--workers", "2", "--cache", tmp_path / "cache"]
    ran = command("build", tmp_path / "moved/recipe.toml", "--out", tmp_path / "b", *options, PYTHONHASHSEED="5")
    assert ran.returncode == 0, ran.stderr
    assert release_digests(tmp_path / "a") == release_digests(tmp_path / "b")
    moved = ["--out", tmp_path / "a", "--cache", tmp_path / "cache", "--runner", "in_process"]
    assert "benchmarks: up to date" in in_this_process("build", tmp_path / "moved/recipe.toml", *moved).stderr


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ('[decontamination]\nagainst = ["none.parquet"]\n', "is not there"),
        ('[decontamination]\nagainst = ["recipe.toml"]\n', "is no Parquet file"),
        ('[decontamination]\nagainst = ["weaving.index.parquet", "weaving.index.parquet"]\n', "in several"),
        ('[decontamination]\nagainst = []\ntrain = "drop"\n', "none of exclude, flag"),
        ("[decontamination]\nagaints = []\n", "Did you mean `against`?"),
        ('[decontamination]\nagainst = [""]\n', "is no path"),
    ],
)
def test_a_recipe_that_cannot_be_meant_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], extra: str, why: str
) -> None:
    """Before anything is read."""
    assert exit_codes.USAGE == build(corpus(tmp_path / "c", extra), tmp_path / "out")
    assert why in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_index_is_made_and_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """By names of fields; what is too short is counted, and what is known is listed."""
    items = [{"id": 1, "ask": RUNS, "answer": RUNS}, {"id": 2, "ask": "Add one.", "answer": "    return x + 1\n"}]
    (tmp_path / "i.jsonl").write_text("\n".join(map(json.dumps, items)))
    out = tmp_path / "i.index.parquet"
    fields = ["--field", "ask:prompt", "--field", "answer:solution", "--item", "id", "--language", "Python"]
    assert exit_codes.DONE == cli.run(
        ["benchmarks", "add", "mine", str(tmp_path / "i.jsonl"), "--out", str(out), *fields, "--json"]
    )
    shown = capfd.readouterr()
    said = json.loads(shown.out)
    assert (2, "mine") == (said["n_items"], said["benchmark"])
    assert {"item": "2", "field": "answer", "method": "tokens"} in said["too_short"]
    assert "answer: 1 are too short" in shown.err
    assert {"mine"} == set(pq.read_table(out).column("benchmark").to_pylist())
    assert exit_codes.DONE == cli.run(["benchmarks", "list"])
    assert "humaneval" in capfd.readouterr().out
    for wrong, why in (
        (["--field", "answer:solution"], "--language"),
        (["--field", "ask:question"], "NAME:prompt"),
        (["--field", "ask", "--language", "Pyhton"], "Did you mean `Python`?"),
        (["--field", "asks"], "lacks asks"),
    ):
        command_line = ["benchmarks", "add", "mine", str(tmp_path / "i.jsonl"), "--out", str(out), *wrong]
        assert exit_codes.USAGE == cli.run(command_line)
        assert why in capfd.readouterr().err

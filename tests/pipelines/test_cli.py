"""The command: its options, its exit codes, what it prints where."""

import json
from pathlib import Path

import pytest

from tests.pipelines.corpora import in_this_process, kernel, rows, small_corpus, write_tree
from warploom.pipelines import cli, exit_codes


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A recipe and its release."""
    folder = tmp_path_factory.mktemp("built")
    recipe = small_corpus(folder)
    out = folder / "out"
    arguments = ["build", str(recipe), "--out", str(out), "--cache", str(folder / "cache"), "--runner", "in_process"]
    assert cli.run(arguments) == exit_codes.DONE
    return recipe, out


def test_without_arguments_it_says_what_one_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    """Every subcommand is listed."""
    assert cli.run([]) == exit_codes.DONE
    printed = capsys.readouterr().out
    for name in ("build", "fetch", "check", "sql", "explain", "find", "doctor", "clean"):
        assert name in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("bild", "x"),
        ("build", "tiny"),
        ("build", "tiny", "--out", "x", "--runner", "spark"),
        ("build", "tiny", "--out", "x", "--part", "3/2"),
        ("build", "tiny", "--out", "x", "--until", "publish"),
        ("build", "tiny", "--out", "x", "--limit", "0"),
        ("build", "tiny", "--out", "x", "--set", "stages.decode_text.max_line_bytes=1", "--dry-run"),
        ("build", "tiny", "--out", "x", "--cluster", "tcp://10.0.0.1:8786"),
        ("build", "no-such-recipe.toml", "--out", "x"),
    ],
    ids=" ".join,
)
def test_usage_errors_end_with_2(arguments: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    """What cannot be meant is refused before anything is written, with a message on stderr."""
    assert cli.run(list(arguments)) == exit_codes.USAGE
    captured = capfd.readouterr()
    assert ("", True) == (captured.out, captured.err.startswith("warploom: "))
    assert not Path("x").exists()


def test_the_numbers_add_up(built: tuple[Path, Path]) -> None:
    """5 repositories of 16 paths: each path has one fate, and the shared file is published once."""
    _, out = built
    fates = dict(rows(out, "select fate, count(*) from occurrences group by all"))  # type: ignore[arg-type]
    # 3 of 5 repositories are licensed: 12 kernels each and one shared file (equal to kernel 7 of the first); its other
    # paths are duplicates, wherever they lie. 2 repositories without license lose their 12 kernels; every GPL and empty
    # file goes. LICENSE (3) and README (5) are not source.
    assert {"published": 36, "duplicate": 5, "not_source": 8, "quarantined": 24 + 5 + 5} == fates
    reasons = dict(rows(out, "select reason, count(*) from quarantine group by all"))  # type: ignore[arg-type]
    assert {"license_unknown": 24, "license_not_allowed": 5, "empty": 5} == reasons


def test_sql_prints_a_table_json_or_csv(built: tuple[Path, Path], capfd: pytest.CaptureFixture[str]) -> None:
    """Data goes to stdout in the form asked for."""
    _, out = built
    query = "select language, count(*) as n from source_files group by all"
    assert cli.run(["sql", str(out), query, "--json"]) == exit_codes.DONE
    assert [{"language": "C", "n": 36}] == json.loads(capfd.readouterr().out)
    assert cli.run(["sql", str(out), query, "--format", "csv"]) == exit_codes.DONE
    assert '"language","n"\n"C",36\n' == capfd.readouterr().out
    assert cli.run(["sql", str(out), query]) == exit_codes.DONE
    assert ["language", "n"] == capfd.readouterr().out.splitlines()[0].split()


def test_sql_cannot_write(built: tuple[Path, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A query is no way to change a release or the disk."""
    _, out = built
    assert cli.run(["sql", str(out), f"copy (select 1) to '{tmp_path / 'x'}'"]) == exit_codes.FAILED
    assert cli.run(["sql", str(out), "delete from source_files"]) == exit_codes.FAILED
    assert not (tmp_path / "x").exists()


def test_explain_says_why_a_path_was_refused(built: tuple[Path, Path], capfd: pytest.CaptureFixture[str]) -> None:
    """From the id of a refused path to its license and the rule."""
    _, out = built
    ((refused,),) = rows(out, "select min(subject_id) from quarantine where reason = 'license_not_allowed'")
    assert cli.run(["explain", str(out), str(refused)]) == exit_codes.DONE
    printed = capfd.readouterr().out
    assert "GPL-3.0-or-later is copyleft; the recipe takes permissive" in printed


def test_what_is_not_there_ends_with_1(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Unknown ids, repositories and directories are failures, not empty answers."""
    _, out = built
    assert cli.run(["explain", str(out), "oc_0"]) == exit_codes.FAILED
    assert cli.run(["find", str(out), "local/nobody"]) == exit_codes.FAILED
    assert cli.run(["check", str(tmp_path)]) == exit_codes.FAILED
    assert cli.run(["sql", str(tmp_path / "nowhere"), "select 1"]) == exit_codes.FAILED


def test_a_dry_run_writes_nothing(built: tuple[Path, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It names the sources and what an earlier run took."""
    recipe, out = built
    before = sorted(out.parent.rglob("*"))
    assert cli.run(["build", str(recipe), "--out", str(out), "--dry-run", "--json"]) == exit_codes.DONE
    plan = json.loads(capfd.readouterr().out)
    assert (5, True) == (len(plan["sources"]), plan["last_run_seconds"] > 0)
    assert before == sorted(out.parent.rglob("*"))


def test_limit_reads_the_first_paths_of_each_source(built: tuple[Path, Path], tmp_path: Path) -> None:
    """A quick look at a large recipe."""
    recipe, _ = built
    out = tmp_path / "out"
    arguments = ["build", str(recipe), "--out", str(out), "--limit", "3", "--runner", "in_process"]
    assert cli.run([*arguments, "--cache", str(tmp_path / "cache")]) == exit_codes.DONE
    assert [(5, 15)] == rows(out, "select count(*), sum(n_paths) from repositories")


def test_until_and_only_stop_after_a_phase(built: tuple[Path, Path], tmp_path: Path) -> None:
    """`--only` refuses to skip work that is not done; `--until` does it; then `--only` has nothing in its way."""
    recipe, _ = built
    base = [
        "build",
        str(recipe),
        "--out",
        str(tmp_path / "o"),
        "--cache",
        str(tmp_path / "c"),
        "--runner",
        "in_process",
    ]
    assert cli.run([*base, "--only", "texts"]) == exit_codes.USAGE
    assert cli.run([*base, "--until", "read"]) == exit_codes.DONE
    assert cli.run([*base, "--only", "texts"]) == exit_codes.DONE
    assert not (tmp_path / "o" / "manifest.json").exists()
    assert cli.run(base) == exit_codes.DONE
    assert (tmp_path / "o" / "manifest.json").exists()


def test_a_changed_option_recomputes_from_its_stage_on(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Reading is not repeated for another license option; texts are for another text option."""
    recipe, _ = built
    base = ["build", recipe, "--out", tmp_path / "o", "--cache", tmp_path / "c", "--runner", "in_process", "--json"]

    def ran(*options: str) -> set[str]:
        report = json.loads(in_this_process(*base, *options).stdout)
        return {phase["name"] for phase in report["phases"] if phase["ran"]}

    assert {"read", "texts", "licenses", "select", "release"} <= ran()
    assert set() == ran()
    changed = ran("--set", "stages.decode_texts.max_line_bytes=50000")
    assert ("texts" in changed, "read" in changed, "release" in changed) == (True, False, False)


def test_a_changed_file_recomputes_little(tmp_path: Path) -> None:
    """One edited file: its bucket is read again, the other buckets are not."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=4)
    base = ["build", recipe, "--out", tmp_path / "o", "--cache", tmp_path / "c", "--runner", "in_process", "--json"]
    assert in_this_process(*base).returncode == exit_codes.DONE
    (tmp_path / "corpus" / "repo1" / "src" / "k3.c").write_text("int changed(void) { return 1; }\n")
    report = json.loads(in_this_process(*base).stdout)
    ran = {phase["name"]: phase["ran"] for phase in report["phases"]}
    assert (1, 1, 1) == (ran["read"], ran["texts"], ran["select"])


def test_clean_keeps_what_the_last_build_used(built: tuple[Path, Path], tmp_path: Path) -> None:
    """After `clean` the next build still computes nothing; after `clean --keep 0` it computes everything."""
    recipe, _ = built
    out = tmp_path / "o"
    base = ["build", recipe, "--out", out, "--cache", tmp_path / "c", "--runner", "in_process"]
    assert in_this_process(*base, "--limit", "2").returncode == exit_codes.DONE
    assert in_this_process(*base).returncode == exit_codes.DONE
    before = sum(1 for p in (tmp_path / "o.work").rglob("*") if p.is_file())
    assert cli.run(["clean", str(out)]) == exit_codes.DONE
    assert before > sum(1 for p in (tmp_path / "o.work").rglob("*") if p.is_file())
    assert "nothing to compute" in in_this_process(*base).stderr
    assert cli.run(["clean", str(out), "--keep", "0"]) == exit_codes.DONE
    assert [] == list((tmp_path / "o.work").rglob("*.parquet"))
    assert cli.run(["check", str(out)]) == exit_codes.DONE
    assert in_this_process(*base).returncode == exit_codes.DONE


def test_offline_opens_no_connection(built: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`build --offline` makes no connection at all in this process; what is not in the cache is a clear error."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    recipe, _ = built
    base = ["--cache", str(tmp_path / "cache"), "--runner", "in_process", "--offline"]
    assert cli.run(["build", str(recipe), "--out", str(tmp_path / "o"), *base]) == exit_codes.DONE
    assert cli.run(["build", "starter", "--out", str(tmp_path / "p"), *base]) == exit_codes.FAILED


def test_own_code_is_published_under_the_license_its_recipe_asserts(tmp_path: Path) -> None:
    """`license_override` names the license of code that states none; a header of its own still wins for its file."""
    write_tree(
        tmp_path / "own", {"a.c": kernel(1), "b.c": b"// SPDX-License-Identifier: GPL-3.0-or-later\n" + kernel(2)}
    )
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(
        '[dataset]\nname = "own"\nvisibility = "internal"\n'
        '[[sources]]\nkind = "local"\npath = "own"\nlicense_override = "Apache-2.0"\n'
    )
    arguments = ["build", str(recipe), "--out", str(tmp_path / "o"), "--cache", str(tmp_path / "c")]
    assert cli.run([*arguments, "--runner", "in_process"]) == exit_codes.DONE
    assert cli.run(["check", str(tmp_path / "o")]) == exit_codes.DONE
    published = rows(tmp_path / "o", "select path, license_expression, license_scope from source_files")
    assert [("a.c", "Apache-2.0", "override")] == published
    assert [("b.c", "license_not_allowed")] == rows(tmp_path / "o", "select path, reason from quarantine")

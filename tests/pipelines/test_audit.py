"""`warploom audit`: from a release to a sheet, from judgements to a published error rate."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipelines.corpora import command, release_digests, small_corpus
from tests.small_release import HOSTILE, ODD_PATH, write_release
from warploom.pipelines import cli, exit_codes
from warploom.pipelines.cli_audit import interval_bar
from warploom.validators.intervals import clopper_pearson


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that a build made: 36 published files, 29 refused for their license."""
    folder = tmp_path_factory.mktemp("built")
    recipe, out = small_corpus(folder), folder / "out"
    arguments = ["build", str(recipe), "--out", str(out), "--cache", str(folder / "cache"), "--runner", "in_process"]
    assert cli.run(arguments) == exit_codes.DONE
    return out


def sheet_rows(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def judge(sheet: Path, filled: Path, judgement: Callable[[dict[str, str]], str]) -> Path:
    """The sheet as a spreadsheet would save it, with a judgement for each row."""
    rows = sheet_rows(sheet)
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows({**row, "judgement": judgement(row)} for row in rows)
    return filled


def draw(out: Path, sheet: Path, *options: str) -> Path:
    assert cli.run(["audit", str(out), "--out", str(sheet), *options]) == exit_codes.DONE
    return sheet


def test_from_a_release_to_its_error_rate(built: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Sampled, judged, published; the release itself is what it was, and its checks hold."""
    before = release_digests(built)
    sheet = draw(built, tmp_path / "s.csv", "--sample", "26")
    said = capfd.readouterr()
    assert "26 of 65 license decisions drawn; 5 paths refused for other reasons are not among them" in said.err
    assert f"--judgements {sheet}" in said.err
    assert 26 == len(sheet_rows(sheet))
    wrong = next(row["id"] for row in sheet_rows(sheet) if row["verdict"] == "published")
    filled = judge(sheet, tmp_path / "f.csv", lambda row: "wrong" if row["id"] == wrong else "ok")
    assert cli.run(["audit", str(built), "--judgements", str(filled)]) == exit_codes.DONE
    printed = capfd.readouterr()
    published = json.loads((built / "audit" / "audit.json").read_bytes())
    rates = {group["group"]: group for group in published["groups"]}
    assert ([wrong], 36, 1) == (published["wrong"], rates["published"]["population"], rates["published"]["n_wrong"])
    of_published = rates["published"]["n_judged"]
    assert 1 / of_published == pytest.approx(rates["published"]["rate_at_least"], abs=1e-6)
    assert f"{rates['all']['low']:.2%} to {rates['all']['high']:.2%}" in printed.out
    assert f"result: {built / 'audit' / 'audit.json'}" in printed.err
    after = release_digests(built)
    assert {**before, "audit/audit.json": after["audit/audit.json"]} == after
    assert cli.run(["check", str(built)]) == exit_codes.DONE
    assert cli.run(["audit", str(built), "--judgements", str(filled), "--json"]) == exit_codes.DONE
    assert published == json.loads(capfd.readouterr().out)
    assert after == release_digests(built)


def test_all_right_is_not_no_error(built: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An interval with zero errors reaches as far as a sample of its size must."""
    filled = judge(draw(built, tmp_path / "s.csv", "--sample", "26"), tmp_path / "f.csv", lambda _: "ok")
    capfd.readouterr()
    arguments = ["audit", str(built), "--judgements", str(filled), "--out", str(tmp_path / "a.json"), "--json"]
    assert cli.run(arguments) == exit_codes.DONE
    everything = json.loads(capfd.readouterr().out)["groups"][0]
    assert (0.0, 0.0) == (everything["rate_at_most"], everything["low"])
    assert clopper_pearson(0, 26)[1] - 0.01 < everything["high"] < clopper_pearson(0, 26)[1] + 0.05


def test_equal_bytes_under_another_hash_seed(built: Path, tmp_path: Path) -> None:
    """The sheet and the result are functions of release, seed and judgements."""
    done = [
        command("audit", built, "--sample", "20", "--out", tmp_path / f"{seed}.csv", "--json", PYTHONHASHSEED=seed)
        for seed in ("1", "4242")
    ]
    assert [0, 0] == [d.returncode for d in done]
    assert done[0].stdout.replace("1.csv", "4242.csv") == done[1].stdout
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "4242.csv").read_bytes()
    filled = judge(tmp_path / "1.csv", tmp_path / "f.csv", lambda row: "wrong" if "0" in row["id"][-2:] else "unsure")
    for seed in ("1", "4242"):
        result = tmp_path / f"{seed}.json"
        assert 0 == command("audit", built, "--judgements", filled, "--out", result, PYTHONHASHSEED=seed).returncode
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "4242.json").read_bytes()


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    """Names that try SQL, HTML and forged rows, and a path with a line end, are one cell each."""
    write_release(tmp_path / "r")
    rows = sheet_rows(draw(tmp_path / "r", tmp_path / "s.csv", "--sample", "50"))
    hostile = [row for row in rows if "drop table" in row["repository"]]
    shown = {name.replace("\n", "\\u000a") for name in (ODD_PATH, "m.cpp")}
    assert shown == {row["path"] for row in hostile}
    expected = HOSTILE.replace("\n", "\\u000a").replace(";--", "; --")  # no cell begins with `--` after a split at `;`
    assert {expected} == {row["repository"] for row in hostile}


def test_a_sheet_of_another_release_is_refused(built: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Even of the same corpus, one build later; nothing is written."""
    write_release(tmp_path / "r")
    filled = judge(draw(tmp_path / "r", tmp_path / "s.csv"), tmp_path / "f.csv", lambda _: "ok")
    capfd.readouterr()
    write_release(tmp_path / "r", version="1.2.0", description="Another.")
    for directory in (tmp_path / "r", built):
        out = tmp_path / "a.json"
        arguments = ["audit", str(directory), "--judgements", str(filled), "--out", str(out)]
        assert cli.run(arguments) == exit_codes.USAGE
        said = capfd.readouterr().err
        assert f"warploom: {filled}: was drawn from another release" in said
        assert "Name the release it was drawn from, or draw anew" in said
        assert not out.exists()


def test_judgements_are_never_overwritten(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An empty sheet is; one with a judgement, and a file that is no sheet, are left as they are."""
    out = tmp_path / "r"
    write_release(out)
    assert cli.run(["audit", str(out)]) == exit_codes.DONE
    sheet = tmp_path / "r.audit.csv"
    assert draw(out, sheet, "--seed", "5").read_bytes() == draw(out, sheet, "--seed", "5").read_bytes()
    judge(sheet, sheet, lambda row: "ok" if row["path"] == "m.cpp" else "")
    for place, content in ((sheet, sheet.read_bytes()), (tmp_path / "mine.csv", b"a,b\n")):
        place.write_bytes(content)
        capfd.readouterr()
        assert cli.run(["audit", str(out), "--out", str(place)]) == exit_codes.USAGE
        assert "not overwritten" in capfd.readouterr().err
        assert content == place.read_bytes()


def test_a_result_overwrites_only_a_result(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Not the sheet that it comes from."""
    out = tmp_path / "r"
    write_release(out)
    filled = judge(draw(out, tmp_path / "s.csv"), tmp_path / "f.csv", lambda _: "ok")
    content = filled.read_bytes()
    assert cli.run(["audit", str(out), "--judgements", str(filled), "--out", str(filled)]) == exit_codes.USAGE
    assert "no result of an audit" in capfd.readouterr().err
    assert content == filled.read_bytes()


def test_rows_without_judgement_are_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """How many, and for which decisions the rate does not speak; none at all is an error."""
    out = tmp_path / "r"
    write_release(out)
    sheet = draw(out, tmp_path / "s.csv")
    filled = judge(sheet, tmp_path / "f.csv", lambda row: "ok" if row["language"] == "C" else "")
    capfd.readouterr()
    assert cli.run(["audit", str(out), "--judgements", str(filled)]) == exit_codes.DONE
    said = capfd.readouterr().err
    assert "5 of 7 rows are not judged" in said
    assert "refused: 1 of 1 decisions are in strata with no judgement" in said
    assert cli.run(["audit", str(out), "--judgements", str(sheet)]) == exit_codes.USAGE
    assert "holds no judgement. Fill the column `judgement`" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--sample", "0"), "--sample 0: must be 1 to"),
        (("--sample", "2"), "2 strata need 3 rows at least"),
        (("--seed", "9" * 19), "--seed"),
        (("--judgements", "s.csv", "--seed", "0"), "--sample and --seed belong to drawing"),
        (("--judgements", "missing.csv"), "missing.csv: cannot be read"),
        (("--out", "r/sheet.csv"), "lies in the release"),
        (("--judgements", "s.csv", "--out", "r/data/a.json"), "lies among the release's own files"),
    ],
)
def test_usage_errors_end_with_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    message: str,
) -> None:
    """What cannot be meant writes nothing."""
    monkeypatch.chdir(tmp_path)
    write_release(tmp_path / "r")
    before = sorted(tmp_path.rglob("*"))
    assert cli.run(["audit", "r", *options]) == exit_codes.USAGE
    assert message in capfd.readouterr().err
    assert before == sorted(tmp_path.rglob("*"))


def test_no_release_ends_with_1(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With the directory and the next step."""
    for options in ([], ["--judgements", str(tmp_path / "s.csv")]):
        assert cli.run(["audit", str(tmp_path / "none"), *options]) == exit_codes.FAILED
        assert "no such directory. Name the directory that `warploom build --out` wrote" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ((0.0, 0.0, 0.0, 1.0), "#---------"),
        ((0.2, 0.5, 0.5, 0.8), "  ---#---"),
        ((0.0, 0.1, 0.3, 0.3), "-###"),
        ((1.0, 1.0, 1.0, 1.0), "         #"),
    ],
)
def test_bars(rates: tuple[float, float, float, float], expected: str) -> None:
    """Limits and rate stand where they belong."""
    assert expected == interval_bar(*rates, 1.0, cells=10)

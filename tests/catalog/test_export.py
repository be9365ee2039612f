"""`export`: one file per module, an index, nothing of what was there overwritten, nothing written by the condition."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import pytest

from tests.small_release import small_rows, write_release
from warploom.catalog.export import ConditionError, FolderNotEmptyError, NothingToExportError, export
from warploom.pipelines import cli, exit_codes
from warploom.schemas.release import COMPILED

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return small_rows()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("export") / "r"
    write_release(directory)
    return directory


def index(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_bitcode_is_what_the_release_holds(directory: Path, rows: Rows, tmp_path: Path) -> None:
    """Every module, sorted by id, byte for byte."""
    done = export(directory, tmp_path / "out", "bc")
    expected = sorted(row["row_id"] for row in rows["ir_modules"])
    assert expected == [module.row_id for module in done] == [row["row_id"] for row in index(tmp_path / "out")]
    assert {"index.csv", *(f"{row_id}.bc" for row_id in expected)} == {p.name for p in (tmp_path / "out").iterdir()}
    for row in index(tmp_path / "out"):
        content = (tmp_path / "out" / row["file"]).read_bytes()
        assert row["bitcode_sha256"] == hashlib.sha256(content).hexdigest()


def test_text_is_kept_or_made(directory: Path, rows: Rows, tmp_path: Path) -> None:
    """The text of the release where it has one, else the bitcode printed; LLVM reads both."""
    done = export(directory, tmp_path / "out", "ll")
    texts = {row["row_id"]: row["text"] for row in rows["ir_modules"]}
    assert 1 == list(texts.values()).count(None)
    for module in done:
        text = (tmp_path / "out" / module.file).read_text()
        assert text == texts[module.row_id] or texts[module.row_id] is None
        with llvm.parse_assembly(text, llvm.create_context()) as parsed:
            parsed.verify()
    (printed,) = [row for row in index(tmp_path / "out") if texts[row["row_id"]] is None]
    assert "@a = global i32 0" in (tmp_path / "out" / printed["file"]).read_text()


def test_the_index_says_what_a_file_is(directory: Path, tmp_path: Path) -> None:
    """Place, target, license, counts."""
    export(directory, tmp_path, "bc", where="target = 'nvptx64'")
    (row,) = index(tmp_path)
    expected = {"repo_name": "owner/one", "path": "src/k.cu", "arch": "sm_80", "license_expression": "MIT"}
    assert expected.items() <= row.items()
    assert ("1", "1", "false") == (row["n_functions"], row["n_kernels"], row["is_offload"])


@pytest.mark.parametrize(
    ("where", "limit", "n"),
    [
        ("", None, 3),
        ("", 2, 2),
        ("", 0, 0),
        ("n_kernels > 0", None, 1),
        ("row_id in (select ir_module_id from gpu_lowerings)", None, 1),
        ("text is not null", 1, 1),
        ("nullif(language, 'C') = 'C'", None, 0),
    ],
)
def test_a_condition_and_a_limit_choose(directory: Path, tmp_path: Path, where: str, limit: int | None, n: int) -> None:
    """Null is no; the first ids; none is an index without rows."""
    done = export(directory, tmp_path / "out", "bc", where=where, limit=limit)
    assert n == len(done) == len(index(tmp_path / "out"))


@pytest.mark.parametrize(
    "where",
    [
        "true; select 1",
        "true) ; drop view ir_modules; select (true",
        "true union select row_id from ir_modules",
        "true), (false",
        "n_kernels",
        "no_such_column = 1",
        "n_kernels >",
        "copy",
        "copy ir_modules to '{folder}/x'",
        "exists (select 1 from read_text('{folder}/../r/NOTICE'))",
        "cast(path as int) = 1",
        "true order by 1",
        "true --",
    ],
)
def test_what_is_no_condition_is_refused(directory: Path, tmp_path: Path, where: str) -> None:
    """Statements, other types, unknown columns, files: nothing is written, not even the folder."""
    with pytest.raises(ConditionError, match="--where"):
        export(directory, tmp_path / "out", "bc", where=where.format(folder=tmp_path))
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("is_file", [False, True])
def test_nothing_is_overwritten(directory: Path, tmp_path: Path, is_file: bool) -> None:
    """A folder that holds something, or a file of that name."""
    place = tmp_path / "file" if is_file else tmp_path
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FolderNotEmptyError, match="Name another one"):
        export(directory, place, "bc")
    assert ["file"] == [path.name for path in tmp_path.iterdir()]


def test_what_cannot_be_read_is_told(rows: Rows, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Damaged bitcode ends no export: the others are written, the index has no file for it, the command ends with 1."""
    damaged = [
        {**row, "bitcode": row["bitcode"][:40] + b"\xff" * 8} if row["text"] is None else row
        for row in rows["ir_modules"]
    ]
    write_release(tmp_path / "r", {**rows, "ir_modules": damaged})
    out = tmp_path / "out"
    assert exit_codes.FAILED == cli.run(["export", str(tmp_path / "r"), "--format", "ll", "--out", str(out), "--json"])
    printed = capsys.readouterr()
    assert "2 modules written, 1 not" in printed.err
    (problem,) = [m for m in json.loads(printed.out)["modules"] if m["problem"]]
    assert problem["problem"].startswith(("bitcode_damaged: ", "parser_crashed: "))
    assert f"warploom: {problem['row_id']}: " in printed.err
    assert [""] == [row["file"] for row in index(out) if row["row_id"] == problem["row_id"]]
    assert 3 == len(list(out.iterdir()))


def test_an_id_is_no_path(rows: Rows, tmp_path: Path) -> None:
    """Shards come from anywhere: what is no id names no file."""
    climbing = [{**rows["ir_modules"][0], "row_id": "ir_/../../x"}]
    write_release(tmp_path / "r", {**rows, "ir_modules": climbing})
    (module,) = export(tmp_path / "r", tmp_path / "out", "bc")
    assert ("", "is no id of a module") == (module.file, module.problem)
    assert ["out", "r"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_release_without_modules_says_so(rows: Rows, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And how there come to be some."""
    write_release(tmp_path / "r", {**rows, **{folder: [] for folder in COMPILED}})
    with pytest.raises(NothingToExportError):
        export(tmp_path / "r", tmp_path / "out", "bc")
    arguments = ["export", str(tmp_path / "r"), "--format", "bc", "--out", str(tmp_path / "out")]
    assert exit_codes.FAILED == cli.run(arguments)
    assert "stages.compile_files.languages" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_ends_well(directory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Messages on stderr, nothing on stdout unless asked for; a bad condition is a usage error."""
    arguments = ["export", str(directory), "--format", "bc", "--out", str(tmp_path / "out")]
    assert exit_codes.DONE == cli.run([*arguments, "--limit", "1"])
    assert ("", True) == ((printed := capsys.readouterr()).out, "1 modules written" in printed.err)
    assert exit_codes.USAGE == cli.run([*arguments[:-1], str(tmp_path / "other"), "--where", "drop table x"])
    assert exit_codes.USAGE == cli.run([*arguments[:-1], str(tmp_path / "other"), "--limit", "-1"])

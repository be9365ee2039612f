"""Sheets cannot act in a spreadsheet, whatever was crawled, and are read back only if they are what was drawn."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.audit_results import Judgement
from warploom.validators.audit_sheets import (
    COLUMNS,
    SheetError,
    is_filled,
    read_draw,
    read_judgements,
    render_sheet,
    safe_cell,
)
from warploom.validators.audits import Draw, Drawn, Evidence, Sample, Stratum

PUBLISHED = Stratum("published", "permissive", "file", False, "c")
REFUSED = Stratum("refused", "copyleft", "file", True, "gpu")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
TEXTS = st.text(st.one_of(st.sampled_from("=+-@;,'\"\t\r\n |\x00\u202e\u2028\uff1d"), st.characters(codec="utf-8")))


def sample() -> Sample:
    """Three published ids and one refused."""
    return Sample(
        "n",
        "1",
        Draw("a" * 64, 3, 4),
        (Drawn(PUBLISHED, 30, ("oc_a", "oc_b", "oc_c")), Drawn(REFUSED, 1, ("oc_r",))),
        0,
    )


def evidence(identity: str = "oc_a", hostile: str = "x") -> Evidence:
    """A published row all of whose crawled texts are the hostile one."""
    return Evidence(
        id=identity,
        stratum=PUBLISHED,
        weight=10.0,
        repo_name=hostile,
        revision_id=hostile,
        path=hostile,
        origin_url=hostile,
        language="C",
        license_expression=hostile,
        license_tier="permissive",
        license_scope="file",
        evidence_path=hostile,
        evidence_sha256="cd" * 32,
        witnesses=(hostile, hostile),
        license_texts=("LICENSES/MIT.txt",),
        reason=None,
        detail=None,
        text=hostile,
    )


def sheet_rows(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def filled(path: Path, judgements: dict[str, str], **changes: str) -> Path:
    """The sheet with judgements in place, or with other values in the columns that are named."""
    rows = sheet_rows(render_sheet(sample(), [evidence(i) for i in ("oc_a", "oc_b", "oc_c", "oc_r")]))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({**row, "judgement": judgements.get(row["id"], ""), **changes} for row in rows)
    return path


@given(TEXTS)
def test_no_cell_is_a_formula(hostile: str) -> None:
    """Neither in a spreadsheet that splits at commas nor in one that splits at semicolons, tabs or line ends."""
    content = render_sheet(sample(), [evidence(hostile=hostile)])
    (row,) = sheet_rows(content)
    assert set(COLUMNS) == set(row)
    for cell in row.values():
        assert not cell.lstrip(" ").startswith(FORMULA)
        for line in cell.splitlines():
            for piece in line.split(";"):
                assert not piece.lstrip("\"'").startswith(FORMULA) or piece.startswith("'")
    for delimiter in ";\t":
        for cells in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter):
            assert not any(cell.startswith(FORMULA) for cell in cells)


@given(TEXTS)
def test_cells_show_what_hides(hostile: str) -> None:
    """No control, bidirectional or separator character gets through; a path is one line."""
    content = render_sheet(sample(), [evidence(hostile=hostile)]).decode("utf-8-sig")
    assert not set("\x00\x1b\u202e\u2028\u200b\t") & set(content)
    (row,) = sheet_rows(content.encode("utf-8-sig"))
    assert 1 == len(row["path"].splitlines() or [""])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
        ("  @SUM(1)", "'  @SUM(1)"),
        ("a;=1", "a; =1"),
        ("a;\"'-1", "a; \"'-1"),
        ("for (;;) x=-1", "for (;;) x=-1"),
        ("src/a.c", "src/a.c"),
        ("", ""),
    ],
)
def test_formulas_become_text(text: str, expected: str) -> None:
    """Everything else stays as it is."""
    assert expected == safe_cell(text)


def test_a_refusal_says_why_and_where() -> None:
    """And quotes nothing."""
    refused = dataclasses.replace(
        evidence("oc_r"), stratum=REFUSED, reason="license_not_allowed", detail="GPL is copyleft", text=None
    )
    (row,) = sheet_rows(render_sheet(sample(), [refused]))
    assert ("refused: license_not_allowed, GPL is copyleft", "", "x at revision x") == (
        row["verdict"],
        row["text_head"],
        row["where"],
    )


def test_texts_stand_line_by_line() -> None:
    """Numbered, tabs as spaces."""
    (row,) = sheet_rows(render_sheet(sample(), [dataclasses.replace(evidence(), text="int a;\n\tb;\n=c")]))
    assert "1 | int a;\n2 |     b;\n3 | =c" == row["text_head"]


def test_judgements_come_back(tmp_path: Path) -> None:
    """By id; empty ones are left out, case and white space do not matter."""
    path = filled(tmp_path / "s.csv", {"oc_a": "ok", "oc_b": " Wrong ", "oc_r": "UNSURE"})
    expected = {"oc_a": Judgement.OK, "oc_b": Judgement.WRONG, "oc_r": Judgement.UNSURE}
    assert expected == read_judgements(path, sample())
    assert sample().draw == read_draw(path)
    assert is_filled(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_do_is_read(tmp_path: Path, delimiter: str) -> None:
    """Other delimiters, other quoting, columns moved and added, rows sorted, removed, and empty at the end."""
    rows = sheet_rows(filled(tmp_path / "s.csv", {"oc_a": "ok", "oc_c": "wrong"}).read_bytes())
    columns = ["id", "draw", "mine", "note", "judgement", "text_head"]
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "mine": "=1;2,3\n4"} for row in reversed(rows[1:]))
        writer.writerow({})
    assert {"oc_c": Judgement.WRONG} == read_judgements(tmp_path / "t.csv", sample())


def test_a_sheet_with_a_note_is_somebodys_work(tmp_path: Path) -> None:
    """An empty one is not."""
    assert not is_filled(filled(tmp_path / "s.csv", {}))
    assert is_filled(filled(tmp_path / "s.csv", {}, note="look again"))


def test_errors_name_the_line(tmp_path: Path) -> None:
    """The line of the file, with cells of several lines above."""
    path = filled(tmp_path / "s.csv", {"oc_b": "good"})
    line = 1 + path.read_text("utf-8-sig").split("oc_b")[0].count("\n")
    with pytest.raises(SheetError, match=f"s.csv, line {line}: judgement `good` is none of ok, wrong, unsure"):
        read_judgements(path, sample())
    assert line > 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "oc_other"}, "line 2: `oc_other` is no id of the sample"),
        ({"id": "oc_a"}, "line 4: oc_a stands on line 2 already"),
        ({"draw": "x"}, "line 2: belongs to another release or draw"),
        ({"draw": str(Draw("a" * 64, 3, 5))}, "line 2: belongs to another release or draw"),
        ({"judgement": "\x1b[2J"}, r"line 2: judgement `\\u001b\[2J` is none of"),
    ],
)
def test_sheets_that_were_not_drawn_are_refused(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    """Foreign ids, the same id twice, another draw, other words; what is quoted of them is harmless."""
    with pytest.raises(SheetError, match=message):
        read_judgements(filled(tmp_path / "s.csv", {}, **changes), sample())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1: is no sheet"),
        (b"name,id\n", "line 1: is no sheet"),
        (b"id,judgement,draw\n", "line 1: has 0 columns `note`"),
        (b"id,judgement,judgement,draw,note\n", "line 1: has 2 columns `judgement`"),
        (b"id,judgement,draw,note\n", "holds no rows"),
        (b"id,judgement,draw,note\noc_a,ok\n", "line 2: 2 cells instead of 4"),
        (b'id,judgement,draw,note\noc_a,ok,x,"never closed\n', "line 2: is no CSV"),
        (b"id,judgement,draw,note\noc_a,ok,x,\n", "line 2: `x` states no draw of this version"),
        (b"id,judgement,draw,note\n\xe9,ok,x,\n", "is not UTF-8. Save it as `CSV UTF-8`"),
        (b"id,judgement,draw,note\n" + b"x" * 200_000 + b",,,\n", "line 2: is no CSV"),
        (
            f"id,judgement,draw,note\na,,{Draw('a' * 64)},\nb,,{Draw('b' * 64)},\n".encode(),
            "line 3: belongs to another",
        ),
    ],
)
def test_other_files_are_no_sheets(tmp_path: Path, content: bytes, message: str) -> None:
    """Each with its line, and with what to do."""
    (tmp_path / "s.csv").write_bytes(content)
    with pytest.raises(SheetError, match=message) as refused:
        read_draw(tmp_path / "s.csv")
    assert refused.value.next_step


def test_a_missing_sheet_is_named(tmp_path: Path) -> None:
    """And a folder is none."""
    with pytest.raises(SheetError, match=r"none\.csv: cannot be read \(no such file or directory\)"):
        read_draw(tmp_path / "none.csv")
    with pytest.raises(SheetError, match="is no file"):
        read_draw(tmp_path)


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Whatever follows a header is judgements or an error that names the file."""
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(b"id,judgement,draw,note\n" + content)
    told, found = str(path), dict[str, Judgement]()
    try:
        found = read_judgements(path, sample())
    except SheetError as error:
        told = str(error)
    assert (True, {}) == (told.startswith(str(path)), found)

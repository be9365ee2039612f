"""The sheet of an audit: evidence out to a spreadsheet as CSV that cannot act there, judgements back in."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from warploom.schemas.errors import UsageError
from warploom.validators.audit_results import Judgement
from warploom.validators.audits import Draw, Evidence, Sample

COLUMNS = (
    "id",
    "stratum",
    "weight",
    "verdict",
    "repository",
    "revision",
    "path",
    "language",
    "license_expression",
    "license_tier",
    "license_scope",
    "license_evidence_path",
    "license_evidence_sha256",
    "witnesses",
    "license_texts",
    "where",
    "text_head",
    "judgement",
    "note",
    "draw",
)
"""A person fills `judgement` and `note`; only these, `id` and `draw` are read back."""

_READ = ("id", "judgement", "draw")
_MAX_BYTES = 512 * 1024 * 1024
_DELIMITERS = ",;\t"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_INNER_FORMULA = re.compile(r";(?=[\"']*[=+\-@\uff1d\uff0b\uff0d\uff20])")
_NEXT = "See docs/audit.md"


class SheetError(UsageError):
    """A sheet of judgements cannot be used; nothing was written. `line` 0 speaks of the whole file."""

    def __init__(self, path: str, line: int, why: str, next_step: str = _NEXT) -> None:
        super().__init__(path, line, why, next_step)
        self.path, self.line, self.why, self.next_step = path, line, why, next_step

    def __str__(self) -> str:
        return f"{self.path}{f', line {self.line}' if self.line else ''}: {self.why}. {self.next_step}"


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row of a sheet as read: the line of the file it begins on, its id, judgement and draw, white space cut off."""

    line: int
    id: str
    judgement: str
    note: str
    draw: str


def render_sheet(sample: Sample, evidence: Sequence[Evidence]) -> bytes:
    """The sheet as CSV in UTF-8 with a byte order mark, without which spreadsheets guess another encoding.

    All cells are quoted. None begins with what a spreadsheet takes for a formula (an apostrophe goes before it), and
    none would after a split at semicolons or line ends, as a spreadsheet of another locale splits them. Control, format
    and separator characters show as escapes.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in evidence:
        cells = _cells(row, sample.draw)
        writer.writerow([safe_cell(cells[column]) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """The text of a cell that no spreadsheet calculates; line ends must have been numbered or escaped before."""
    inner = _INNER_FORMULA.sub("; ", text)
    return "'" + inner if inner.lstrip(" ").startswith(_FORMULA) else inner


def is_filled(path: Path) -> bool:
    """Whether a sheet holds judgements or notes; `SheetError` for a file that is no sheet."""
    return any(row.judgement or row.note for row in _rows(path))


def read_draw(path: Path) -> Draw:
    """The draw that every row of a sheet states; `SheetError` if they do not agree."""
    rows = _rows(path)
    first = next(rows, None)
    if first is None:
        raise SheetError(str(path), 0, "holds no rows", "Draw a sample anew")
    draw = Draw.parse(first.draw)
    if draw is None:
        raise SheetError(str(path), first.line, f"`{_plain(first.draw)}` states no draw of this version")
    for row in rows:
        if row.draw != first.draw:
            raise SheetError(str(path), row.line, "belongs to another draw than the first row")
    return draw


def read_judgements(path: Path, sample: Sample) -> dict[str, Judgement]:
    """Judgements by id, without the rows that are not judged; raises `SheetError` with the line for whatever is amiss.

    Every id must be one of the sample, and stand there once. Rows may have been sorted or left out, columns added.
    """
    sampled = {identity for drawn in sample.strata for identity in drawn.ids}
    seen: dict[str, int] = {}
    judgements: dict[str, Judgement] = {}
    for row in _rows(path):
        if row.draw != str(sample.draw):
            raise SheetError(str(path), row.line, "belongs to another release or draw", "Judge the sheet of this one")
        if row.id not in sampled:
            raise SheetError(str(path), row.line, f"`{_plain(row.id)}` is no id of the sample")
        if row.id in seen:
            raise SheetError(str(path), row.line, f"{row.id} stands on line {seen[row.id]} already", "Remove one")
        seen[row.id] = row.line
        if not row.judgement:
            continue
        try:
            judgements[row.id] = Judgement(row.judgement.lower())
        except ValueError:
            words = ", ".join(Judgement)
            why = f"judgement `{_plain(row.judgement)}` is none of {words}"
            raise SheetError(str(path), row.line, why, "Correct it, or leave it empty") from None
    return judgements


def _rows(path: Path) -> Iterator[FilledRow]:
    """Rows that are not empty; columns are found by name, the delimiter by the header."""
    text = _read(path)
    header_line = text.partition("\n")[0]
    match = re.match(rf'"?{COLUMNS[0]}"?([{_DELIMITERS}])', header_line)
    if not match:
        raise SheetError(str(path), 1, f"is no sheet of an audit: its first column is not `{COLUMNS[0]}`")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=match[1], strict=True)
    line = 1
    try:
        header = [cell.strip() for cell in next(reader)]
        for name in (*_READ, "note"):
            if header.count(name) != 1:
                raise SheetError(str(path), 1, f"has {header.count(name)} columns `{name}` instead of one")
        place = {name: header.index(name) for name in (*_READ, "note")}
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) <= max(place.values()):
                    raise SheetError(str(path), line, f"{len(cells)} cells instead of {len(header)}")
                found = {name: cells[i].strip().removeprefix("'") for name, i in place.items()}
                yield FilledRow(line, found["id"], found["judgement"], found["note"], found["draw"])
            line = reader.line_num + 1
    except csv.Error as error:
        raise SheetError(str(path), line, f"is no CSV ({error})", "Save it as CSV, with quotes around texts") from None


def _read(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise SheetError(str(path), 0, "is no file")
        if path.stat().st_size > _MAX_BYTES:
            raise SheetError(str(path), 0, f"is larger than {_MAX_BYTES} bytes")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SheetError(str(path), 0, f"cannot be read ({(error.strerror or 'I/O error').lower()})") from None
    except UnicodeDecodeError:
        raise SheetError(str(path), 0, "is not UTF-8", "Save it as `CSV UTF-8`") from None


def _cells(row: Evidence, draw: Draw) -> dict[str, str]:
    one_line = {
        "id": row.id,
        "stratum": str(row.stratum),
        "weight": f"{row.weight:.6g}",
        "verdict": row.stratum.verdict if row.reason is None else f"refused: {row.reason}, {row.detail}",
        "repository": row.repo_name,
        "revision": row.revision_id,
        "path": row.path,
        "language": row.language or "",
        "license_expression": row.license_expression or "",
        "license_tier": row.license_tier or "",
        "license_scope": row.license_scope or "",
        "license_evidence_path": row.evidence_path or "",
        "license_evidence_sha256": f"sha256:{row.evidence_sha256}" if row.evidence_sha256 else "",
        "license_texts": ", ".join(row.license_texts),
        "where": f"{row.origin_url} at revision {row.revision_id}",
        "judgement": "",
        "note": "",
        "draw": str(draw),
    }
    return {
        **{column: _plain(text) for column, text in one_line.items()},
        "witnesses": _numbered(row.witnesses),
        "text_head": "" if row.text is None else _numbered(row.text.split("\n")),
    }


def _numbered(lines: Sequence[str]) -> str:
    """Lines under each other, each begun by its number: a line is no cell of its own then, whatever splits it off."""
    return "\n".join(f"{number} | {_plain(line.expandtabs(4))}" for number, line in enumerate(lines, 1))


def _plain(text: str) -> str:
    return "".join(_visible(c) for c in text)


def _visible(c: str) -> str:
    if c == " " or unicodedata.category(c)[0] not in "CZ":
        return c
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"

"""Sets out a kernel line by line, from its source through NVVM IR and PTX to machine code."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from warploom.catalog.answers import Answers, Section

MAX_LINES = 400
"""Of one level."""

_LEVELS = (("nvvm_ir", "NVVM IR"), ("ptx", "PTX"), ("sass", "Machine code"))
_MAPS = {"nvvm_ir": "nvvm_lines", "ptx": "ptx_lines", "sass": "sass_lines"}
_INSTRUCTIONS = {
    "nvvm_ir": re.compile(r"  [^ \]].*"),
    "ptx": re.compile(r"\s*[^\s./].*;\s*"),
    "sass": re.compile(r".*/\*[0-9a-f]{4,}\*/.*;\s*"),
}
"""What of a level's lines is an instruction: only of these is it worth telling that they have no source line."""
_OUTSIDE = "<outside>/"
_PLACES_ONLY = re.compile(r"\s*(?:\.loc\s.*|\$L__tmp\d+:)")
"""Lines of PTX that say nothing but where the next one comes from, as the column beside them does."""

_KERNEL = """
SELECT t.text, t.nvvm_ir, t.ptx, t.sass, t.nvvm_lines, t.ptx_lines, t.sass_lines,
    coalesce(u.path, t.path) AS path, u.line_start, CASE WHEN u.row_id IS NULL THEN s.text END AS file_text
FROM gpu_lowerings AS t
LEFT JOIN code_units AS u ON u.row_id = t.code_unit_id
LEFT JOIN source_files AS s ON s.row_id = t.source_file_id
WHERE t.row_id = ?
"""


def kernel_levels(answers: Answers, identity: str) -> list[Section]:
    """The levels of a row of `gpu_lowerings` that are there, after a table that counts their lines by source line."""
    found = answers.of("", _KERNEL, identity)
    if not found:
        return []
    (kernel,) = found[0].table.to_pylist()
    levels = [(name, title, _lines(kernel[name])) for name, title in _LEVELS if kernel[name] is not None]
    return [
        *_by_source_line(kernel, {name: lines for name, _, lines in levels}),
        *(_level(kernel, name, title, lines) for name, title, lines in levels),
    ]


def listing(title: str, text: str | None, *, first_line: int = 1, name: str = "text") -> list[Section]:
    """A text as numbered lines; no section where there is none."""
    if text is None:
        return []
    lines = _lines(text)
    table = pa.table(
        {
            "line": pa.array(range(first_line, first_line + len(lines)), pa.int32()),
            name: pa.array(lines, pa.string()),
        }
    )
    return [_section(title, table)]


def _by_source_line(kernel: Mapping[str, Any], levels: Mapping[str, Sequence[str]]) -> list[Section]:
    """Every line of the source with how many lines of each level come from it.

    Other files' lines are one row each, and so are instructions that come from no line: what an assembler adds, such as
    the slow path of a division.
    """
    counts = {name: Counter((m["path"], m["source_line"]) for m in kernel[_MAPS[name]]) for name in levels}
    source = _source_lines(kernel, [line for c in counts.values() for path, line in c if path == kernel["path"]])
    elsewhere = sorted({path for c in counts.values() for path, _ in c if path != kernel["path"]})
    rows: list[tuple[int | None, str, list[int]]] = [
        (line, text, [counts[name][kernel["path"], line] for name in levels]) for line, text in source
    ]
    for path in elsewhere:
        of_path = [sum(n for (p, _), n in counts[name].items() if p == path) for name in levels]
        where = ", outside of the repository" if path.startswith(_OUTSIDE) else ""
        rows.append((None, f"(inlined from {posixpath.basename(path)}{where})", of_path))
    if not rows:
        return []
    placeless = [_n_placeless(kernel, name, lines) for name, lines in levels.items()]
    if any(placeless):
        rows.append((None, "(instructions of no source line)", placeless))
    columns = {"line": pa.array([line for line, _, _ in rows], pa.int32())}
    for i, name in enumerate(levels):
        columns[name] = pa.array([n[i] or None for _, _, n in rows], pa.int32())
    columns["source"] = pa.array([text for _, text, _ in rows], pa.string())
    return [_section("Source, with the lines of each level that come from it", pa.table(columns))]


def _n_placeless(kernel: Mapping[str, Any], name: str, lines: Sequence[str]) -> int:
    placed = {m["line"] for m in kernel[_MAPS[name]]}
    return sum(i not in placed and _INSTRUCTIONS[name].fullmatch(line) is not None for i, line in enumerate(lines, 1))


def _source_lines(kernel: Mapping[str, Any], mapped: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Numbered lines of the kernel's unit; where none is known, those of its file that something comes from."""
    if kernel["line_start"] is not None and kernel["text"] is not None:
        yield from enumerate(_lines(kernel["text"]), kernel["line_start"])
        return
    if kernel["file_text"] is not None and mapped:
        lines = kernel["file_text"].split("\n")
        for number in range(min(mapped), min(max(mapped), len(lines)) + 1):
            yield number, lines[number - 1]


def _level(kernel: Mapping[str, Any], name: str, title: str, lines: Sequence[str]) -> Section:
    places = {m["line"]: (m["path"], m["source_line"]) for m in kernel[_MAPS[name]]}
    shown = [(i, line) for i, line in enumerate(lines, 1) if name != "ptx" or not _PLACES_ONLY.fullmatch(line)]
    table = pa.table(
        {
            "line": pa.array([i for i, _ in shown], pa.int32()),
            "from": pa.array([_place(places.get(i), kernel["path"]) for i, _ in shown], pa.string()),
            name: pa.array([line for _, line in shown], pa.string()),
        }
    )
    return _section(title, table)


def _place(place: tuple[str, int] | None, path: str) -> str:
    """The line alone where it is in the kernel's own file."""
    if place is None:
        return ""
    return f"{place[1]:>4}" if place[0] == path else f"{posixpath.basename(place[0])}:{place[1]}"


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _section(title: str, table: pa.Table) -> Section:
    return Section(title, table.slice(0, MAX_LINES), max(0, table.num_rows - MAX_LINES))

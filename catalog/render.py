"""Draws small tables as text that fits a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
from rich.cells import cell_len, set_cell_size

from warploom.catalog.escaping import plain

ELLIPSIS = "\u2026"
_GAP = "  "
_NARROWEST = 4
_READABLE = 9
_RECORD_COLUMNS = 5


def render_table(table: pa.Table, width: int = 80) -> str:
    """Lines of at most `width` cells: a head, a rule and a line for each row; without an end of line at the end.

    The widest columns give way first and cut cells end in an ellipsis; an id in the first column stays whole where the
    others keep a readable width. One row of many columns, and a table too wide
    to leave every column a few cells, is drawn as records: one line for each column. Characters that could move the
    cursor or hide text are shown as escapes.
    """
    names = [plain(name) for name in table.schema.names]
    rows = [[_cell(value) for value in row.values()] for row in _rows(table)]
    if not names:
        return "(no columns)"
    if (len(rows) == 1 and len(names) > _RECORD_COLUMNS) or len(names) * (_NARROWEST + len(_GAP)) > width:
        return "\n\n".join(_record(names, row, width) for row in rows) or "(no rows)"
    natural = [max(cell_len(cell) for cell in column) for column in zip(names, *rows, strict=True)]
    room = width - len(_GAP) * (len(names) - 1)
    widths = _fit(natural, room)
    if len(names) > 1 and names[0].endswith("_id") and room - natural[0] >= sum(min(n, _READABLE) for n in natural[1:]):
        widths = [natural[0], *_fit(natural[1:], room - natural[0])]  # an id is there to be copied
    right = [pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in table.schema.types]

    def line(cells: list[str]) -> str:
        parts = [_sized(cell, size, right=r) for cell, size, r in zip(cells, widths, right, strict=True)]
        return _GAP.join(parts).rstrip()

    rule = _GAP.join("-" * size for size in widths)
    return "\n".join([line(names), rule, *(line(row) for row in rows)])


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    # Two columns of one name (a join's) would be one key of a row's mapping.
    unique = table.rename_columns([str(i) for i in range(table.num_columns)])
    rows: list[dict[str, Any]] = unique.to_pylist()
    return rows


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value) or "-"
    if isinstance(value, dict):
        return " ".join(f"{key}={_cell(item)}" for key, item in value.items())
    return _indented(str(value))


def _indented(text: str) -> str:
    """One line that keeps its indentation, as a line of code needs it."""
    bare = text.lstrip(" \t")
    return text[: len(text) - len(bare)].expandtabs(4) + plain(bare)


def _fit(natural: list[int], width: int) -> list[int]:
    widths = list(natural)
    while sum(widths) > width:
        widest = max(widths)
        if widest <= _NARROWEST:
            break
        next_widest = max((w for w in widths if w < widest), default=_NARROWEST)
        at_widest = [i for i, w in enumerate(widths) if w == widest]
        excess = sum(widths) - width
        step = min(widest - max(next_widest, _NARROWEST), -(-excess // len(at_widest)))
        for i in at_widest:
            widths[i] -= min(step, excess)
            excess -= min(step, excess)
    return widths


def _sized(cell: str, size: int, *, right: bool) -> str:
    if cell_len(cell) > size:
        return set_cell_size(cell, size - 1) + ELLIPSIS
    pad = " " * (size - cell_len(cell))
    return pad + cell if right else cell + pad


def _record(names: list[str], row: list[str], width: int) -> str:
    label = min(max(map(cell_len, names)), max(_NARROWEST, width // 2))
    size = max(_NARROWEST, width - label - len(_GAP))
    return "\n".join(
        f"{_sized(name, label, right=False)}{_GAP}{cell if cell_len(cell) <= size else _sized(cell, size, right=False)}"
        for name, cell in zip(names, row, strict=True)
    )

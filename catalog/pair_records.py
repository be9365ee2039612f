"""Rows of `kernel_pairs` with what it takes to run them again: the specification and the seed of their suite."""

# ruff: noqa: S608 - what is formatted in is the project's own

from __future__ import annotations

from pathlib import Path
from typing import Any

from warploom.catalog.explore import query

DEFAULT_SEED = 1
_WHOLE = "p.*, s.text AS spec_text"
KEYS = "p.row_id, p.input_spec_id"
"""Columns that name a pair and its suite, for who needs no text."""


def pair_records(directory: Path, where: str, limit: int | None = None, columns: str = _WHOLE) -> list[dict[str, Any]]:
    """Pairs that meet a condition on `p`, by id, with `columns` and `seed`; both texts are the caller's own SQL."""
    sql = (
        f"SELECT {columns}, (SELECT any_value(v.seeds[1]) FROM verdicts AS v WHERE v.subject_id = p.row_id "
        "AND len(v.seeds) > 0) AS seed FROM kernel_pairs AS p JOIN input_specs AS s ON s.row_id = p.input_spec_id "
        f"WHERE {where} ORDER BY p.row_id"
    )
    rows: list[dict[str, Any]] = query(directory, sql if limit is None else f"{sql} LIMIT {limit}").to_pylist()
    return [{**row, "seed": int(row["seed"] or DEFAULT_SEED)} for row in rows]

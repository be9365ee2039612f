"""What explanations are made of: titled tables, each the answer to one query."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

MAX_ROWS = 20
"""Rows of a section; `Section.n_more` says how many were left out."""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table of an answer; `n_more` rows of it were left out."""

    title: str
    table: pa.Table
    n_more: int = 0


class Answers:
    """Runs the sections' queries; a query without rows makes no section."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def of(self, title: str, sql: str, *parameters: object) -> list[Section]:
        """The answer as a section of at most `MAX_ROWS` rows; none where it has no row."""
        table = self._connection.sql(sql, params=list(parameters)).to_arrow_table()
        if not table.num_rows:
            return []
        return [Section(title, table.slice(0, MAX_ROWS), max(0, table.num_rows - MAX_ROWS))]

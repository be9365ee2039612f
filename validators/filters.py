"""Applies a recipe's filter, an SQL condition over the measures of a file, and says which files it leaves out."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.errors import WarploomError
from warploom.schemas.source_files import SOURCE_TEXTS

COLUMNS = tuple(name for name in SOURCE_TEXTS.schema.names if name != "text")
"""What a filter may speak of. Not the text: it would be read for every file, and what it says belongs in a column."""

_SETTINGS = {"enable_external_access": "false", "threads": "1", "memory_limit": "512MB"}


class FilterError(WarploomError):
    """A condition that DuckDB does not take."""

    def __init__(self, condition: str, why: str) -> None:
        super().__init__(condition, why)
        self.condition, self.why = condition, why

    def __str__(self) -> str:
        return f"`{self.condition}`: {self.why}"


def wanted(condition: str, files: pa.Table) -> list[bool]:
    """Whether each row of `files` (columns `COLUMNS`) meets the condition; null is no. Everything is, without one.

    Raises `FilterError` for what is no condition over these columns.
    """
    if not condition:
        return [True] * files.num_rows
    import duckdb  # a tenth of a second that builds without a filter need not pay

    with duckdb.connect(config=dict(_SETTINGS)) as connection:
        connection.register("files", files.append_column("row", pa.array(range(files.num_rows), pa.int64())))
        try:
            # A filter that closes the bracket to go on with something else is no single expression.
            statements = connection.extract_statements(f"SELECT ({condition})")
            if len(statements) != 1:
                raise FilterError(condition, "must be one condition")
            kind = connection.execute(f"SELECT ({condition}) FROM files LIMIT 0").description[0][1]  # noqa: S608
            if kind != "BOOLEAN":
                raise FilterError(condition, f"is of type {kind}, must be a condition")
            rows = connection.execute(
                f"SELECT row FROM files WHERE coalesce(({condition}), false)"  # noqa: S608 - the recipe's own SQL
            ).fetchall()
        except duckdb.Error as error:
            raise FilterError(condition, str(error).partition("\n")[0]) from None
    met = {row for (row,) in rows}
    return [row in met for row in range(files.num_rows)]


def check_condition(condition: str) -> None:
    """Raise `FilterError` for a condition that could not be applied."""
    wanted(condition, SOURCE_TEXTS.schema.empty_table().select(COLUMNS))

"""Applies a recipe's filter, an SQL condition over the measures of a file, and says which files it leaves out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from warploom.schemas.errors import WarploomError
from warploom.schemas.source_files import SOURCE_TEXTS

if TYPE_CHECKING:
    import duckdb

COLUMNS = tuple(name for name in SOURCE_TEXTS.schema.names if name != "text")
"""What a filter may speak of. Not the text: it would be read for every file, and what it says belongs in a column."""

_ROW = "number_of_the_file"
_CLASSES = frozenset(
    {"BETWEEN", "CASE", "CAST", "COLLATE", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "CONSTANT", "FUNCTION", "LAMBDA"}
    | {"LAMBDA_REF", "OPERATOR", "TYPE"}
)
"""Kinds of expressions that speak of one file at a time."""
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
        connection.register("files", files.append_column(_ROW, pa.array(range(files.num_rows), pa.int64())))
        try:
            _refuse_what_may_differ(connection, condition)
            kind = connection.execute(f"SELECT ({condition}) FROM files LIMIT 0").description[0][1]  # noqa: S608
            if kind != "BOOLEAN":
                raise FilterError(condition, f"is of type {kind}, must be a condition")
            # What cannot be computed for a file (a cast, say) is not met.
            rows = connection.execute(
                f"SELECT {_ROW} FROM files WHERE coalesce(try({condition}), false)"  # noqa: S608 - the recipe's own SQL
            ).fetchall()
        except duckdb.Error as error:
            raise FilterError(condition, str(error).partition("\n")[0]) from None
    met = {row for (row,) in rows}
    return [row in met for row in range(files.num_rows)]


def _refuse_what_may_differ(connection: duckdb.DuckDBPyConnection, condition: str) -> None:
    """A filter is a function of one file's measures: the same answer in any build, on any machine."""
    for node in _nodes(_only_expression(connection, condition)):
        if node["class"] not in _CLASSES:
            raise FilterError(condition, f"{node['class'].lower()} is not allowed: it looks beyond one file")
        if node["class"] == "COLUMN_REF" and _ROW in node["column_names"]:
            raise FilterError(condition, f"there is no column {_ROW}")
        if node["class"] == "FUNCTION":
            name = node["function_name"]
            found = connection.execute(
                "SELECT bool_and(function_type = 'scalar' AND stability = 'CONSISTENT') "
                "FROM duckdb_functions() WHERE function_name = ?",
                [name],
            ).fetchone()
            if found is not None and found[0] is False:
                raise FilterError(condition, f"{name} is not allowed: its answer depends on more than the file")


def check_expression(condition: str) -> None:
    """Raise `FilterError` for what is not one SQL expression; whether it fits any columns is not looked at.

    It may look beyond one row, in a subquery.
    """
    import duckdb  # a tenth of a second that others need not pay

    with duckdb.connect(config=dict(_SETTINGS)) as connection:
        try:
            _only_expression(connection, condition)
        except duckdb.Error as error:
            raise FilterError(condition, str(error).partition("\n")[0]) from None


def _only_expression(connection: duckdb.DuckDBPyConnection, condition: str) -> Any:
    """The condition as DuckDB parses it; `FilterError` for what goes on after it with something else."""
    (parsed,) = connection.execute("SELECT json_serialize_sql(?)", [f"SELECT ({condition})"]).fetchone() or ("{}",)
    document = json.loads(parsed)
    if document["error"]:
        raise FilterError(condition, str(document["error_message"]).partition("\n")[0])
    statements = [statement["node"] for statement in document["statements"]]
    # A filter that closes the bracket to go on with something else is no single expression.
    if len(statements) != 1 or statements[0]["type"] != "SELECT_NODE" or len(statements[0]["select_list"]) != 1:
        raise FilterError(condition, "must be one condition")
    if statements[0]["from_table"]["type"] != "EMPTY" or statements[0]["where_clause"] is not None:
        raise FilterError(condition, "must be one condition")
    return statements[0]["select_list"]


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every expression of a serialized statement."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, dict):
            if "class" in node:
                yield node
            pending += node.values()


def check_condition(condition: str) -> None:
    """Raise `FilterError` for a condition that could not be applied."""
    wanted(condition, SOURCE_TEXTS.schema.empty_table().select(COLUMNS))

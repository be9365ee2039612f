"""Counts by language and license that a catalog holds as tables, and whether they are those of the shards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb

_DERIVED = ("code_units", "omp_directives", "mpi_tasks", "ir_modules", "ir_functions", "gpu_lowerings")
_FILES = "'source_files' AS table_name, language, license_expression, license_tier"
_PAIRS = "'kernel_pairs' AS table_name, NULL::VARCHAR AS language, license_expression, license_tier"
_OF_FILES = "count(*) FILTER (license_conflict) AS n_conflicts, sum(length_bytes)::BIGINT AS n_bytes"

COUNTED = {
    "license_counts": "\nUNION ALL\n".join(
        [
            f"SELECT {_FILES}, split, count(*) AS n_rows, {_OF_FILES}, sum(n_lines)::BIGINT AS n_lines\n"
            "FROM source_files GROUP BY ALL",
            *(
                f"SELECT '{name}', language, license_expression, license_tier, split, count(*), NULL, NULL, NULL\n"
                f"FROM {name} GROUP BY ALL"
                for name in _DERIVED
            ),
            f"SELECT {_PAIRS}, split, count(*), NULL, NULL, NULL\nFROM kernel_pairs GROUP BY ALL",
        ]
    ),
    "license_totals": (
        f"SELECT license_tier, license_expression, count(*) AS n_files, {_OF_FILES},\n"
        "    count(DISTINCT repository_id) AS n_repositories\n"
        "FROM source_files GROUP BY ALL"
    ),
}
"""Relations of a release with the queries that count them; tables in its catalog, views in its scripts."""

DESCRIPTIONS = {
    "license_counts": "Rows by table, language, license and split, counted when the release was made.",
    "license_totals": "Files of source_files by license in all languages, counted when the release was made.",
}
COLUMNS = {
    "table_name": "Table whose rows were counted; `sample`, whose rows are source_files', is not.",
    "language": "Language; null for pairs, which have two sides.",
    "license_expression": "SPDX license expression.",
    "license_tier": "License tier: permissive, weak_copyleft, ...",
    "split": "train, validation or test.",
    "n_rows": "Rows.",
    "n_files": "Files.",
    "n_conflicts": "Files whose levels of evidence disagree about the license; null for other tables.",
    "n_bytes": "Bytes of their texts; null for tables other than source_files.",
    "n_lines": "Lines of their texts; null for tables other than source_files.",
    "n_repositories": "Repositories that they come from.",
}
"""Comments on their columns."""


def lying_counts(catalog: Path, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Which of a catalog's tables do not say what `connection`, which is over the shards, counts; sorted.

    Also one that is missing though a macro reads it. A catalog of a release from before there were any lies nowhere.
    `duckdb.Error` for a catalog that does not open.
    """
    with duckdb.connect(str(catalog), read_only=True) as opened:
        held = {
            name for (name,) in opened.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        }
        macros = " ".join(
            definition or ""
            for (definition,) in opened.execute(
                "SELECT macro_definition FROM duckdb_functions() WHERE NOT internal"
            ).fetchall()
        )
        return sorted(
            name
            for name, sql in COUNTED.items()
            if (name in held and not _is_true(name, sql, opened, connection)) or (name not in held and name in macros)
        )


def _is_true(name: str, sql: str, opened: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection) -> bool:
    counted = connection.execute(sql)
    columns = [column[0] for column in counted.description or ()]
    expected = Counter(counted.fetchall())
    held = opened.execute(f"FROM {name} LIMIT {expected.total() + 1}")
    return columns == [column[0] for column in held.description or ()] and expected == Counter(_rows(held))


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    """Rows that can be counted: a cell of a stranger's table may be a list, which equals none of ours."""
    for row in result.fetchall():
        yield tuple(cell if isinstance(cell, str | int | None) else repr(cell) for cell in row)

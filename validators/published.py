"""Open the tables of a release directory in DuckDB and count what is in them."""

# ruff: noqa: S608 - the names in these statements are those of our own schemas; paths are quoted

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warploom.schemas.manifest import (
    BenchmarkCount,
    CompiledCount,
    Counts,
    ExtentCount,
    FailureCount,
    FateCount,
    LanguageCount,
    LicenseCount,
    LikenessCount,
    Manifest,
    PairCount,
    ReasonCount,
    RedactionCount,
    RefusedPairCount,
    SplitCount,
)
from warploom.schemas.release import PUBLISHED, shards

MEMORY_LIMIT = "700MB"
"""Bound of one connection; sorts and joins beyond it spill to a scratch directory that goes with it."""

_SMALL_BYTES = 256 * 1024
_SMALL_ROWS = 256


@contextmanager
def confined_connection(memory_limit: str = MEMORY_LIMIT) -> Iterator[duckdb.DuckDBPyConnection]:
    """In-memory connection that sees no variable of Python, spills into a directory of its own, and is in UTC."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "python_enable_replacements": "false",
        "preserve_insertion_order": "false",
    }
    with tempfile.TemporaryDirectory(prefix="warploom-") as scratch, duckdb.connect(config=config) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET temp_directory = {quoted(scratch)}")
        yield connection


@contextmanager
def connect(
    directory: Path, manifest: Manifest | None = None, *, memory_limit: str = MEMORY_LIMIT
) -> Iterator[duckdb.DuckDBPyConnection]:
    """In-memory connection with one view per table over the shards of the manifest, or else over those that are there.

    `<table>_rows` has the columns `filename` and `file_row_number` besides.
    """
    with confined_connection(memory_limit) as connection:
        for folder in PUBLISHED:
            _open_table(connection, folder, shard_paths(directory, folder, manifest))
        yield connection


def shard_paths(directory: Path, folder: str, manifest: Manifest | None) -> list[Path]:
    """Shards of a table: those that the manifest lists, or without one those that are there."""
    if manifest is None:
        return shards(directory, folder)
    published = manifest.tables.get(folder)
    return [] if published is None else [directory / receipt.path for receipt in published.files]


def _open_table(connection: duckdb.DuckDBPyConnection, folder: str, paths: list[Path]) -> None:
    if paths:
        files = ", ".join(quoted(glob_literal(path)) for path in paths)
        read = f"read_parquet([{files}], hive_partitioning = false"
        kind = "TABLE" if _is_small(paths) else "VIEW"
        connection.execute(f"CREATE {kind} {folder} AS FROM {read})")
        connection.execute(f"CREATE {kind} {folder}_rows AS FROM {read}, filename = true, file_row_number = true)")
        return
    # Tables, not registered views: cursors of the connection have to see them.
    connection.register("no_rows", PUBLISHED[folder].empty())
    connection.execute(f"CREATE TABLE {folder} AS FROM no_rows")
    connection.execute(f"CREATE TABLE {folder}_rows AS SELECT *, '' AS filename, 0 AS file_row_number FROM no_rows")
    connection.unregister("no_rows")


def _is_small(paths: list[Path]) -> bool:
    """Whether to read a table once instead of in each of two hundred queries, most of whose time it is to open shards.

    Their sizes are what a stranger wrote: a table is small if each of its rows could hold all that its shards hold.
    """
    if sum(path.stat().st_size for path in paths) > _SMALL_BYTES:
        return False
    n_rows = n_bytes = 0
    for path in paths:
        try:
            footer = pq.read_metadata(path)
        except (pa.ArrowException, OSError):
            return False  # whoever reads the table says what is wrong with it
        n_rows += footer.num_rows
        n_bytes += sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
    return n_rows * n_bytes <= _SMALL_BYTES * _SMALL_ROWS


def recount(connection: duckdb.DuckDBPyConnection) -> Counts:
    """Count everything that a release publishes, from the tables that `connect` opened; sorted by name."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    return Counts(
        languages=tuple(
            LanguageCount(*row)
            for row in rows(
                "SELECT language, license_tier, count(*), coalesce(sum(length_bytes), 0)::BIGINT "
                "FROM source_files GROUP BY ALL ORDER BY ALL"
            )
        ),
        licenses=tuple(
            LicenseCount(*row)
            for row in rows(
                "SELECT coalesce(license_expression, ''), license_tier, count(*), sum(length_bytes)::BIGINT, "
                "count(DISTINCT repository_id) FROM source_files GROUP BY ALL ORDER BY ALL"
            )
        ),
        reasons=tuple(
            ReasonCount(*row)
            for row in rows("SELECT reason, is_damage, count(*) FROM quarantine GROUP BY ALL ORDER BY ALL")
        ),
        fates=tuple(
            FateCount(*row) for row in rows("SELECT fate, count(*) FROM occurrences GROUP BY ALL ORDER BY ALL")
        ),
        redactions=tuple(
            RedactionCount(*row)
            for row in rows(
                "SELECT masked.kind, sum(masked.n)::BIGINT, count(*) "
                "FROM source_files, unnest(redactions) AS u(masked) GROUP BY ALL ORDER BY ALL"
            )
        )
        if "redactions" in connection.table("source_files").columns  # not in releases of its first version
        else (),
        compiled=tuple(CompiledCount(*row) for row in rows(_COMPILED)),
        failures=tuple(FailureCount(*row) for row in rows(_FAILURES)),
        splits=tuple(
            SplitCount(*row)
            for row in rows(
                "SELECT split, count(*), coalesce(sum(length_bytes), 0)::BIGINT, count(DISTINCT split_group) "
                "FROM source_files GROUP BY ALL ORDER BY ALL"
            )
        )
        if "split_group" in connection.table("source_files").columns  # likewise
        else (),
        benchmarks=tuple(BenchmarkCount(*row) for row in rows(_BENCHMARKS))
        if "benchmark_hits" in connection.table("source_files").columns  # likewise
        else (),
        likeness=tuple(LikenessCount(*row) for row in rows(_LIKENESS)),
        pairs=tuple(PairCount(*row) for row in rows(_PAIRS)),
        refused_pairs=tuple(RefusedPairCount(*row) for row in rows(_REFUSED_PAIRS)),
        extents=tuple(
            ExtentCount(*row)
            for row in rows(
                "SELECT language, license_tier, split, count(*), coalesce(sum(length_bytes), 0)::BIGINT, "
                "sum(n_tokens)::BIGINT FROM source_files GROUP BY ALL ORDER BY ALL"
            )
        )
        if "n_tokens" in connection.table("source_files").columns  # likewise
        else (),
    )


def pair_licenses(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """License expressions of pairs, published and refused, sorted."""
    return [expression for (expression,) in connection.execute(_PAIR_LICENSES).fetchall() if expression]


_PAIR_LICENSES = (
    "SELECT license_expression FROM kernel_pairs UNION SELECT license_expression FROM refused_pairs ORDER BY ALL"
)
_REFUSED_PAIRS = "SELECT origin, stage, reason, count(*) FROM refused_pairs GROUP BY ALL ORDER BY ALL"

_PAIRS = """
SELECT origin, family, gpu_schedule, level, count(*), count(DISTINCT spec_id),
    coalesce(sum(v.n_mutants - coalesce(v.n_equivalent, 0)), 0)::BIGINT, coalesce(sum(v.n_killed), 0)::BIGINT
FROM kernel_pairs AS p LEFT JOIN (
    SELECT subject_id, max(n_mutants) AS n_mutants, max(n_equivalent) AS n_equivalent, max(n_killed) AS n_killed
    FROM verdicts WHERE "check" = 'mutation' GROUP BY ALL
) AS v ON v.subject_id = p.row_id
GROUP BY ALL ORDER BY ALL
"""

_LIKENESS = "SELECT level, method, verdict, count(*) FROM near_duplicates GROUP BY ALL ORDER BY ALL"

_NO_UNIT = "'no_translation_unit'"
"""What others include, a header say, is compiled as part of them: no failure, and nothing to try."""

_COMPILED = f"""
SELECT language, target, coalesce(n_files, 0), coalesce(n_whole, 0), coalesce(n_part, 0),
    coalesce(n_modules, 0), coalesce(n_functions, 0), coalesce(n_kernels, 0)
FROM (
    SELECT language, target, count(*) AS n_files, count(*) FILTER (is_whole) AS n_whole,
        count(*) FILTER (is_compiled AND NOT is_whole) AS n_part
    FROM (
        SELECT language, target, source_file_id, bool_or(outcome = 'compiled') AS is_compiled,
            bool_or(outcome = 'compiled' AND coverage = 'whole') AS is_whole
        FROM compile_attempts GROUP BY ALL HAVING bool_or(reason IS DISTINCT FROM {_NO_UNIT})
    )
    GROUP BY ALL
)
FULL JOIN (
    SELECT language, target, count(*) AS n_modules, sum(n_functions)::BIGINT AS n_functions,
        sum(n_kernels)::BIGINT AS n_kernels
    FROM ir_modules GROUP BY ALL
) USING (language, target)
ORDER BY ALL
"""
_FAILURES = f"""
SELECT reason, count(*) FROM (
    SELECT arg_min(reason, attempt_number) AS reason FROM compile_attempts
    GROUP BY source_file_id, target, is_offload HAVING NOT bool_or(outcome = 'compiled')
)
WHERE reason <> {_NO_UNIT} GROUP BY reason ORDER BY count(*) DESC, reason
"""


_BENCHMARKS = """
SELECT benchmark, coalesce(n_files, 0), coalesce(n_items, 0), coalesce(n_refused, 0) FROM (
    SELECT h.benchmark AS benchmark, count(DISTINCT row_id) AS n_files, count(DISTINCT h.item) AS n_items
    FROM (SELECT row_id, unnest(benchmark_hits) AS h FROM source_files) GROUP BY ALL
) FULL JOIN (
    SELECT split_part(detail, ':', 1) AS benchmark, count(*) AS n_refused
    FROM quarantine WHERE reason = 'benchmark_hit' GROUP BY ALL
) USING (benchmark)
ORDER BY ALL
"""


def quoted(text: str) -> str:
    """SQL string literal of a text."""
    return "'" + text.replace("'", "''") + "'"


def glob_literal(path: Path) -> str:
    """Absolute path as a glob that matches it alone: DuckDB expands `*`, `?` and `[` in every path it is given."""
    return re.sub(r"([*?\[])", r"[\1]", str(path.absolute()))

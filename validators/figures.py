"""Counts in the shards what `datasheet.html` draws: a table of a few rows behind every picture."""

# ruff: noqa: S608 - the names in these statements are our own

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from warploom.validators.visible import plain

MAX_CELL = 160
"""Characters of a text in a cell; what is cut ends in an ellipsis."""
_TOP = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """Rows behind a picture; `needs` are the tables and columns without which there is nothing to draw."""

    columns: tuple[str, ...]
    sql: str
    needs: Mapping[str, tuple[str, ...]]


Cells = list[tuple[str, ...]]


def shown(value: Any) -> str:
    """A value as a cell of a page has it: counts with commas, shares with six digits, texts as one visible line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.6g}"
    line = plain(str(value))
    return line if len(line) <= MAX_CELL else line[: MAX_CELL - 1] + "\u2026"


def count_figures(connection: duckdb.DuckDBPyConnection) -> dict[str, Cells]:
    """Rows of every figure that has any, as cells, from the tables that `published.connect` opened."""
    present = {
        name: set(connection.table(name).columns)
        for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() UNION ALL "
        "SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    }  # fmt: skip
    counted: dict[str, Cells] = {}
    for name, figure in FIGURES.items():
        if all(table in present and set(columns) <= present[table] for table, columns in figure.needs.items()):
            rows = connection.execute(figure.sql).fetchall()
            if rows:
                counted[name] = [tuple(shown(value) for value in row) for row in rows]
    return counted


def _sizes(column: str, unit: str) -> Figure:
    """Files by powers of two of a measure."""
    return Figure(
        ("language", f"{unit} from", "files"),
        f"SELECT language, CASE {column} WHEN 0 THEN 0 ELSE (2 ** floor(log2({column})))::BIGINT END AS low, count(*) "
        f"FROM source_files WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY language, low",
        {"source_files": ("language", column)},
    )


def _scores(table: str, group: str, column: str, what: str) -> Figure:
    """Rows by twentieths of a share; 1 has its own."""
    return Figure(
        (group, f"{what} from", "rows"),
        f"SELECT {group}, floor({column} * 20 + 1e-9) / 20 AS low, count(*) FROM {table} "
        f"WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY {group}, low",
        {table: (group, column)},
    )


def _errors(column: str) -> Figure:
    """Checks by powers of ten of the largest error; exact ones first."""
    return Figure(
        ("check", "largest error from", "checks"),
        f"SELECT \"check\", CASE WHEN {column} = 0 THEN 'exact' WHEN isfinite({column}) "
        f"THEN '1e' || floor(log10({column}) + 1e-9)::INTEGER ELSE 'not finite' END AS low, count(*) "
        f'FROM verdicts WHERE {column} >= 0 GROUP BY ALL ORDER BY min({column}), "check", low',
        {"verdicts": ("check", column)},
    )


FIGURES: Mapping[str, Figure] = {
    "flow": Figure(
        ("fate", "stage", "paths"),
        "SELECT fate, coalesce(q.stage, '') AS stage, count(*) FROM occurrences AS o "
        "LEFT JOIN quarantine AS q ON q.subject_id = o.occurrence_id GROUP BY ALL ORDER BY ALL",
        {"occurrences": ("fate", "occurrence_id"), "quarantine": ("subject_id", "stage")},
    ),
    "refused": Figure(
        ("reason", "damage", "refused"),
        "SELECT reason, is_damage, count(*) AS n FROM quarantine GROUP BY ALL ORDER BY n DESC, reason, is_damage",
        {"quarantine": ("reason", "is_damage")},
    ),
    "repositories": Figure(
        ("repository", "paths", "published", "duplicates", "not source", "refused"),
        "SELECT repo_name, sum(n_paths)::BIGINT AS n, sum(n_published)::BIGINT, sum(n_duplicates)::BIGINT, "
        "sum(n_not_source)::BIGINT, sum(n_quarantined)::BIGINT FROM repositories GROUP BY repo_name "
        f"ORDER BY sum(n_published) DESC, n DESC, repo_name LIMIT {_TOP}",
        {"repositories": ("repo_name", "n_paths", "n_published", "n_duplicates", "n_not_source", "n_quarantined")},
    ),
    "languages": Figure(
        ("language", "tier", "files", "bytes"),
        "SELECT language, license_tier, count(*), sum(length_bytes)::BIGINT "
        "FROM source_files GROUP BY ALL ORDER BY ALL",
        {"source_files": ("language", "license_tier", "length_bytes")},
    ),
    "programming_models": Figure(
        ("programming model", "language", "files"),
        "SELECT model, language, count(*) FROM "
        "(SELECT language, unnest(programming_models) AS model FROM source_files) GROUP BY ALL ORDER BY ALL",
        {"source_files": ("language", "programming_models")},
    ),
    "licenses": Figure(
        ("license", "tier", "files", "repositories"),
        "SELECT coalesce(license_expression, ''), license_tier, count(*) AS n, count(DISTINCT repository_id) "
        f"FROM source_files GROUP BY ALL ORDER BY n DESC, 1, 2 LIMIT {_TOP}",
        {"source_files": ("license_expression", "license_tier", "repository_id")},
    ),
    "lengths": _sizes("length_bytes", "bytes"),
    "lines": _sizes("n_lines", "lines"),
    "tokens": _sizes("n_tokens", "tokens"),
    "units": Figure(
        ("kind", "language", "units"),
        "SELECT kind, language, count(*) FROM code_units GROUP BY ALL ORDER BY ALL",
        {"code_units": ("kind", "language")},
    ),
    "near_sizes": Figure(
        ("contents from", "clusters"),
        "SELECT (2 ** floor(log2(dedup_near_size)))::BIGINT AS low, count(*) FROM source_files "
        "WHERE is_representative AND dedup_near_size > 0 GROUP BY ALL ORDER BY low",
        {"source_files": ("is_representative", "dedup_near_size")},
    ),
    "likeness": _scores("near_duplicates", "level", "score", "score"),
    "compiled": Figure(
        ("repository", "files", "whole", "in part", "failed"),
        "SELECT repo_name, count(*) AS n, count(*) FILTER (is_whole), count(*) FILTER (is_compiled AND NOT is_whole), "
        "count(*) FILTER (NOT is_compiled) FROM (SELECT repo_name, source_file_id, target, "
        "bool_or(outcome = 'compiled') AS is_compiled, "
        "bool_or(outcome = 'compiled' AND coverage = 'whole') AS is_whole FROM compile_attempts "
        "GROUP BY ALL HAVING bool_or(reason IS DISTINCT FROM 'no_translation_unit')) "
        f"GROUP BY ALL ORDER BY n DESC, repo_name LIMIT {_TOP}",
        {"compile_attempts": ("repo_name", "source_file_id", "target", "outcome", "coverage", "reason")},
    ),
    "failures": Figure(
        ("reason", "files"),
        "SELECT reason, count(*) AS n FROM (SELECT arg_min(reason, attempt_number) AS reason FROM compile_attempts "
        "GROUP BY source_file_id, target, is_offload HAVING NOT bool_or(outcome = 'compiled')) "
        f"WHERE reason <> 'no_translation_unit' GROUP BY reason ORDER BY n DESC, reason LIMIT {_TOP}",
        {"compile_attempts": ("source_file_id", "target", "is_offload", "outcome", "reason", "attempt_number")},
    ),
    "pairs": Figure(
        ("source", "level", "pairs"),
        "SELECT origin, level, count(*) FROM kernel_pairs GROUP BY ALL ORDER BY ALL",
        {"kernel_pairs": ("origin", "level")},
    ),
    "refused_pairs": Figure(
        ("source", "reason", "pairs"),
        "SELECT origin, reason, count(*) AS n FROM refused_pairs GROUP BY ALL ORDER BY n DESC, origin, reason",
        {"refused_pairs": ("origin", "reason")},
    ),
    "checks": Figure(
        ("check", "runner", "outcome", "checks"),
        'SELECT "check", runner_kind, outcome, count(*) FROM verdicts GROUP BY ALL ORDER BY ALL',
        {"verdicts": ("check", "runner_kind", "outcome")},
    ),
    "mutation": _scores("kernel_pairs", "origin", "mutation_score", "score"),
    "relative_errors": _errors("max_rel_error"),
    "ulp_errors": _errors("max_ulp"),
    "speedups": Figure(
        ("baseline", "times as fast from", "rows"),
        "SELECT t.baseline_kind, 2 ** (floor(2 * log2(b.hodges_lehmann_ns / t.hodges_lehmann_ns)) / 2) AS low, "
        "count(*) FROM timings AS t JOIN timings AS b ON b.row_id = t.baseline_id "
        "WHERE t.hodges_lehmann_ns > 0 AND b.hodges_lehmann_ns > 0 GROUP BY ALL ORDER BY ALL",
        {"timings": ("row_id", "baseline_id", "baseline_kind", "hodges_lehmann_ns")},
    ),
    "roofline": Figure(
        ("row", "operations per byte", "operations per ns"),
        "SELECT row_id, flops / bytes_moved, flops / hodges_lehmann_ns FROM timings "
        "WHERE flops > 0 AND bytes_moved > 0 AND hodges_lehmann_ns > 0 ORDER BY row_id LIMIT 1000",
        {"timings": ("row_id", "flops", "bytes_moved", "hodges_lehmann_ns")},
    ),
}  # fmt: skip
"""By name, in the order of the page."""

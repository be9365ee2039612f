"""How much of a release was compiled: `python benchmarks/compile_share.py RELEASE` prints the funnel as tables.

Files by language, those that are translation units, and what came of each target: compiled whole, in part, or not; the
same by repository; of all kernels written in CUDA those that have IR for the device; the commonest reasons. It is SQL
over the release, and no timing: `run.py` does not know it.
"""

# ruff: noqa: S608 - all of it is written here

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa

from warploom.catalog.explore import query

_FATE = """
WITH first_levels AS (SELECT arg_min(level, attempt_number) AS level FROM compile_attempts),
fates AS (
    SELECT source_file_id, language, repo_name, target || CASE WHEN is_offload THEN ' (offload)' ELSE '' END AS target,
        bool_and(coalesce(reason, '') = 'no_translation_unit') AS is_no_unit,
        bool_or(ir_module_id IS NOT NULL AND coverage = 'whole') AS is_whole,
        bool_or(ir_module_id IS NOT NULL AND coverage <> 'whole') AS is_part,
        arg_max(outcome, attempt_number) AS outcome,
        arg_max(reason, attempt_number) AS reason,
        arg_max(detail, attempt_number) AS detail
    FROM compile_attempts WHERE level = (SELECT level FROM first_levels)
    GROUP BY source_file_id, language, repo_name, target, is_offload
),
units AS (SELECT * FROM fates WHERE NOT is_no_unit)
"""
"""What became of each file on each target, at the first level of the recipe."""
_SHARES = """
    count(*) AS units,
    count(*) FILTER (is_whole) AS whole,
    count(*) FILTER (is_part AND NOT is_whole) AS part,
    count(*) FILTER (NOT is_whole AND NOT is_part) AS none,
    round(100.0 * count(*) FILTER (is_whole OR is_part) / count(*), 1) AS percent
"""
_KERNELS = """
WITH kernels AS (SELECT row_id, repo_name FROM code_units WHERE kind = 'kernel' AND language = 'CUDA'),
compiled AS (
    SELECT f.code_unit_id, bool_or(m.coverage = 'whole') AS is_whole
    FROM ir_functions f JOIN ir_modules m ON m.row_id = f.ir_module_id
    WHERE f.target = 'nvptx64' AND f.is_kernel AND f.code_unit_id IS NOT NULL GROUP BY ALL
)
"""
_KERNEL_SHARES = """
    count(*) AS kernels,
    count(*) FILTER (is_whole) AS in_whole_files,
    count(*) FILTER (NOT is_whole) AS in_parts,
    count(*) FILTER (is_whole IS NULL) AS none,
    round(100.0 * count(is_whole) / count(*), 1) AS percent
"""
_REPORT = (
    (
        "Files by language",
        f"{_FATE} SELECT s.language, count(DISTINCT s.row_id) AS files, count(DISTINCT f.source_file_id) AS tried, "
        "count(DISTINCT u.source_file_id) AS translation_units FROM source_files s "
        "LEFT JOIN fates f ON f.source_file_id = s.row_id LEFT JOIN units u ON u.source_file_id = s.row_id "
        "GROUP BY ALL ORDER BY files DESC, s.language",
    ),
    (
        "Translation units by language and target",
        f"{_FATE} SELECT language, target, {_SHARES} FROM units GROUP BY ALL ORDER BY language, target",
    ),
    (
        "Translation units by repository and target",
        f"{_FATE} SELECT repo_name, target, {_SHARES} FROM units GROUP BY ALL ORDER BY repo_name, target",
    ),
    (
        "Kernels written in CUDA that have IR on nvptx64",
        f"{_KERNELS} SELECT {_KERNEL_SHARES} FROM kernels LEFT JOIN compiled ON code_unit_id = row_id",
    ),
    (
        "The same by repository",
        f"{_KERNELS} SELECT repo_name, {_KERNEL_SHARES} FROM kernels LEFT JOIN compiled ON code_unit_id = row_id "
        "GROUP BY ALL ORDER BY kernels DESC, repo_name",
    ),
    (
        "The ten commonest reasons of those that did not compile",
        f"{_FATE} SELECT outcome, reason, count(*) AS units, mode(detail) AS commonest_detail, "
        "count(DISTINCT repo_name) AS repositories FROM units WHERE NOT is_whole AND NOT is_part "
        "GROUP BY ALL ORDER BY units DESC, outcome, reason LIMIT 10",
    ),
)


def main(arguments: list[str]) -> int:
    """Print the report; the exit code is 2 without the directory of one release."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    for title, sql in _REPORT:
        print(f"{title}\n\n{_aligned(query(Path(arguments[0]), sql))}\n")
    return 0


def _aligned(found: pa.Table) -> str:
    rows = [tuple(found.column_names), *(tuple(map(_shown, row.values())) for row in found.to_pylist())]
    widths = [max(len(row[column]) for row in rows) for column in range(found.num_columns)]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def _shown(value: object) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

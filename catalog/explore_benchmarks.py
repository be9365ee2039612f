"""What is known of the benchmark items that a published file holds."""

from __future__ import annotations

from collections.abc import Sequence

from warploom.catalog.answers import Answers, Section


def benchmark_hits_of(answers: Answers, contents: Sequence[str]) -> list[Section]:
    """A section on files by SWHID; none where nothing was found, or looked for."""
    # A release of an older minor version has no such column.
    columns = answers.of("", "SELECT * FROM source_files LIMIT 1")
    if not columns or "benchmark_hits" not in columns[0].table.column_names:
        return []
    return answers.of(
        "Holds items of benchmarks",
        "SELECT h.benchmark, h.item, h.method, round(h.score, 4) AS score "
        "FROM source_files AS s, unnest(s.benchmark_hits) AS u(h) WHERE list_contains(?, s.content_id) "
        "ORDER BY h.score DESC, h.benchmark, h.item",
        list(contents),
    )

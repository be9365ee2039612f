"""The laws of leaked benchmarks: what the manifest says was looked for was, and what it says was left out is."""

from __future__ import annotations

from collections.abc import Iterator

from warploom.schemas.decontamination import CONTAMINATION_METHODS
from warploom.schemas.manifest import Provenance
from warploom.validators.rules import Rule

_NEEDS = ("benchmark_hits",)


def benchmark_rules(provenance: Provenance) -> Iterator[Rule]:
    """All laws about `benchmark_hits`."""
    against = provenance.decontamination.get("against", {})
    yield Rule(
        "source_files",
        "benchmarks_looked_for",
        "benchmark_hits is null though benchmarks were looked for, or says something though none were",
        "SELECT row_id FROM source_files WHERE (benchmark_hits IS NULL) = ?",
        (bool(against),),
        needs=_NEEDS,
    )
    yield Rule(
        "source_files",
        "benchmark_hits",
        "a hit is of a benchmark that was not looked for, of an unknown method, or its score is not in (0, 1]",
        "SELECT row_id FROM (SELECT row_id, unnest(benchmark_hits) AS h FROM source_files) "
        "WHERE NOT list_contains(?, h.benchmark) OR NOT list_contains(?, h.method) "
        "OR NOT (h.score > 0 AND h.score <= 1)",
        (sorted(against), list(CONTAMINATION_METHODS)),
        needs=_NEEDS,
    )
    if provenance.decontamination.get("train") == "exclude":
        yield Rule(
            "source_files",
            "benchmark_leak",
            "rows of train hold items of benchmarks, which the recipe leaves out",
            "SELECT row_id FROM source_files WHERE split = 'train' AND len(benchmark_hits) > 0",
            needs=_NEEDS,
        )

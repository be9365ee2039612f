"""What card, datasheet and page have to say, from the manifest and a fresh count."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from warploom.schemas.manifest import Counts, Manifest
from warploom.schemas.release import PUBLISHED
from warploom.validators.card_counts import CARD_FAILURES, is_split

Rows = list[tuple[str | int, ...]]

WIDTHS: Mapping[str, int] = {
    "tables": 3, "languages": 4, "reasons": 3, "fates": 2, "redactions": 3, "compiled": 8, "failures": 2, "splits": 4,
    "benchmarks": 4, "likeness": 4, "pairs": 8, "refused_pairs": 4, "extents": 6,
}  # fmt: skip
"""Leading columns of a page's tables that are compared; the others are prose."""


def table_counts(manifest: Manifest) -> Rows:
    """Folder, rows and bytes of every table that the manifest lists and this version knows."""
    listed = manifest.tables
    return [(f, listed[f].rows, sum(s.bytes for s in listed[f].files)) for f in PUBLISHED if f in listed]


def expected_counts(manifest: Manifest, counts: Counts) -> dict[str, Rows]:
    """Rows of every table of counts that a page of this release has."""
    expected: dict[str, Rows] = {
        "tables": table_counts(manifest),
        "languages": [(c.language, c.license_tier, c.n_files, c.n_bytes) for c in counts.languages],
        "reasons": [(c.reason, "yes" if c.is_damage else "no", c.n_subjects) for c in counts.reasons],
        "fates": [(c.fate, c.n_paths) for c in counts.fates],
    }
    # Of these a page has a table where there is something to say.
    optional: dict[str, Rows] = {
        "redactions": [(c.kind, c.n_masked, c.n_files) for c in counts.redactions],
        "compiled": [dataclasses.astuple(c) for c in counts.compiled],
        "splits": [dataclasses.astuple(c) for c in counts.splits] if is_split(counts) else [],
        "benchmarks": [dataclasses.astuple(c) for c in counts.benchmarks],
        "likeness": [dataclasses.astuple(c) for c in counts.likeness],
        "pairs": [dataclasses.astuple(c) for c in counts.pairs],
        "refused_pairs": [dataclasses.astuple(c) for c in counts.refused_pairs],
        "failures": [(c.reason, c.n_files) for c in counts.failures[:CARD_FAILURES]],
        "extents": [tuple("" if v is None else v for v in dataclasses.astuple(c)) for c in counts.extents],
    }
    return {**expected, **{name: rows for name, rows in optional.items() if rows}}

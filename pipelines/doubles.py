"""What was decided on units and functions that are the same as others, as the writers of shards need it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from warploom.pipelines.exchange import Part, read_parts
from warploom.schemas.fingerprints import SAME_DECISIONS

DROPPED_BY = {"code_units": "same_tokens", "ir_functions": "structural_hash"}
"""By table: the method by which rows are doubles that need not be published."""


class Doubles:
    """Decisions by method, of the rows of some buckets."""

    def __init__(self, work: Path, parts: Sequence[Part]) -> None:
        self._of: dict[str, dict[str, tuple[str, int]]] = {}
        columns = ("method", "subject_id", "representative_id", "cluster_size")
        decisions = read_parts(work, parts, SAME_DECISIONS)
        for method, subject, *decided in zip(*(decisions.column(c).to_pylist() for c in columns), strict=True):
            self._of.setdefault(method, {})[subject] = (decided[0], decided[1])

    def columns(self, method: str, prefix: str, ids: Iterable[str]) -> dict[str, list[Any]]:
        """`dedup_..._id` and `dedup_..._size` of rows; what is like nothing represents itself."""
        of_method = self._of.get(method, {})
        found = [of_method.get(identity, (identity, 1)) for identity in ids]
        return {f"{prefix}_id": [r for r, _ in found], f"{prefix}_size": [n for _, n in found]}

    def replaced(self, method: str, ids: Iterable[str | None]) -> list[str | None]:
        """Rows with their representatives in their places."""
        of_method = self._of.get(method, {})
        return [None if identity is None else of_method.get(identity, (identity, 1))[0] for identity in ids]

    def without(self, method: str, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The rows of a published table that represent themselves."""
        ids = batch.column("row_id").to_pylist()
        return batch.filter(
            pa.array([a == b for a, b in zip(ids, self.replaced(method, ids), strict=True)], pa.bool_())
        )


@functools.lru_cache(maxsize=1)
def all_doubles(work: Path, parts: tuple[Part, ...]) -> Doubles:
    """Those of the whole corpus, read once for all shards that a process writes."""
    return Doubles(work, parts)

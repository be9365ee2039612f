"""Decides which path represents each distinct content, across all repositories of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.keep_order import clusters_of, in_keep_order, tier_numbers
from warploom.schemas.exact_duplicates import DUPLICATE_CANDIDATES, EXACT_DUPLICATES
from warploom.schemas.stage import Outcome, Scope, all_kept
from warploom.schemas.table import Table

_TAKEN_OVER = (
    "occurrence_id",
    "repository_id",
    "content_id",
    "license_expression",
    "license_tier",
    "is_vendored",
    "revision_time",
)


@dataclass(frozen=True, slots=True)
class FindExactDuplicates:
    """Choose the representative of equal contents: published at all, most permissive, original, earliest, id.

    Nothing is dropped here: every candidate gets a decision row.
    """

    name: ClassVar[str] = "find_exact_duplicates"
    scope: ClassVar[Scope] = Scope.GLOBAL
    accepts: ClassVar[Table] = DUPLICATE_CANDIDATES
    emits: ClassVar[tuple[Table, ...]] = (EXACT_DUPLICATES,)
    exchange_key: ClassVar[str] = "content_id"
    license_tiers: tuple[str, ...] = ("permissive",)
    """Tiers that the recipe publishes."""

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome:
        rows = pa.Table.from_batches([batch]).append_column("tier", tier_numbers(batch.column("license_tier")))
        kept = in_keep_order(rows, "occurrence_id")
        tiers = pa.array(self.license_tiers, pa.string())
        may_be_published = pc.and_(pc.is_in(batch.column("license_tier"), tiers), batch.column("is_wanted"))
        may_be_published = may_be_published.to_numpy(zero_copy_only=False)
        kept = kept[np.argsort(~may_be_published[kept], kind="stable")]
        clusters = clusters_of(batch.column("content_id").take(pa.array(kept)))
        order = kept[clusters.order]
        taken = batch.take(pa.array(order, pa.int64()))
        same = {name: taken.column(name) for name in _TAKEN_OVER}
        return all_kept(
            self,
            batch,
            EXACT_DUPLICATES.from_columns(
                **same,
                is_published=may_be_published[order[clusters.first]],
                is_representative=clusters.first == np.arange(len(order)),
                dedup_cluster_size=clusters.sizes,
            ),
        )

"""Decides which path represents each distinct content, across all repositories of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.schemas.columns import LICENSE_TIERS
from warploom.schemas.exact_duplicates import DUPLICATE_CANDIDATES, EXACT_DUPLICATES
from warploom.schemas.stage import Outcome, Scope, all_kept
from warploom.schemas.table import Table

_LAST = 2**62
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
        tiers = batch.column("license_tier").to_pylist()
        times = pc.cast(batch.column("revision_time"), pa.int64()).to_pylist()
        keys = list(
            zip(
                batch.column("content_id").to_pylist(),
                [
                    tier not in self.license_tiers or not is_wanted
                    for tier, is_wanted in zip(tiers, batch.column("is_wanted").to_pylist(), strict=True)
                ],
                [LICENSE_TIERS.index(tier) for tier in tiers],
                batch.column("is_vendored").to_pylist(),
                [_LAST if time is None else time for time in times],
                batch.column("occurrence_id").to_pylist(),
                strict=True,
            )
        )
        order = sorted(range(batch.num_rows), key=keys.__getitem__)
        is_representative: list[bool] = []
        is_published: list[bool] = []
        sizes: list[int] = []
        for _, group in groupby(order, key=lambda i: keys[i][0]):
            cluster = list(group)
            is_representative += [True] + [False] * (len(cluster) - 1)
            is_published += [not keys[cluster[0]][1]] * len(cluster)
            sizes += [len(cluster)] * len(cluster)
        taken = batch.take(pa.array(order, pa.int64()))
        same = {name: taken.column(name) for name in _TAKEN_OVER}
        return all_kept(
            self,
            batch,
            EXACT_DUPLICATES.from_columns(
                **same, is_published=is_published, is_representative=is_representative, dedup_cluster_size=sizes
            ),
        )

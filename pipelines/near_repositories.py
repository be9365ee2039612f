"""Compares repositories by the contents that they share: forks of one another, and those that hold another's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.near_duplicates.containment import (
    Relation,
    RepositoryPairs,
    SharedContents,
    added,
    relations,
    shared_contents,
)
from warploom.extractors.near_duplicates.criterion import as_threshold
from warploom.pipelines.exchange import Part, read_parts
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import write_shard
from warploom.schemas.exact_duplicates import EXACT_DUPLICATES
from warploom.schemas.near_duplicates import NEAR_DUPLICATES

SCHEME = "contents/1"
_MAX_HOLDERS = 64
"""A content in more repositories says nothing of any."""


@dataclass(frozen=True, slots=True)
class RelateRepositories:
    """Tell of each two repositories whether one holds most of the other's source files, byte for byte."""

    phase: ClassVar[str] = "relate"
    bucket: str
    decisions: tuple[Part, ...]
    """All there are of `exact_duplicates`, by spill file: a content's rows are all in one."""
    times: Mapping[str, str | None]
    """When the revision of each repository was made, ISO 8601, by id."""
    threshold: float

    @property
    def fingerprint(self) -> str:
        return digest_of(
            [p.sha256 for p in self.decisions], sorted(self.times.items()), self.threshold, code_digest(__name__)
        )

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        # the earlier one of two forks comes first, as files do
        ids = sorted(self.times, key=lambda identity: (self.times[identity] or "~", identity))
        shared = added(list(self._shared(space, ids)))
        threshold = as_threshold(self.threshold)
        rows = _rows(relations(shared, threshold), shared, ids, threshold)
        relative = f"{NEAR_DUPLICATES.name}/repositories/{fingerprint}.parquet"
        shard = write_shard(space.work, NEAR_DUPLICATES, relative, [rows])
        counts = {"rows": shard.rows, "skipped": shared.n_skipped}
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), counts)

    def _shared(self, space: Workspace, ids: Sequence[str]) -> list[SharedContents]:
        """Of each spill file; of one at a time rows are held."""
        numbers = pa.array(ids, pa.string())
        found = []
        for _, parts in groupby(self.decisions, key=lambda part: part.path):
            rows = read_parts(space.work, list(parts), EXACT_DUPLICATES)
            repository = pc.index_in(rows.column("repository_id"), numbers).to_numpy().astype(np.int64)
            content = rows.column("content_id").dictionary_encode().indices.to_numpy().astype(np.int64)
            found.append(shared_contents(repository, content, np.ones(len(content), np.int64), _MAX_HOLDERS))
        return found


def _rows(pairs: RepositoryPairs, shared: SharedContents, ids: Sequence[str], threshold: Fraction) -> pa.RecordBatch:
    totals = dict(zip(shared.repository.tolist(), shared.n_contents.tolist(), strict=True))
    rows = []
    for first, second, n_common, relation in zip(
        pairs.first.tolist(),
        pairs.second.tolist(),
        pairs.shared_contents.tolist(),
        pairs.relation.tolist(),
        strict=True,
    ):
        if relation == Relation.UNRELATED:
            continue
        subject, other = (first, second) if relation == Relation.VENDORED_IN_SECOND else (second, first)
        rows.append(
            {
                "level": "repository",
                "method": "contents",
                "subject_id": ids[subject],
                "other_id": ids[other],
                "score": n_common / totals[subject],
                "n_common": n_common,
                "n_union": totals[subject] + totals[other] - n_common,
                "threshold": float(threshold),
                "verdict": "fork" if relation == Relation.FORK else "vendored",
                "kept_for": None,
                "scheme": SCHEME,
            }
        )
    return NEAR_DUPLICATES.batch(rows)

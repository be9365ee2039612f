"""Finds rows that are the same by a key, and the one among them that comes first."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.keep_order import clusters_of, in_keep_order, kept_for
from warploom.schemas.fingerprints import SAME_DECISIONS


def find_same(candidates: pa.Table) -> pa.RecordBatch:
    """Decisions for the rows of `SAME_CANDIDATES` whose key is not theirs alone, representatives first in each group.

    The result does not depend on the order of the rows. Groups may be of any size: nothing is compared pairwise.
    """
    order = in_keep_order(candidates, "subject_id")
    ordered = candidates.take(pa.array(order))
    clusters = clusters_of(pc.binary_join_element_wise(ordered.column("method"), ordered.column("same_key"), "\0"))
    chosen = clusters.sizes > 1
    rows, first = clusters.order[chosen], clusters.order[clusters.first[chosen]]
    taken, kept = ordered.take(pa.array(rows)), ordered.take(pa.array(first))
    reasons = pc.if_else(pa.array(rows == first), pa.scalar(None, pa.string()), kept_for(ordered, first, rows))
    return SAME_DECISIONS.from_columns(
        method=taken.column("method"),
        subject_id=taken.column("subject_id"),
        repository_id=taken.column("repository_id"),
        representative_id=kept.column("subject_id"),
        cluster_size=clusters.sizes[chosen],
        kept_for=reasons,
    )

"""The order in which rows that are alike are kept: most permissive license, original, earliest, id."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warploom.schemas.columns import LICENSE_TIERS
from warploom.schemas.near_duplicates import KEPT_FOR

_COLUMNS = ("tier", "is_vendored", "time")
_LAST = np.iinfo(np.int64).max


def tier_numbers(tiers: pa.Array) -> pa.Array:
    """Numbers of license tiers (int8), the most permissive first."""
    return pc.index_in(tiers, pa.array(LICENSE_TIERS)).cast(pa.int8())


def in_keep_order(rows: pa.Table, identity: str) -> np.ndarray:
    """Positions of rows (int64) from the one that is kept before all others to the last.

    `rows` has the columns of `KEPT_BY` and `identity`, which decides among the rest and is unique.
    """
    keyed = pa.table({**dict(zip(_COLUMNS, _keys(rows), strict=True)), "id": rows.column(identity)})
    order = pc.sort_indices(keyed, sort_keys=[(name, "ascending") for name in (*_COLUMNS, "id")])
    return order.to_numpy().astype(np.int64)


@dataclass(frozen=True, slots=True)
class Clusters:
    """Rows cluster by cluster, all arrays (int64) in that order."""

    order: np.ndarray
    """Positions of the rows; within a cluster as they were."""
    first: np.ndarray
    """Of each row, where in this order its cluster begins."""
    sizes: np.ndarray
    """Of each row, the rows of its cluster."""


def clusters_of(keys: pa.Array | pa.ChunkedArray) -> Clusters:
    """The rows whose keys are equal, clusters in the order of their keys; of any size: nothing is compared pairwise."""
    numbers = pc.rank(keys, tiebreaker="dense").to_numpy().astype(np.int64)
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    return Clusters(order, np.repeat(starts, sizes), np.repeat(sizes, sizes))


def kept_for(rows: pa.Table, kept: np.ndarray, others: np.ndarray) -> pa.Array:
    """What puts each row at `kept` before the one at `others`: one of `KEPT_FOR`."""
    reason = np.full(len(kept), len(_COLUMNS), np.int64)
    for number, values in reversed(list(enumerate(_keys(rows)))):
        reason[values[kept] != values[others]] = number
    return pa.array(KEPT_FOR).take(pa.array(reason))


def _keys(rows: pa.Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    times = pc.fill_null(pc.cast(rows.column("revision_time"), pa.int64()), _LAST)
    return (
        rows.column("tier").to_numpy().astype(np.int64),
        rows.column("is_vendored").to_numpy(zero_copy_only=False).astype(np.int64),
        times.to_numpy().astype(np.int64),
    )

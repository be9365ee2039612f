"""Cuts the rows of a shard into row groups where their ids say, so that a change moves only the ends beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

GROUP_BYTES = 48 * 1024 * 1024
"""Mean bytes of a group where texts are asked for by id: DuckDB reads the metadata of every group for each query."""
_LEAST_BYTES = 4 * 1024 * 1024
_GROUPS_WANTED = 16
"""In a small shard. A row that comes or goes costs a chunk in each column of its group, and the group at most."""
_ITEM_BYTES = 16
"""Reckoned for an item of a list; what counts is that the same row has the same size."""
_CELL_BYTES = 4
"""Reckoned for any cell."""


def group_bytes(n_rows: int, first: pa.RecordBatch | None) -> int:
    """Mean bytes of a group for a shard of `n_rows` that begins like this: a power of two, or `GROUP_BYTES`.

    It changes only when a shard doubles, so two releases have the same.
    """
    if first is None or not first.num_rows:
        return _LEAST_BYTES
    total = n_rows * int(row_bytes(first).sum()) // first.num_rows
    wanted = max(1, total // _GROUPS_WANTED)
    return min(GROUP_BYTES, max(_LEAST_BYTES, 1 << (wanted.bit_length() - 1)))


def row_bytes(batch: pa.RecordBatch) -> npt.NDArray[np.int64]:
    """About how many bytes each row takes, from the row alone."""
    sizes = np.full(batch.num_rows, _CELL_BYTES * batch.num_columns, np.int64)
    for column in batch.columns:
        if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
            lengths, each = pc.binary_length(column), 1
        elif pa.types.is_list(column.type):
            lengths, each = pc.list_value_length(column), _ITEM_BYTES
        else:
            continue
        sizes += each * pc.fill_null(lengths, 0).to_numpy(zero_copy_only=False).astype(np.int64)
    return sizes


def row_groups(batches: Iterable[pa.RecordBatch], key: str, mean: int) -> Iterator[pa.Table]:
    """Tables of one row group each, of `mean / 2` to `1.5 * mean` bytes and the row that exceeds it.

    From `mean / 2` on, each row ends its group with a chance of its bytes in `mean / 2`, drawn from its `key`. Ends
    at a number of bytes would all move with the first row that comes or goes.
    """
    pending: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        sizes = row_bytes(batch)
        keys = batch.column(batch.schema.get_field_index(key))
        start = 0
        while start < batch.num_rows:
            end, n_bytes = _end(keys, sizes, start, held, mean)
            pending.append(batch.slice(start, end - start))
            held += n_bytes
            if end < batch.num_rows or _ends_here(keys, sizes, end - 1, held, mean):
                yield pa.Table.from_batches(pending)
                pending, held = [], 0
            start = end
    if pending:
        yield pa.Table.from_batches(pending)


def _end(keys: pa.Array, sizes: npt.NDArray[np.int64], start: int, held: int, mean: int) -> tuple[int, int]:
    """End of the group within this batch, or the batch's, and the bytes from `start` to there."""
    sums = held + np.cumsum(sizes[start:])
    for row in range(int(np.searchsorted(sums, mean // 2)), len(sums)):
        if _ends_here(keys, sizes, start + row, int(sums[row]), mean):
            return start + row + 1, int(sums[row]) - held
    return len(sizes), int(sums[-1]) - held


def _ends_here(keys: pa.Array, sizes: npt.NDArray[np.int64], row: int, held: int, mean: int) -> bool:
    """Whether a group of `held` bytes ends with this row."""
    if held < mean // 2:
        return False
    if held >= mean + mean // 2:
        return True
    digest = hashlib.blake2b(str(keys[row]).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") < int(sizes[row]) * 2**64 // max(1, mean // 2)

"""Row groups end where ids say: bounded, the same however rows arrive, and left alone by a change elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from warploom.pipelines.row_groups import GROUP_BYTES, group_bytes, row_bytes, row_groups

MEAN = 2_000


def rows(numbers: Sequence[int], length: int = 40) -> pa.RecordBatch:
    """Rows with ids that are digests, a text, a list and a number."""
    return pa.record_batch(
        {
            "row_id": [hashlib.sha1(b"%d" % n, usedforsecurity=False).hexdigest() for n in numbers],
            "text": ["x" * (length + n % 50) for n in numbers],
            "tags": pa.array([["a"] * (n % 3) if n % 7 else None for n in numbers], pa.list_(pa.string())),
            "n": pa.array(numbers, pa.int64()),
        }
    )


def cut(numbers: Sequence[int], batches: int = 1) -> list[list[int]]:
    """Numbers of each group, where the rows came in so many batches."""
    step = max(1, -(-len(numbers) // batches))
    pieces = [rows(numbers[i : i + step]) for i in range(0, len(numbers), step)]
    return [group.column("n").to_pylist() for group in row_groups(pieces, "row_id", MEAN)]


@given(st.lists(st.integers(0, 10_000), max_size=400, unique=True), st.integers(1, 20))
def test_groups_are_all_rows_in_order_and_the_same_for_any_batches(numbers: list[int], batches: int) -> None:
    """Where a batch ends says nothing about where a group does."""
    groups = cut(numbers)
    assert numbers == [n for group in groups for n in group]
    assert groups == cut(numbers, batches)


@given(st.integers(0, 10_000))
def test_groups_are_bounded(first: int) -> None:
    """From half the mean to half as much again and one row; the last may be shorter."""
    batch = rows(range(first, first + 600))
    sizes = [int(row_bytes(group.to_batches()[0]).sum()) for group in row_groups([batch], "row_id", MEAN)]
    assert len(sizes) > 10
    assert all(MEAN // 2 <= size < 3 * MEAN // 2 + int(row_bytes(batch).max()) for size in sizes[:-1])


def test_a_row_that_comes_changes_its_group_alone_or_few() -> None:
    """Ends by a number of bytes would all have moved."""
    numbers = list(range(3_000))
    before = {tuple(group) for group in cut(numbers)}
    for place in (100, 1_000, 2_000):
        after = cut([*numbers[:place], 9_000 + place, *numbers[place:]])
        assert sum(tuple(group) not in before for group in after) <= 12
        assert tuple(after[-1]) in before
    assert len(before) > 100


def test_one_row_larger_than_all_limits_is_a_group() -> None:
    """Limits bound what is put together, never what is one."""
    groups = list(row_groups([rows([1, 2, 3], 10 * MEAN)], "row_id", MEAN))
    assert [1, 1, 1] == [group.num_rows for group in groups]
    assert [] == list(row_groups([], "row_id", MEAN))


def test_small_shards_have_small_groups() -> None:
    """A power of two that follows from all rows, between 4 and 48 MiB."""
    batch = rows(range(1_000))
    each = int(row_bytes(batch).sum()) // 1_000
    mib = 1024 * 1024
    assert 4 * mib == group_bytes(0, None) == group_bytes(1_000, batch)
    assert 8 * mib == group_bytes(16 * 9 * mib // each, batch)
    assert GROUP_BYTES == group_bytes(10**9, batch)

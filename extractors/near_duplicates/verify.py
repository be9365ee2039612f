"""Counts the shingles that two documents have in common, exactly."""

from __future__ import annotations

import numba
import numpy as np

from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.hash_tables import count_in, fill, secret, shift_for, slots_for


def common_shingles(documents: Documents, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """int64, shingles that both documents of each pair have.

    Linear in the shingles of all pairs, faster where pairs of one `first` abound; the memory is that of one table.
    """
    order = np.argsort(first, kind="stable")
    return _common(documents.shingles, documents.shingle_offsets, first, second, order, secret())


@numba.njit(cache=True, nogil=True)
def _common(
    shingles: np.ndarray, offsets: np.ndarray, first: np.ndarray, second: np.ndarray, order: np.ndarray, odd: np.uint64
) -> np.ndarray:
    counts = np.empty(len(order), np.int64)
    table = np.empty(0, np.uint64)
    of_table = np.int64(-1)
    shift = np.uint64(0)
    has_zero = False
    for pair in order:
        i = first[pair]
        if i != of_table:
            shift = shift_for(offsets[i + 1] - offsets[i])
            if slots_for(shift) > len(table):
                table = np.empty(slots_for(shift), np.uint64)
            has_zero = fill(table, shift, shingles, offsets[i], offsets[i + 1], odd)
            of_table = i
        j = second[pair]
        counts[pair] = count_in(table, has_zero, shift, shingles, offsets[j], offsets[j + 1], odd)
    return counts

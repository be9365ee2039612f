"""From rows of band keys to the pairs of documents that may be near-duplicates, each pair once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np

from warploom.extractors.near_duplicates.bands import key_of
from warploom.extractors.near_duplicates.criterion import Criterion
from warploom.extractors.near_duplicates.documents import Documents, FingerprintsError
from warploom.extractors.near_duplicates.estimates import first_band, is_possible, matches_of, needed_for

MAX_GROUP = 256
"""Documents of one key whose pairs are all looked at; of more, only those with representatives are."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs with the count of equal values of their signatures, and groups that were too large for pairs."""

    first: np.ndarray
    """int64, the lower number of a pair."""
    second: np.ndarray
    """int64"""
    matches: np.ndarray
    """int32"""
    large_offsets: np.ndarray
    """int64, one more than large groups."""
    large_members: np.ndarray
    """int64, document numbers in rising order within a group."""
    n_groups: int
    """Keys that more than one document has."""
    n_looked_at: int
    """Pairs in groups, a pair as often as it shares a key."""

    @property
    def large_sizes(self) -> np.ndarray:
        """Documents in each large group."""
        return np.diff(self.large_offsets)


def find_candidates(
    keys: np.ndarray, numbers: np.ndarray, documents: Documents, criterion: Criterion, max_group: int = MAX_GROUP
) -> Candidates:
    """Candidates in the rows of one partition: `keys` uint64, `numbers` int64 of documents, in any order.

    All rows of a key must be in one partition; then a pair comes from one partition only, however many there are,
    because only the key of the first band in which both agree gives it. Documents without shingles are skipped.
    Order of pairs and groups depends on the set of rows alone. Raises `FingerprintsError`.
    """
    if len(keys) != len(numbers) or keys.dtype != np.uint64 or numbers.dtype != np.int64:
        raise FingerprintsError(
            f"{len(keys)} keys ({keys.dtype}) of {len(numbers)} numbers of documents ({numbers.dtype})"
        )
    if len(numbers) and not (numbers.min() >= 0 and numbers.max() < len(documents)):
        raise FingerprintsError(f"band keys of documents beyond the {len(documents)} there are")
    if criterion.n_bands * criterion.n_rows > documents.signatures.shape[1]:
        raise FingerprintsError(
            f"signatures of {documents.signatures.shape[1]} values are too short for {criterion.n_bands} bands of "
            f"{criterion.n_rows} rows"
        )
    order = np.argsort(keys)
    found = _find(
        keys,
        numbers,
        order,
        documents.signatures,
        documents.sizes,
        criterion.n_bands,
        criterion.n_rows,
        criterion.threshold.numerator,
        criterion.threshold.denominator,
        criterion.is_containment,
        criterion.needed_matches(documents.signatures.shape[1]),
        criterion.n_deviations,
        max_group,
    )
    return Candidates(*found)


def joined(parts: Sequence[Candidates]) -> Candidates:
    """The candidates of several partitions together."""
    ends = np.concatenate([np.zeros(1, np.int64), *(part.large_sizes for part in parts)])
    return Candidates(
        first=_concatenated([part.first for part in parts], np.int64),
        second=_concatenated([part.second for part in parts], np.int64),
        matches=_concatenated([part.matches for part in parts], np.int32),
        large_offsets=np.cumsum(ends),
        large_members=_concatenated([part.large_members for part in parts], np.int64),
        n_groups=sum(part.n_groups for part in parts),
        n_looked_at=sum(part.n_looked_at for part in parts),
    )


def _concatenated(arrays: Sequence[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype), *arrays])


@numba.njit(cache=True, nogil=True)
def _find(
    keys: np.ndarray,
    numbers: np.ndarray,
    order: np.ndarray,
    signatures: np.ndarray,
    sizes: np.ndarray,
    n_bands: int,
    n_rows: int,
    numerator: int,
    denominator: int,
    is_containment: bool,
    needed: int,
    n_deviations: float,
    max_group: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, int, int]:
    n_permutations = signatures.shape[1]
    first = np.empty(1024, np.int64)
    second = np.empty(1024, np.int64)
    matches = np.empty(1024, np.int32)
    n_pairs = 0
    ends = np.zeros(2, np.int64)
    n_large = 0
    members = np.empty(0, np.int64)
    n_members = 0
    n_groups = n_looked_at = 0
    group = np.empty(1024, np.int64)
    start = 0
    while start < len(order):
        key = keys[order[start]]
        stop = start + 1
        while stop < len(order) and keys[order[stop]] == key:
            stop += 1
        if stop - start < 2:
            start = stop
            continue
        if stop - start > len(group):
            group = np.empty(2 * (stop - start), np.int64)
        n = 0
        for at in range(start, stop):
            number = numbers[order[at]]
            if sizes[number] > 0:
                group[n] = number
                n += 1
        start = stop
        group[:n].sort()
        n_distinct = min(n, 1)
        for at in range(1, n):
            if group[at] != group[n_distinct - 1]:
                group[n_distinct] = group[at]
                n_distinct += 1
        n = n_distinct
        if n < 2:
            continue
        n_groups += 1
        if n > max_group:
            if n_large + 2 > len(ends):
                ends = _doubled(ends, n_large + 2)
            if n_members + n > len(members):
                members = _doubled(members, n_members + n)
            members[n_members : n_members + n] = group[:n]
            n_members += n
            n_large += 1
            ends[n_large] = n_members
            continue
        n_looked_at += n * (n - 1) // 2
        for left in range(n):
            i = group[left]
            for right in range(left + 1, n):
                j = group[right]
                if not is_possible(sizes[i], sizes[j], numerator, denominator, is_containment):
                    continue
                if is_containment:
                    needed = needed_for(sizes[i], sizes[j], numerator / denominator, n_permutations, n_deviations)
                equal = matches_of(signatures, i, j, needed)
                if equal < 0:
                    continue
                band = first_band(signatures, i, j, n_bands, n_rows)
                if band < 0 or key_of(signatures, i, band, n_rows) != key:
                    continue
                if n_pairs == len(first):
                    first = _doubled(first, n_pairs + 1)
                    second = _doubled(second, n_pairs + 1)
                    matches = _doubled(matches, n_pairs + 1)
                first[n_pairs] = i
                second[n_pairs] = j
                matches[n_pairs] = equal
                n_pairs += 1
    return (
        first[:n_pairs].copy(),
        second[:n_pairs].copy(),
        matches[:n_pairs].copy(),
        ends[: n_large + 1].copy(),
        members[:n_members].copy(),
        n_groups,
        n_looked_at,
    )


@numba.njit(cache=True, nogil=True)
def _doubled(array: np.ndarray, least: int) -> np.ndarray:
    larger = np.empty(max(least, 2 * len(array)), array.dtype)
    larger[: len(array)] = array
    return larger

"""Which repositories share contents: forks of one another, and those that hold another one's files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numba
import numpy as np

from warploom.extractors.near_duplicates.hash_tables import secret, slots_for
from warploom.schemas.errors import UsageError

_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_MAX_REPOSITORY = (1 << 31) - 1


class Relation(IntEnum):
    """What one repository is to another, by the share of each one's bytes that the other has, too."""

    UNRELATED = 0
    FORK = 1
    """Each holds most of the other."""
    VENDORED_IN_SECOND = 2
    """The second holds most of the first, and more."""
    VENDORED_IN_FIRST = 3


@dataclass(frozen=True, slots=True)
class SharedContents:
    """Totals per repository, and what pairs of repositories share, of one part of the contents or of all.

    A content counts once per repository, however often it lies there. Those in too many repositories count nowhere.
    """

    repository: np.ndarray
    """int64, rising"""
    n_contents: np.ndarray
    """int64"""
    n_bytes: np.ndarray
    """int64"""
    first: np.ndarray
    """int64, repository of the lower number; pairs rise"""
    second: np.ndarray
    """int64"""
    shared_contents: np.ndarray
    """int64"""
    shared_bytes: np.ndarray
    """int64"""
    n_skipped: int
    """Contents in more repositories than the limit: license texts, empty files, much copied headers."""


@dataclass(frozen=True, slots=True)
class RepositoryPairs:
    """Pairs with their totals and what they are, in rising order."""

    first: np.ndarray
    second: np.ndarray
    shared_contents: np.ndarray
    shared_bytes: np.ndarray
    first_bytes: np.ndarray
    second_bytes: np.ndarray
    relation: np.ndarray
    """int8, `Relation`"""


def shared_contents(
    repository: np.ndarray, content: np.ndarray, n_bytes: np.ndarray, max_holders: int = 64
) -> SharedContents:
    """What the rows say, all rows of a content among them, in any order; int64 each, of equal length.

    Time and memory are linear in the rows, at most `max_holders` / 2 times. Raises `UsageError`.
    """
    if max_holders < 2:
        raise UsageError(f"max_holders {max_holders}: fewer than two repositories share nothing")
    if len(repository) and not (repository.min() >= 0 and repository.max() <= _MAX_REPOSITORY):
        raise UsageError(f"numbers of repositories must be from 0 to {_MAX_REPOSITORY}")
    order = np.lexsort((repository, content))
    repository, content, n_bytes = repository[order], content[order], n_bytes[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (np.diff(content) != 0) | (np.diff(repository) != 0)
    repository, content, n_bytes = repository[is_new], content[is_new], n_bytes[is_new]
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(content), 1), bool), np.diff(content) != 0]))
    holders = np.diff(np.concatenate([starts, np.array([len(content)])]))
    is_skipped = holders > max_holders
    keys, counts, sizes = _pairs(repository, n_bytes, starts[~is_skipped], holders[~is_skipped], secret())
    order = np.argsort(keys)
    is_counted = np.repeat(~is_skipped, holders)
    names, inverse = np.unique(repository, return_inverse=True)
    n_contents, total = _totals(inverse, is_counted, n_bytes, len(names))
    return SharedContents(
        repository=names,
        n_contents=n_contents,
        n_bytes=total,
        first=(keys[order] >> _HALF).astype(np.int64),
        second=(keys[order] & _LOW).astype(np.int64),
        shared_contents=counts[order],
        shared_bytes=sizes[order],
        n_skipped=int(is_skipped.sum()),
    )


def added(parts: Sequence[SharedContents]) -> SharedContents:
    """The sums over parts that have no content in common."""

    def column(name: str) -> np.ndarray:
        return np.concatenate([np.zeros(0, np.int64), *(getattr(part, name) for part in parts)])

    repository, inverse = np.unique(column("repository"), return_inverse=True)
    pairs = (column("first").astype(np.uint64) << _HALF) | column("second").astype(np.uint64)
    keys, pair_inverse = np.unique(pairs, return_inverse=True)
    return SharedContents(
        repository=repository,
        n_contents=_summed(inverse, column("n_contents"), len(repository)),
        n_bytes=_summed(inverse, column("n_bytes"), len(repository)),
        first=(keys >> _HALF).astype(np.int64),
        second=(keys & _LOW).astype(np.int64),
        shared_contents=_summed(pair_inverse, column("shared_contents"), len(keys)),
        shared_bytes=_summed(pair_inverse, column("shared_bytes"), len(keys)),
        n_skipped=sum(part.n_skipped for part in parts),
    )


def relations(shared: SharedContents, threshold: Fraction, min_contents: int = 5) -> RepositoryPairs:
    """What each pair is: a repository is held by another that has at least `threshold` of its bytes.

    Pairs that share fewer than `min_contents` contents are unrelated: a copied header makes nobody a fork.
    """
    first_at, second_at = (np.searchsorted(shared.repository, side) for side in (shared.first, shared.second))
    first_bytes, second_bytes = shared.n_bytes[first_at], shared.n_bytes[second_at]
    is_enough = (shared.shared_contents >= min_contents) & (shared.shared_bytes > 0)
    in_second = is_enough & _reaches(shared.shared_bytes, first_bytes, threshold)
    in_first = is_enough & _reaches(shared.shared_bytes, second_bytes, threshold)
    relation = np.select(
        [in_first & in_second, in_second, in_first],
        [Relation.FORK, Relation.VENDORED_IN_SECOND, Relation.VENDORED_IN_FIRST],
        Relation.UNRELATED,
    ).astype(np.int8)
    return RepositoryPairs(
        shared.first, shared.second, shared.shared_contents, shared.shared_bytes, first_bytes, second_bytes, relation
    )


def _reaches(part: np.ndarray, whole: np.ndarray, threshold: Fraction) -> np.ndarray:
    """Whether `part` is at least so much of `whole`, exactly: the least part is a whole number, found by division."""
    numerator, denominator = threshold.numerator, threshold.denominator
    quotient, rest = np.divmod(whole, denominator)
    return part >= quotient * numerator + -(-(rest * numerator) // denominator)


def _summed(places: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    sums = np.zeros(n, np.int64)
    np.add.at(sums, places, values)
    return sums


def _totals(places: np.ndarray, is_counted: np.ndarray, n_bytes: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    return np.bincount(places[is_counted], minlength=n), _summed(places[is_counted], n_bytes[is_counted], n)


@numba.njit(cache=True, nogil=True)
def _pairs(
    repository: np.ndarray, n_bytes: np.ndarray, starts: np.ndarray, holders: np.ndarray, odd: np.uint64
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keys of pairs, contents and bytes that they share, in the order of nothing."""
    shift = np.uint64(64 - 10)
    keys = np.full(1 << 10, _EMPTY, np.uint64)
    counts = np.zeros(len(keys), np.int64)
    sizes = np.zeros(len(keys), np.int64)
    n_keys = 0
    for content in range(len(starts)):
        start, stop = starts[content], starts[content] + holders[content]
        for left in range(start, stop):
            for right in range(left + 1, stop):
                key = (np.uint64(repository[left]) << _HALF) | np.uint64(repository[right])
                slot = _slot(keys, shift, key, odd)
                n_keys += keys[slot] == _EMPTY
                keys[slot] = key
                counts[slot] += 1
                sizes[slot] += n_bytes[left]
                if 2 * n_keys > len(keys):
                    shift -= np.uint64(2)
                    keys, counts, sizes = _enlarged(keys, counts, sizes, shift, odd)
    used = np.flatnonzero(keys != _EMPTY)
    return keys[used], counts[used], sizes[used]


@numba.njit(cache=True, nogil=True)
def _slot(keys: np.ndarray, shift: np.uint64, key: np.uint64, odd: np.uint64) -> int:
    mask = len(keys) - 1
    slot = np.int64(((key ^ (key >> _HALF)) * odd) >> shift)
    while keys[slot] != _EMPTY and keys[slot] != key:
        slot = (slot + 1) & mask
    return int(slot)


@numba.njit(cache=True, nogil=True)
def _enlarged(
    keys: np.ndarray, counts: np.ndarray, sizes: np.ndarray, shift: np.uint64, odd: np.uint64
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    larger = np.full(slots_for(shift), _EMPTY, np.uint64)
    larger_counts = np.zeros(len(larger), np.int64)
    larger_sizes = np.zeros(len(larger), np.int64)
    for at in range(len(keys)):
        if keys[at] != _EMPTY:
            slot = _slot(larger, shift, keys[at], odd)
            larger[slot], larger_counts[slot], larger_sizes[slot] = keys[at], counts[at], sizes[at]
    return larger, larger_counts, larger_sizes

"""Chooses representatives: in canonical order a document joins the best earlier one, or becomes one itself.

There is no transitive closure: whatever joins was compared with its representative itself. The result is that of the
sequential algorithm over all candidates, whatever the partitions and whatever groups were too large for pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from warploom.extractors.near_duplicates.candidates import Candidates
from warploom.extractors.near_duplicates.criterion import Criterion
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.greedy import choose
from warploom.extractors.near_duplicates.hash_tables import secret
from warploom.extractors.near_duplicates.large_groups import merged_groups


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Documents with earlier representatives they were compared with, in canonical order of the documents."""

    document: np.ndarray
    """int64"""
    representative: np.ndarray
    """int64"""
    n_common: np.ndarray
    """int64, shingles that both have."""
    n_union: np.ndarray
    """int64, shingles that either has."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was compared exactly."""

    joined: Comparisons
    """Every document that joined a representative, once."""
    alike: Comparisons
    """Of documents that joined: further representatives that are as alike as the threshold demands."""
    rejected: Comparisons
    """What is too different, of each document the best first."""
    n_compared: int
    """Exact comparisons."""
    n_screened: int
    """Pairs of large groups whose sketches were compared."""
    n_cut: int
    """Documents with more candidates than `Criterion` lets be looked at: the least alike may have been left out."""


def decide(
    documents: Documents,
    candidates: Candidates,
    criterion: Criterion,
    banned: tuple[np.ndarray, np.ndarray] | None = None,
) -> Decisions:
    """Decide over the candidates of all partitions; `banned` are pairs (later, earlier) that are no candidates.

    A document whose shingles are those of an earlier representative joins it and is compared with no other. Else it
    joins the one of the highest exact score, of equal ones that of the lowest rank.
    """
    rank = documents.rank
    taken = np.zeros(len(documents), bool)
    for numbers in (candidates.first, candidates.second, candidates.large_members):
        taken[numbers] = True
    members = np.flatnonzero(taken)
    members = members[np.argsort(rank[members])]
    place = np.full(len(documents), -1, np.int64)
    place[members] = np.arange(len(members))

    pair_offsets, pair_other, pair_matches = _earlier(
        place[candidates.first], place[candidates.second], candidates.matches, len(members)
    )
    no_pairs = np.zeros(0, np.int64)
    later, earlier = banned if banned is not None else (no_pairs, no_pairs)
    is_taken = taken[later] & taken[earlier]
    banned_offsets, banned_other, _ = _earlier(
        place[later[is_taken]], place[earlier[is_taken]], np.zeros(int(is_taken.sum()), np.int32), len(members)
    )
    slot_offsets, large = merged_groups(candidates.large_offsets, candidates.large_members, len(documents))
    group_of = np.repeat(np.arange(len(slot_offsets) - 1), np.diff(slot_offsets))
    order = np.argsort(place[large], kind="stable")
    group_offsets = _offsets(place[large], len(members))
    n_permutations = documents.signatures.shape[1]
    joined, alike, rejected, n_compared, n_screened, n_cut = choose(
        members,
        (pair_offsets, pair_other, pair_matches),
        (banned_offsets, banned_other),
        (group_offsets, group_of[order], slot_offsets),
        documents.signatures,
        documents.shingle_offsets,
        documents.shingles,
        (criterion.n_bands, criterion.n_rows, criterion.max_estimated, criterion.max_compared, criterion.max_rejected),
        (criterion.threshold.numerator, criterion.threshold.denominator, criterion.is_containment),
        (criterion.needed_matches(n_permutations), criterion.n_deviations),
        secret(),
    )
    sizes = documents.sizes
    return Decisions(
        _comparisons(joined, members, sizes),
        _comparisons(alike, members, sizes),
        _comparisons(rejected, members, sizes),
        n_compared,
        n_screened,
        n_cut,
    )


def _earlier(
    places: np.ndarray, others: np.ndarray, values: np.ndarray, n: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per place the earlier ones it is paired with, as offsets, places and values."""
    late, early = np.maximum(places, others), np.minimum(places, others)
    order = np.argsort(late, kind="stable")
    return _offsets(late, n), early[order], values[order]


def _offsets(places: np.ndarray, n: int) -> np.ndarray:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(places, minlength=n))])


def _comparisons(rows: np.ndarray, members: np.ndarray, sizes: np.ndarray) -> Comparisons:
    document, representative, n_common = members[rows[:, 0]], members[rows[:, 1]], rows[:, 2].copy()
    return Comparisons(document, representative, n_common, sizes[document] + sizes[representative] - n_common)

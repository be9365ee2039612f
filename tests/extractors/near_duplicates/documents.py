"""Documents for tests of near-duplicates, and the sequential algorithm in plain Python that every result must equal."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from warploom.extractors.near_duplicates.bands import band_keys
from warploom.extractors.near_duplicates.candidates import Candidates, find_candidates, joined
from warploom.extractors.near_duplicates.criterion import Criterion, Measure
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.representatives import Comparisons, Decisions

WORD = 1 << 64
N_PERMUTATIONS = 64
CRITERION = Criterion(Measure.JACCARD, Fraction(7, 10), n_bands=16, n_rows=4)

Joined = dict[int, tuple[int, int]]
"""Representative and common shingles of each document that joined one."""
Rejected = dict[int, list[tuple[int, int]]]


def signature(shingles: Sequence[int], n_permutations: int = N_PERMUTATIONS, seed: int = 5) -> np.ndarray:
    generator = np.random.default_rng(seed)
    odd = generator.integers(0, 1 << 63, n_permutations, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    plus = generator.integers(0, 1 << 63, n_permutations, dtype=np.uint64)
    if not len(shingles):
        return np.full(n_permutations, (1 << 32) - 1, np.uint32)
    values = np.array(shingles, np.uint64)[:, None] * odd + plus
    values ^= values >> np.uint64(31)
    values *= odd
    return (values >> np.uint64(32)).min(axis=0).astype(np.uint32)


def documents_of(
    sets: Sequence[Sequence[int]], rank: Sequence[int] | None = None, signatures: np.ndarray | None = None
) -> Documents:
    if signatures is None:
        signatures = np.array([signature(s) for s in sets], np.uint32).reshape(len(sets), N_PERMUTATIONS)
    return Documents(
        signatures=signatures,
        shingle_offsets=np.cumsum([0, *map(len, sets)], dtype=np.int64),
        shingles=np.array([s for shingles in sets for s in shingles], np.uint64),
        rank=np.array(range(len(sets)) if rank is None else rank, np.int64),
    )


def searched(
    documents: Documents, criterion: Criterion = CRITERION, max_group: int = 256, n_partitions: int = 1, seed: int = 0
) -> Candidates:
    """Candidates from partitions by key, whose rows come in an order of their own."""
    keys = band_keys(documents.signatures, criterion.n_bands, criterion.n_rows)
    numbers = np.repeat(np.arange(len(documents)), criterion.n_bands)
    order = np.random.default_rng(seed).permutation(len(numbers))
    flat, numbers = keys.ravel()[order], numbers[order]
    partition = flat % np.uint64(n_partitions)
    return joined(
        [
            find_candidates(flat[partition == p], numbers[partition == p], documents, criterion, max_group)
            for p in range(n_partitions)
        ]
    )


def expected(
    documents: Documents, criterion: Criterion = CRITERION, banned: frozenset[tuple[int, int]] = frozenset()
) -> tuple[Joined, Rejected]:
    """Every document against every earlier representative."""
    bounds = documents.shingle_offsets.tolist()
    sets = [set(documents.shingles[a:b].tolist()) for a, b in pairwise(bounds)]
    order = np.argsort(documents.rank).tolist()
    rank = documents.rank.tolist()
    n_permutations = documents.signatures.shape[1]
    joined_to: Joined = {}
    rejected: Rejected = {}
    representatives: list[int] = []
    for document in order:
        found = []
        for other in representatives:
            if (document, other) in banned or not sets[document] or not sets[other]:
                continue
            n_equal = int((documents.signatures[document] == documents.signatures[other]).sum())
            if agree(documents, document, other, criterion) and n_equal >= needed(
                criterion, len(sets[document]), len(sets[other]), n_permutations
            ):
                found.append((-n_equal, rank[other], other))
        same = [other for _, _, other in found if sets[other] == sets[document]]
        if same:
            joined_to[document] = (same[0], len(sets[document]))
            continue
        scores = []
        for _, position, other in sorted(found)[: criterion.max_compared]:
            n_common = len(sets[document] & sets[other])
            score = criterion.score(n_common, len(sets[document]), len(sets[other]))
            scores.append((-score, position, other, n_common))
        scores.sort()
        low = [(other, n) for score, _, other, n in scores if -score < criterion.threshold]
        if low and criterion.max_rejected:
            rejected[document] = low[: criterion.max_rejected]
        if scores and -scores[0][0] >= criterion.threshold:
            joined_to[document] = scores[0][2:]
        else:
            representatives.append(document)
    return joined_to, rejected


def agree(documents: Documents, first: int, second: int, criterion: Criterion) -> bool:
    n = criterion.n_bands * criterion.n_rows
    same = documents.signatures[first, :n] == documents.signatures[second, :n]
    return bool(same.reshape(criterion.n_bands, criterion.n_rows).all(axis=1).any())


def needed(criterion: Criterion, size: int, other: int, n_permutations: int) -> float:
    small, large = min(size, other), max(size, other)
    share = float(criterion.threshold)
    if criterion.is_containment:
        common = share * small
        share = common / (size + other - common)
    elif Fraction(small, large) < criterion.threshold:
        return np.inf
    return n_permutations * share - criterion.n_deviations * float(np.sqrt(n_permutations * share * (1 - share)))


def as_found(decisions: Decisions) -> tuple[Joined, Rejected]:
    joined_to: Joined = {}
    for document, *row in _rows(decisions.joined):
        assert document not in joined_to
        joined_to[document] = (row[0], row[1])
    rejected: Rejected = {}
    for document, *row in _rows(decisions.rejected):
        rejected.setdefault(document, []).append((row[0], row[1]))
    return joined_to, rejected


def _rows(found: Comparisons) -> list[tuple[int, int, int]]:
    columns = (found.document, found.representative, found.n_common)
    return list(zip(*(column.tolist() for column in columns), strict=True))

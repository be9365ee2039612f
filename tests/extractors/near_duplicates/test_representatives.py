"""The choice of representatives equals the sequential algorithm in plain Python, and survives huge groups."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.near_duplicates.documents import (
    CRITERION,
    as_found,
    documents_of,
    expected,
    searched,
    signature,
)
from warploom.extractors.near_duplicates.candidates import MAX_GROUP
from warploom.extractors.near_duplicates.criterion import Criterion, Measure
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.large_groups import merged_groups
from warploom.extractors.near_duplicates.representatives import Decisions, decide


@st.composite
def corpora(draw: st.DrawFn) -> Documents:
    """Families of documents that differ in a few shingles, so that scores lie about the threshold and often tie."""
    sets: list[list[int]] = []
    for family in range(draw(st.integers(1, 3))):
        size = draw(st.sampled_from([1, 2, 5, 10, 20]))
        for _ in range(draw(st.integers(1, 10))):
            dropped = draw(st.sets(st.integers(0, size - 1), max_size=max(1, size // 4)))
            added = draw(st.integers(0, 4))
            kept = [family * 1000 + k for k in range(size) if k not in dropped]
            sets.append(kept + [family * 1000 + 500 + k for k in range(added)])
    sets += [[]] * draw(st.integers(0, 2))
    return documents_of(sets, draw(st.permutations(range(len(sets)))))


@st.composite
def criteria(draw: st.DrawFn) -> Criterion:
    return Criterion(
        draw(st.sampled_from(Measure)),
        draw(st.sampled_from([Fraction(7, 10), Fraction(4, 5), Fraction(1, 2), Fraction(1)])),
        n_bands=draw(st.sampled_from([16, 32])),
        n_rows=2,
        n_deviations=draw(st.sampled_from([1.0, 4.5])),
        max_compared=draw(st.sampled_from([1, 2, 64])),
        max_rejected=draw(st.sampled_from([0, 1, 8])),
    )


@settings(max_examples=150, deadline=None)
@given(corpora(), criteria(), st.sampled_from([2, 3, 5, MAX_GROUP]), st.integers(1, 3), st.integers(0, 9))
def test_the_result_is_that_of_the_sequential_algorithm(documents, criterion, max_group, n_partitions, seed):
    candidates = searched(documents, criterion, max_group, n_partitions, seed)
    assert as_found(decide(documents, candidates, criterion)) == expected(documents, criterion)


@settings(max_examples=50, deadline=None)
@given(corpora(), st.sampled_from([2, MAX_GROUP]), st.integers(0, 99))
def test_banned_pairs_are_no_candidates(documents, max_group, seed):
    candidates = searched(documents, max_group=max_group)
    rows = decide(documents, candidates, CRITERION).joined
    chosen = np.random.default_rng(seed).random(len(rows.document)) < 0.7
    banned = rows.document[chosen], rows.representative[chosen]
    pairs = frozenset(zip(banned[0].tolist(), banned[1].tolist(), strict=True))
    found = as_found(decide(documents, candidates, CRITERION, banned))
    assert found[0] == expected(documents, CRITERION, pairs)[0]


def _large_group(sets: np.ndarray, signatures: np.ndarray) -> Decisions:
    n, size = sets.shape
    documents = Documents(
        signatures, np.arange(n + 1) * size, np.ascontiguousarray(sets.ravel()), np.arange(n)[::-1].copy()
    )
    return decide(documents, searched(documents), CRITERION)


def test_equal_documents_in_a_huge_group_are_each_compared_once():
    n = 20_000
    sets = np.tile(np.arange(30, dtype=np.uint64), (n, 1))
    found = _large_group(sets, np.tile(signature(range(30)), (n, 1)))
    assert found.joined.document.tolist() == list(range(n - 2, -1, -1))
    assert set(found.joined.representative.tolist()) == {n - 1}
    assert found.n_compared == n - 1


def test_unlike_documents_in_a_huge_group_are_screened_and_not_compared():
    n = 5_000
    generator = np.random.default_rng(1)
    sets = generator.integers(0, 1 << 63, (n, 4), dtype=np.uint64)
    signatures = generator.integers(0, 1 << 32, (n, 256), dtype=np.uint32)
    signatures[:, :4] = 7  # one band
    found = _large_group(sets, signatures)
    assert found.n_screened == n * (n - 1) // 2
    assert found.n_compared == len(found.joined.document) == found.n_cut == 0


def test_forged_signatures_cost_no_more_than_the_limits_and_join_nothing():
    n = 2_000
    generator = np.random.default_rng(1)
    sets = generator.integers(0, 1 << 63, (n, 4), dtype=np.uint64)
    found = _large_group(sets, np.tile(signature(range(30)), (n, 1)))
    assert len(found.joined.document) == 0
    assert found.n_compared <= n * CRITERION.max_compared
    assert found.n_cut == n - CRITERION.max_compared - 1
    assert len(found.rejected.document) <= n * CRITERION.max_rejected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=10), max_size=8))
def test_merged_groups_hold_every_pair_of_the_groups(groups):
    groups = [sorted(set(group)) for group in groups]
    offsets = np.cumsum([0, *map(len, groups)])
    members = np.array([number for group in groups for number in group], np.int64)
    merged_offsets, merged = merged_groups(offsets, members, 31)
    found = [merged[a:b].tolist() for a, b in pairwise(merged_offsets.tolist())]
    assert all(group == sorted(set(group)) for group in found)
    pairs = {pair for group in groups for pair in combinations(group, 2)}
    assert pairs <= {pair for group in found for pair in combinations(group, 2)}
    assert {*members.tolist()} == {*merged.tolist()}
    assert sum(len(group) ** 2 for group in found) <= sum(len(group) ** 2 for group in groups)

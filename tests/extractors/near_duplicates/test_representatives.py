"""The choice of representatives equals the sequential algorithm in plain Python, and survives huge groups."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.near_duplicates.documents import (
    CRITERION,
    as_found,
    documents_of,
    expected,
    searched,
)
from warploom.extractors.near_duplicates.candidates import MAX_GROUP
from warploom.extractors.near_duplicates.criterion import Criterion, Measure
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.representatives import decide


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
        max_compared=draw(st.sampled_from([1, 2, 256])),
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

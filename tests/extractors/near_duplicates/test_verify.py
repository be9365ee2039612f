"""Common shingles are counted exactly, and scores are fractions."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.near_duplicates.documents import WORD, documents_of
from warploom.extractors.near_duplicates.criterion import Criterion, Measure, as_threshold
from warploom.extractors.near_duplicates.verify import common_shingles
from warploom.schemas.errors import UsageError

shingle_values = st.one_of(st.integers(0, 8), st.integers(WORD - 4, WORD - 1), st.integers(0, 8).map(lambda k: k << 32))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(shingle_values, max_size=20, unique=True), min_size=1, max_size=6), st.randoms())
def test_counts_are_those_of_sets(sets, random):
    documents = documents_of(sets)
    pairs = [(i, j) for i in range(len(sets)) for j in range(len(sets))]
    random.shuffle(pairs)
    first, second = (np.array(side, np.int64) for side in zip(*pairs, strict=True))
    found = common_shingles(documents, first, second)
    assert found.tolist() == [len({*sets[i]} & {*sets[j]}) for i, j in pairs]


def test_no_pairs_have_nothing_in_common():
    nobody = np.zeros(0, np.int64)
    assert common_shingles(documents_of([[1]]), nobody, nobody).size == 0


def test_shingles_that_were_made_to_collide_take_no_longer():
    n = 200_000
    low = [k << 44 for k in range(1, n)]  # equal in all bits that a table without a secret would look at first
    documents = documents_of([low, low], signatures=np.zeros((2, 64), np.uint32))
    pair = np.array([0]), np.array([1])
    common_shingles(documents_of([[1], [1]]), *pair)
    start = time.process_time()
    assert common_shingles(documents, *pair).tolist() == [n - 1]
    assert time.process_time() - start < 10


def test_scores_are_exact():
    jaccard = Criterion(Measure.JACCARD, as_threshold(0.7), 4, 4)
    containment = Criterion(Measure.CONTAINMENT, as_threshold(0.7), 4, 4)
    assert jaccard.score(7, 8, 9) == Fraction(7, 10) == jaccard.threshold
    assert containment.score(7, 8, 90) == Fraction(7, 8)
    assert containment.needed_matches(256) < jaccard.needed_matches(256) < 256 * 0.7


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold": Fraction(0)},
        {"threshold": Fraction(3, 2)},
        {"threshold": Fraction(1, 10_000_019)},
        {"n_bands": 0},
        {"n_rows": 0},
        {"max_compared": 0},
        {"max_estimated": 0},
        {"max_rejected": -1},
        {"n_deviations": float("nan")},
    ],
)
def test_an_impossible_criterion_is_refused(wrong):
    whole = {"measure": Measure.JACCARD, "threshold": Fraction(1, 2), "n_bands": 2, "n_rows": 2}
    with pytest.raises(UsageError):
        Criterion(**{**whole, **wrong})
    with pytest.raises(UsageError):
        as_threshold(float("inf"))

"""Candidates are the pairs that agree in a band and in enough values, each once, whatever the partitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.near_duplicates.documents import CRITERION, agree, documents_of, needed, searched
from warploom.extractors.near_duplicates.bands import band_keys
from warploom.extractors.near_duplicates.candidates import find_candidates
from warploom.extractors.near_duplicates.documents import Documents, FingerprintsError

families = st.lists(
    st.lists(st.integers(0, 30), max_size=12, unique=True).map(lambda s: [0, 1, 2, 3][: len(s)] + [9 + k for k in s]),
    max_size=14,
)


@settings(max_examples=100, deadline=None)
@given(families, st.integers(1, 4), st.integers(0, 9))
def test_every_pair_that_agrees_is_found_once(sets, n_partitions, seed):
    documents = documents_of(sets)
    found = searched(documents, n_partitions=n_partitions, seed=seed)
    pairs = {}
    for i in range(len(sets)):
        for j in range(i + 1, len(sets)):
            n_equal = int((documents.signatures[i] == documents.signatures[j]).sum())
            if (
                sets[i]
                and sets[j]
                and agree(documents, i, j, CRITERION)
                and n_equal >= needed(CRITERION, len(sets[i]), len(sets[j]), documents.signatures.shape[1])
            ):
                pairs[i, j] = n_equal
    rows = list(zip(found.first.tolist(), found.second.tolist(), strict=True))
    assert len(rows) == len(set(rows))
    assert dict(zip(rows, found.matches.tolist(), strict=True)) == pairs
    assert found.large_members.size == 0


def test_large_groups_are_told_and_not_expanded():
    documents = documents_of([[1, 2, 3]] * 10 + [[]] * 10 + [[7, 8]] * 3)
    found = searched(documents, max_group=4)
    assert found.large_sizes.tolist() == [10] * CRITERION.n_bands
    assert set(found.large_members.tolist()) == set(range(10))
    assert set(zip(found.first.tolist(), found.second.tolist(), strict=True)) == {(20, 21), (20, 22), (21, 22)}


def test_a_row_that_comes_twice_is_one():
    documents = documents_of([[1, 2, 3]] * 3)
    keys = band_keys(documents.signatures, CRITERION.n_bands, CRITERION.n_rows).ravel()
    numbers = np.repeat(np.arange(3), CRITERION.n_bands)
    once = find_candidates(keys, numbers, documents, CRITERION)
    twice = find_candidates(np.tile(keys, 2), np.tile(numbers, 2), documents, CRITERION)
    assert once.first.tolist() == twice.first.tolist() == [0, 0, 1]
    assert once.second.tolist() == twice.second.tolist() == [1, 2, 2]


def test_equal_keys_of_unequal_bands_are_no_candidates():
    documents = documents_of([[1, 2, 3], [4, 5, 6]])
    keys = np.full(2, 77, np.uint64)
    found = find_candidates(keys, np.arange(2), documents, CRITERION)
    assert found.first.size == 0
    assert found.n_looked_at == 1


def test_what_does_not_belong_together_is_refused():
    documents = documents_of([[1, 2, 3], [4, 5, 6]])
    keys = np.zeros(2, np.uint64)
    with pytest.raises(FingerprintsError, match="beyond the 2"):
        find_candidates(keys, np.array([0, 2]), documents, CRITERION)
    with pytest.raises(FingerprintsError, match="2 keys"):
        find_candidates(keys, np.array([0]), documents, CRITERION)
    short = documents_of([[1], [2]], signatures=np.zeros((2, 8), np.uint32))
    with pytest.raises(FingerprintsError, match="too short"):
        find_candidates(keys, np.arange(2), short, CRITERION)
    for wrong in (
        {"signatures": documents.signatures.astype(np.int64)},
        {"shingle_offsets": np.array([0, 3, 5])},
        {"shingle_offsets": np.array([0, 6])},
        {"shingle_offsets": np.array([0, 7, 6])},
        {"rank": np.array([0, 0])},
        {"rank": np.array([1, 2])},
    ):
        whole = {name: getattr(documents, name) for name in ("signatures", "shingle_offsets", "shingles", "rank")}
        with pytest.raises(FingerprintsError):
            Documents(**{**whole, **wrong})

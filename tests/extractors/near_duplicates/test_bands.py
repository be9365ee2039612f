"""Bands are those of least error, and their keys say which rows agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.near_duplicates.bands import band_keys, bands_for, proposed_share
from warploom.schemas.errors import UsageError


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.85])
@pytest.mark.parametrize("weight", [0.5, 0.9, 0.99])
def test_bands_are_those_that_datasketch_chooses(threshold, weight):
    lsh = pytest.importorskip("datasketch.lsh", reason="datasketch, a development dependency, is not installed")
    for n_permutations in (64, 256):
        chosen = lsh._optimal_param(threshold, n_permutations, 1 - weight, weight)
        assert bands_for(threshold, n_permutations, weight) == chosen


def test_the_bands_that_are_used_propose_nearly_all():
    bands = bands_for(0.7, 256)
    assert bands == (39, 6)
    assert proposed_share(0.7, *bands) > 0.99
    assert proposed_share(0.8, *bands) > 0.9999
    assert proposed_share(0.3, *bands) < 0.03


@given(st.floats(0.05, 0.95), st.integers(1, 128), st.floats(0.1, 0.99))
def test_bands_fit_into_the_signature(threshold, n_permutations, weight):
    n_bands, n_rows = bands_for(threshold, n_permutations, weight)
    assert 1 <= n_bands * n_rows <= n_permutations


def test_keys_are_equal_where_all_rows_are_and_elsewhere_not():
    generator = np.random.default_rng(1)
    signatures = generator.integers(0, 3, (500, 12), dtype=np.uint32)
    keys = band_keys(signatures, 4, 3)
    rows = signatures.reshape(500, 4, 3)
    for band in range(4):
        same_rows = (rows[:, None, band] == rows[None, :, band]).all(axis=2)
        assert ((keys[:, None, band] == keys[None, :, band]) == same_rows).all()
    # equal rows of another band are another key
    assert len(np.unique(band_keys(np.zeros((1, 12), np.uint32), 4, 3))) == 4


def test_nothing_impossible_is_cut_into_bands():
    with pytest.raises(UsageError):
        band_keys(np.zeros((1, 10), np.uint32), 4, 3)
    for threshold, n_permutations in ((0.0, 256), (1.0, 256), (0.5, 0)):
        with pytest.raises(UsageError):
            bands_for(threshold, n_permutations)
    assert band_keys(np.zeros((0, 12), np.uint32), 4, 3).shape == (0, 4)

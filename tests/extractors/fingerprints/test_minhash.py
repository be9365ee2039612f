"""Signatures against datasketch, bit for bit, and against arithmetic in Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warploom.extractors.fingerprints.minhash import EMPTY, permutations_of, signatures_on_cpu
from warploom.extractors.fingerprints.scheme import Scheme

SCHEMES = [Scheme(), Scheme(n_permutations=4, seed=0), Scheme(seed=2**32 - 1)]
HASHES = st.lists(st.integers(1, 2**64 - 1), max_size=200)


def of_sets(sets: list[list[int]], scheme: Scheme) -> np.ndarray:
    offsets = np.cumsum([0, *map(len, sets)], dtype=np.int64)
    shingles = np.array([h for one in sets for h in one], np.uint64)
    return signatures_on_cpu(shingles, offsets, permutations_of(scheme))


def by_datasketch(hashes: list[int], scheme: Scheme) -> np.ndarray:
    datasketch = pytest.importorskip("datasketch", reason="needs datasketch, the oracle")
    oracle = datasketch.MinHash(scheme.n_permutations, scheme.seed, hashfunc=lambda h: h, scheme="affine32")
    oracle.update_batch([h & 0xFFFFFFFF for h in hashes])
    return oracle.hashvalues


@settings(max_examples=50)
@given(st.lists(HASHES, max_size=6), st.sampled_from(SCHEMES))
def test_signatures_are_those_of_datasketch(sets: list[list[int]], scheme: Scheme) -> None:
    for hashes, signature in zip(sets, of_sets(sets, scheme), strict=True):
        assert np.array_equal(by_datasketch(hashes, scheme), signature)


@pytest.mark.parametrize("n", [1, 63, 64, 65, 4095, 4096, 4097, 10_000])
def test_blocks_of_any_length(n: int) -> None:
    hashes = np.random.default_rng(n).integers(1, 2**64, n, np.uint64)
    (signature,) = of_sets([hashes.tolist()], Scheme())
    assert np.array_equal(by_datasketch(hashes.tolist(), Scheme()), signature)


def test_the_arithmetic_without_an_oracle() -> None:
    scheme = Scheme(n_permutations=8)
    multipliers, addends = permutations_of(scheme)
    hashes = np.random.default_rng(0).integers(1, 2**64, 100, np.uint64).tolist()
    expected = [
        min((int(a) * _mixed(h) + int(b)) % 2**32 for h in hashes) for a, b in zip(multipliers, addends, strict=True)
    ]
    assert [expected] == of_sets([hashes], scheme).tolist()
    assert [3582191691, 4270784983, 1892572953] == [int(a) for a in multipliers[:3]]


def _mixed(h: int) -> int:
    h &= 0xFFFFFFFF
    h = (h ^ h >> 16) * 0x85EBCA6B % 2**32
    h = (h ^ h >> 13) * 0xC2B2AE35 % 2**32
    return h ^ h >> 16


def test_nothing_has_the_signature_of_nothing() -> None:
    assert (of_sets([[], [1], []], Scheme())[[0, 2]] == EMPTY).all()
    assert (0, 256) == of_sets([], Scheme()).shape

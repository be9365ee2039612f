"""MinHash signatures of sets of shingles, bit for bit those of datasketch's `affine32` on their low 32 bits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from warploom.extractors.fingerprints.scheme import PERMUTATIONS_AT_ONCE, Scheme
from warploom.extractors.ir.native_text import native

EMPTY: Final = 0xFFFFFFFF
"""Every value of the signature of nothing."""
_BLOCK: Final = 4096
"""Shingles whose mixed hashes stay in the fastest cache while all permutations run over them."""
_LANES: Final = 64
"""A block is filled up to a multiple of this, so that no remainder is done one by one."""


class Permutations(NamedTuple):
    """h -> multipliers[k] * h + addends[k] modulo 2**32, for each k; all multipliers are odd."""

    multipliers: np.ndarray
    addends: np.ndarray


Backend = Callable[[np.ndarray, np.ndarray, Permutations], np.ndarray]
"""Makes signatures (uint32, n x permutations) of shingles (uint64), of which [offsets[i], offsets[i + 1]) are set i."""


def permutations_of(scheme: Scheme) -> Permutations:
    """The permutations that datasketch 2 draws for the scheme's seed; raises `SchemeError` for other schemes."""
    scheme.require_makeable()
    return _permutations(scheme.seed, scheme.n_permutations)


@functools.cache
def _permutations(seed: int, n: int) -> Permutations:
    draw = np.random.RandomState(seed)  # its stream is frozen by numpy's policy; that of newer generators is not
    multipliers = draw.randint(0, 1 << 31, n, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    addends = draw.randint(0, 1 << 32, n, dtype=np.uint32)
    for array in (multipliers, addends):
        array.flags.writeable = False
    return Permutations(multipliers, addends)


def signatures_on_cpu(shingles: np.ndarray, offsets: np.ndarray, permutations: Permutations) -> np.ndarray:
    """The backend that is always there."""
    signatures = np.empty((len(offsets) - 1, len(permutations.multipliers)), np.uint32)
    _sign(_frozen(shingles), _frozen(offsets), *permutations, np.empty(_BLOCK, np.uint32), signatures)
    return signatures


def _frozen(array: np.ndarray) -> np.ndarray:
    """A view that cannot be written to: one type for native code, whoever the owner is."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


@native
def _sign(
    shingles: np.ndarray,
    offsets: np.ndarray,
    multipliers: np.ndarray,
    addends: np.ndarray,
    block: np.ndarray,
    signatures: np.ndarray,
) -> None:
    # Each operation is wrapped in uint32: numba widens to 64 bits, which would halve the lanes and change the bits.
    for document in range(offsets.shape[0] - 1):
        for p in range(multipliers.shape[0]):
            signatures[document, p] = np.uint32(0xFFFFFFFF)
        start = offsets[document]
        end = offsets[document + 1]
        while start < end:
            n = min(_BLOCK, end - start)
            for k in range(n):
                h = np.uint32(shingles[start + k] & np.uint64(0xFFFFFFFF))
                h = np.uint32(np.uint32(h ^ np.uint32(h >> np.uint32(16))) * np.uint32(0x85EBCA6B))
                h = np.uint32(np.uint32(h ^ np.uint32(h >> np.uint32(13))) * np.uint32(0xC2B2AE35))
                block[k] = np.uint32(h ^ np.uint32(h >> np.uint32(16)))
            n_filled = min(_BLOCK, (n + _LANES - 1) // _LANES * _LANES)
            for k in range(n, n_filled):
                block[k] = block[0]
            for p in range(0, multipliers.shape[0], PERMUTATIONS_AT_ONCE):
                _least(block, n_filled, multipliers, addends, signatures, document, p)
            start += n


@native
def _least(
    block: np.ndarray,
    n: int,
    multipliers: np.ndarray,
    addends: np.ndarray,
    signatures: np.ndarray,
    document: int,
    p: int,
) -> None:
    """Lower four values of a signature to the least of a block."""
    a0, a1, a2, a3 = multipliers[p], multipliers[p + 1], multipliers[p + 2], multipliers[p + 3]
    b0, b1, b2, b3 = addends[p], addends[p + 1], addends[p + 2], addends[p + 3]
    m0, m1 = signatures[document, p], signatures[document, p + 1]
    m2, m3 = signatures[document, p + 2], signatures[document, p + 3]
    for k in range(n):
        h = block[k]
        v0 = np.uint32(np.uint32(a0 * h) + b0)
        v1 = np.uint32(np.uint32(a1 * h) + b1)
        v2 = np.uint32(np.uint32(a2 * h) + b2)
        v3 = np.uint32(np.uint32(a3 * h) + b3)
        m0 = min(m0, v0)
        m1 = min(m1, v1)
        m2 = min(m2, v2)
        m3 = min(m3, v3)
    signatures[document, p], signatures[document, p + 1] = m0, m1
    signatures[document, p + 2], signatures[document, p + 3] = m2, m3

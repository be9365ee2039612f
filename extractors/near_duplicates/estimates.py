"""What signatures say of two documents: whether they are candidates, before any shingle is looked at."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_BLOCK = 32
"""Values compared between two looks at the count; the compiler makes vectors of them."""
_WORD = 64
_SPREAD = np.uint32(0x9E3779B1)
_TOP = np.uint32(31)


@numba.njit(cache=True, nogil=True)
def is_possible(size: int, other: int, numerator: int, denominator: int, is_containment: bool) -> bool:
    """Whether sets of these sizes can reach the threshold, which is `numerator` / `denominator`, at all."""
    if size == 0 or other == 0:
        return False
    return is_containment or min(size, other) * denominator >= max(size, other) * numerator


@numba.njit(cache=True, nogil=True)
def needed_for(size: int, other: int, threshold: float, n_permutations: int, n_deviations: float) -> int:
    """Equal values that candidates for a containment of `threshold` need, which depends on their sizes."""
    common = threshold * min(size, other)
    share = common / (size + other - common)
    return max(0, math.ceil(n_permutations * share - n_deviations * math.sqrt(n_permutations * share * (1 - share))))


@numba.njit(cache=True, nogil=True)
def matches_of(signatures: np.ndarray, first: int, second: int, needed: int) -> int:
    """Equal values of two signatures, or -1 as soon as `needed` is out of reach."""
    n = signatures.shape[1]
    spare = n - needed
    at = 0
    while at + _BLOCK <= n:
        differing = np.uint32(0)
        for k in range(_BLOCK):
            differing += np.uint32(signatures[first, at + k] != signatures[second, at + k])
        spare -= np.int64(differing)
        if spare < 0:
            return -1
        at += _BLOCK
    while at < n:
        spare -= signatures[first, at] != signatures[second, at]
        at += 1
    return -1 if spare < 0 else spare + needed


@numba.njit(cache=True, nogil=True)
def first_band(signatures: np.ndarray, first: int, second: int, n_bands: int, n_rows: int) -> int:
    """The lowest band in which two signatures agree, or -1."""
    for band in range(n_bands):
        row = band * n_rows
        stop = row + n_rows
        while row < stop and signatures[first, row] == signatures[second, row]:
            row += 1
        if row == stop:
            return band
    return -1


@numba.njit(cache=True, nogil=True)
def sketch(signatures: np.ndarray, document: int, words: np.ndarray) -> None:
    """One bit of each value of a signature; bits that differ are values that differ."""
    n = signatures.shape[1]
    words[:] = np.uint64(0)
    for at in range(n):
        # the lowest bits of some families of hashes hardly change, so every bit has to count
        bit = np.uint64((signatures[document, at] * _SPREAD) >> _TOP)
        words[at // _WORD] |= bit << np.uint64(at % _WORD)


def _ones(_context: Any, _word: Any) -> Any:
    def generate(_inner: Any, builder: ir.IRBuilder, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


ones: Any = intrinsic(_ones)
"""Set bits of a word of 64."""

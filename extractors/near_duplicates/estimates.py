"""What signatures say of two documents: whether they are candidates, before any shingle is looked at."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_BLOCK = np.uint64(64)
"""Values compared between two looks at the count; the compiler makes vectors of them."""
_ONE = np.uint64(1)
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
    # Unsigned places cannot mean places from the end, so that the compiler makes vectors of the inner loop.
    n = np.uint64(signatures.shape[1])
    spare = signatures.shape[1] - needed
    at = np.uint64(0)
    while at + _BLOCK <= n:
        differing = np.uint32(0)
        for k in range(at, at + _BLOCK):
            differing += np.uint32(signatures[first, k] != signatures[second, k])
        spare -= np.int64(differing)
        if spare < 0:
            return -1
        at += _BLOCK
    while at < n:
        spare -= np.int64(signatures[first, at] != signatures[second, at])
        at += _ONE
    return -1 if spare < 0 else spare + needed


@numba.njit(cache=True, nogil=True)
def first_band(signatures: np.ndarray, first: int, second: int, n_bands: int, n_rows: int) -> int:
    """The lowest band in which two signatures agree, or -1."""
    length = np.uint64(n_rows)
    row = np.uint64(0)
    for band in range(n_bands):
        # without branches within a band: which row differs is anybody's guess, the processor's too
        differing = np.uint32(0)
        for k in range(row, row + length):
            differing |= signatures[first, k] ^ signatures[second, k]
        if differing == np.uint32(0):
            return band
        row += length
    return -1


@numba.njit(cache=True, nogil=True)
def sketch(signatures: np.ndarray, document: int, words: np.ndarray) -> None:
    """One bit of each value of a signature; bits that differ are values that differ."""
    n = signatures.shape[1]
    words[:] = np.uint64(0)
    for at in range(n):
        # Every bit of a value has to count: the lowest ones of some families of hashes hardly change. The product has
        # 64 bits unless told otherwise.
        bit = np.uint64(np.uint32(signatures[document, at] * _SPREAD) >> _TOP)
        words[at // _WORD] |= bit << np.uint64(at % _WORD)


def _generate_ones(_context: Any, _word: Any) -> Any:
    def generate(_inner: Any, builder: ir.IRBuilder, _signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


_ones: Any = intrinsic(_generate_ones)
"""Set bits of a word of 64."""


@numba.njit(cache=True, nogil=True)
def screen(
    words: np.ndarray, others: np.ndarray, first: int, last: int, most: int, near: np.ndarray, equal: np.ndarray
) -> int:
    """Write to `near` which rows of `others`, from `first` to before `last`, differ in `most` bits at most; how many.

    `equal` gets how many bits are not known to differ. Two texts that have nothing in common differ in half of them.
    """
    n_near = 0
    for row in range(np.uint64(first), np.uint64(last)):
        differing = 0
        for word in range(np.uint64(len(words))):
            differing += _ones(words[word] ^ others[row, word])
        near[n_near] = row
        equal[n_near] = most - differing
        n_near += differing <= most
    return n_near

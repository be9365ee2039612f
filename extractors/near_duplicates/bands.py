"""Keys of bands: documents that share one agree in so many values of their signatures in a row."""

from __future__ import annotations

import functools

import numba
import numpy as np

from warploom.schemas.errors import UsageError

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)

_STEPS = 1000
"""Of the integrals; twice as many choose the same bands."""
_FALSE_NEGATIVE_WEIGHT = 0.99
"""A missed near-duplicate stays in the corpus; a wrong candidate costs a comparison.

With 256 permutations and a threshold of 0.7 this chooses 39 bands of 6, which propose 99.2 % of the pairs at 0.7
itself, and more of any above; at equal weights it is 25 of 10 with 51 %.
"""


@functools.cache
def bands_for(
    threshold: float, n_permutations: int, false_negative_weight: float = _FALSE_NEGATIVE_WEIGHT
) -> tuple[int, int]:
    """Bands and rows of the least weighted error: the areas under the curve of proposals below the threshold, and over
    it above. The optimiser of datasketch chooses the same.

    Raises `UsageError` unless there is a permutation and the threshold lies between 0 and 1.
    """
    if n_permutations < 1 or not 0 < threshold < 1:
        raise UsageError(f"no bands for {n_permutations} permutations and a threshold of {threshold}")
    below = (np.arange(_STEPS) + 0.5) * (threshold / _STEPS)
    above = threshold + (np.arange(_STEPS) + 0.5) * ((1 - threshold) / _STEPS)
    best = (np.inf, 1, 1)
    for n_rows in range(1, n_permutations + 1):
        lost_below = np.log1p(-(below**n_rows))
        lost_above = np.log1p(-(above**n_rows))
        for n_bands in range(1, n_permutations // n_rows + 1):
            wrong = threshold * (1 - np.exp(n_bands * lost_below).mean())
            missed = (1 - threshold) * np.exp(n_bands * lost_above).mean()
            error = (1 - false_negative_weight) * wrong + false_negative_weight * missed
            best = min(best, (float(error), n_bands, n_rows))
    return best[1], best[2]


def proposed_share(similarity: float, n_bands: int, n_rows: int) -> float:
    """Share of the pairs of this Jaccard similarity that agree in a band."""
    return 1 - (1 - similarity**n_rows) ** n_bands


def band_keys(signatures: np.ndarray, n_bands: int, n_rows: int) -> np.ndarray:
    """uint64, one row per signature, one column per band; equal bands of other numbers have other keys.

    A document without shingles has keys as any other: give its rows to nobody, or `find_candidates` skips them.
    Raises `UsageError` where the signatures are shorter than the bands.
    """
    if n_bands * n_rows > signatures.shape[1]:
        raise UsageError(f"{n_bands} bands of {n_rows} rows need more than the {signatures.shape[1]} values there are")
    return _band_keys(signatures, n_bands, n_rows)


@numba.njit(cache=True, nogil=True)
def key_of(signatures: np.ndarray, document: int, band: int, n_rows: int) -> np.uint64:
    """The key of one band of one document."""
    key = np.uint64(band + 1) * _SPREAD
    for row in range(band * n_rows, (band + 1) * n_rows):
        key = (key ^ np.uint64(signatures[document, row])) * _ODD
        key ^= key >> _HALF
    return key


@numba.njit(cache=True, nogil=True)
def _band_keys(signatures: np.ndarray, n_bands: int, n_rows: int) -> np.ndarray:
    keys = np.empty((len(signatures), n_bands), np.uint64)
    for document in range(len(signatures)):
        for band in range(n_bands):
            keys[document, band] = key_of(signatures, document, band, n_rows)
    return keys

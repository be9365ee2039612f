"""How often each of the 256 values of a byte occurs."""

import numpy
from numba import njit, prange

PARTS = 16


@njit(parallel=True)
def histogram(n, data, bins):
    """Count the values of `data` in `bins`: fixed parts in bins of their own, which are added up."""
    partial = numpy.zeros((PARTS, 256), numpy.uint32)
    for part in prange(PARTS):
        for i in range(part * n // PARTS, (part + 1) * n // PARTS):
            partial[part, data[i]] += 1
    for value in range(256):
        bins[value] = partial[:, value].sum()

"""The sum of all elements."""

import numpy
from numba import njit, prange


@njit(parallel=True)
def reduction(n, x, total):
    """Store the sum of `x` in `total[0]`."""
    partial = numpy.float32(0.0)
    for i in prange(n):
        partial += x[i]
    total[0] = partial

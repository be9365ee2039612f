"""The inclusive prefix sums."""

import numpy
from numba import njit, prange

PARTS = 64


@njit(parallel=True)
def scan(n, x, out):
    """Store in `out[i]` the sum of `x[0]` to `x[i]`: the sums of fixed parts first, then each part from its start."""
    start = numpy.zeros(PARTS, numpy.int32)
    for part in prange(PARTS):
        total = 0
        for i in range(part * n // PARTS, (part + 1) * n // PARTS):
            total += x[i]
        start[part] = total
    before = 0
    for part in range(PARTS):
        total = start[part]
        start[part] = before
        before += total
    for part in prange(PARTS):
        total = start[part]
        for i in range(part * n // PARTS, (part + 1) * n // PARTS):
            total += x[i]
            out[i] = total

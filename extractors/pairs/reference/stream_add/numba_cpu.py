"""STREAM add: c <- a + b."""

from numba import njit, prange


@njit(parallel=True)
def stream_add(n, a, b, c):
    """Store the sum of `a` and `b` in `c`."""
    for i in prange(n):
        c[i] = a[i] + b[i]

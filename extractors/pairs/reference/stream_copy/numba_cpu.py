"""STREAM copy: c <- a."""

from numba import njit, prange


@njit(parallel=True)
def stream_copy(n, a, c):
    """Copy `a` into `c`."""
    for i in prange(n):
        c[i] = a[i]

"""STREAM scale: b <- s c."""

from numba import njit, prange


@njit(parallel=True)
def stream_scale(n, s, c, b):
    """Store `s` times `c` in `b`."""
    for i in prange(n):
        b[i] = s * c[i]

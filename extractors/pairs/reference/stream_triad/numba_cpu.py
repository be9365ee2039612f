"""STREAM triad: a <- b + s c."""

from numba import njit, prange


@njit(parallel=True)
def stream_triad(n, s, b, c, a):
    """Store `b` plus `s` times `c` in `a`."""
    for i in prange(n):
        a[i] = b[i] + s * c[i]

"""y <- a x + y."""

from numba import njit, prange


@njit(parallel=True)
def axpy(n, a, x, y):
    """Add `a` times `x` to `y`, in place."""
    for i in prange(n):
        y[i] += a * x[i]

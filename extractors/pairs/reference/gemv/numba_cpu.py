"""y <- alpha A x + beta y."""

import numpy
from numba import njit, prange


@njit(parallel=True)
def gemv(m, n, alpha, a, x, beta, y):
    """Multiply the `m` x `n` matrix `a`, row by row in memory, by `x`, and add the result to `beta` times `y`."""
    for i in prange(m):
        total = numpy.float32(0.0)
        for j in range(n):
            total += a[i * n + j] * x[j]
        y[i] = alpha * total + beta * y[i]

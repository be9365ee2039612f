"""C <- alpha A B + beta C."""

import numpy
from numba import njit, prange


@njit(parallel=True)
def gemm(m, n, k, alpha, a, b, beta, c):
    """Multiply `a` (m x k) by `b` (k x n), all row by row in memory, and add the result to `beta` times `c`."""
    for i in prange(m):
        for j in range(n):
            total = numpy.float32(0.0)
            for p in range(k):
                total += a[i * k + p] * b[p * n + j]
            c[i * n + j] = alpha * total + beta * c[i * n + j]

"""The transpose of a matrix."""

from numba import njit, prange


@njit(parallel=True)
def transpose(n, m, matrix, out):
    """Store the transpose of `matrix` (n x m, row by row in memory) in `out`."""
    for j in prange(m):
        for i in range(n):
            out[j * n + i] = matrix[i * m + j]

"""y <- A x, with A in compressed rows."""

from numba import njit, prange


@njit(parallel=True)
def spmv(n_rows, offsets, columns, values, x, y):
    """Multiply the sparse matrix by `x`; row i has elements offsets[i] to offsets[i + 1] - 1."""
    for i in prange(n_rows):
        total = 0.0
        for k in range(offsets[i], offsets[i + 1]):
            total += values[k] * x[columns[k]]
        y[i] = total

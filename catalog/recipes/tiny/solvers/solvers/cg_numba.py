"""Conjugate gradients for sparse matrices in CSR form, compiled by Numba."""

import numpy as np
from numba import njit, prange


@njit(parallel=True)
def spmv(row_starts, columns, values, x):
    """Product of a CSR matrix with a vector."""
    y = np.empty(row_starts.size - 1, dtype=values.dtype)
    for row in prange(y.size):
        total = 0.0
        for i in range(row_starts[row], row_starts[row + 1]):
            total += values[i] * x[columns[i]]
        y[row] = total
    return y


@njit
def conjugate_gradients(row_starts, columns, values, b, tolerance, max_steps):
    """Solve A x = b for a symmetric positive definite A; gives x and the steps taken.

    Stops when the residual is `tolerance` times the length of b, or after `max_steps`.
    """
    x = np.zeros_like(b)
    residual = b.copy()
    direction = residual.copy()
    squared = np.sum(residual * residual)
    goal = tolerance * tolerance * squared
    for step in range(max_steps):
        if squared <= goal:
            return x, step
        image = spmv(row_starts, columns, values, direction)
        alpha = squared / np.sum(direction * image)
        x += alpha * direction
        residual -= alpha * image
        before = squared
        squared = np.sum(residual * residual)
        direction = residual + (squared / before) * direction
    return x, max_steps


def laplace_1d(n):
    """CSR arrays of the matrix with 2 on its diagonal and -1 beside it."""
    rows = [[(j, 2.0 if j == i else -1.0) for j in (i - 1, i, i + 1) if 0 <= j < n] for i in range(n)]
    row_starts = np.cumsum([0] + [len(row) for row in rows])
    columns = np.array([column for row in rows for column, _ in row])
    values = np.array([value for row in rows for _, value in row])
    return row_starts, columns, values

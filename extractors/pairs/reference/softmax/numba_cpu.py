"""The softmax of every row."""

import math

import numpy
from numba import njit, prange


@njit(parallel=True)
def softmax(n_rows, n_columns, x, y):
    """Store the softmax of the rows of `x` (n_rows x n_columns, row by row in memory) in `y`."""
    for i in prange(n_rows):
        first = i * n_columns
        largest = numpy.float32(-numpy.inf)
        for j in range(n_columns):
            largest = max(largest, x[first + j])
        total = numpy.float32(0.0)
        for j in range(n_columns):
            value = numpy.float32(math.exp(x[first + j] - largest))
            y[first + j] = value
            total += value
        for j in range(n_columns):
            y[first + j] /= total

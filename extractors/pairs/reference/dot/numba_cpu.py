"""The scalar product of two vectors."""

from numba import njit, prange


@njit(parallel=True)
def dot(n, x, y, product):
    """Store the sum of the products of `x` and `y` in `product[0]`."""
    total = 0.0
    for i in prange(n):
        total += x[i] * y[i]
    product[0] = total

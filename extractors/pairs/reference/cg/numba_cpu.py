"""Conjugate gradients on a grid, a fixed number of iterations."""

from numba import njit, prange


@njit(parallel=True)
def apply_operator(height, width, shift, p, q):
    """Store A `p` in `q`: 4 + shift times the point less its four neighbours; the scalar product of both."""
    product = 0.0
    for i in prange(height):
        row_product = 0.0
        for j in range(width):
            k = i * width + j
            total = (4.0 + shift) * p[k]
            if i > 0:
                total -= p[k - width]
            if i < height - 1:
                total -= p[k + width]
            if j > 0:
                total -= p[k - 1]
            if j < width - 1:
                total -= p[k + 1]
            q[k] = total
            row_product += p[k] * total
        product += row_product
    return product


@njit(parallel=True)
def step(n, alpha, p, q, x, r):
    """Move `x` along `p` and the residual along `q`; the square of the residual."""
    square = 0.0
    for k in prange(n):
        x[k] += alpha * p[k]
        r[k] -= alpha * q[k]
        square += r[k] * r[k]
    return square


@njit
def cg(height, width, iterations, shift, b, x, r, p, q):
    """Improve `x` from zero; `r` is the residual, `p` the direction and `q` its product with A afterwards."""
    n = height * width
    x[:] = 0.0
    r[:] = b
    p[:] = b
    square = 0.0
    for k in range(n):
        square += b[k] * b[k]
    for _ in range(iterations):
        product = apply_operator(height, width, shift, p, q)
        alpha = square / product if product > 0.0 else 0.0
        following = step(n, alpha, p, q, x, r)
        beta = following / square if square > 0.0 else 0.0
        for k in range(n):
            p[k] = r[k] + beta * p[k]
        square = following

"""Jacobi sweeps on a grid."""

from numba import njit, prange


@njit(parallel=True)
def sweep(height, width, source, target):
    """Give every inner point of `target` the mean of its four neighbours in `source`; copy the boundary."""
    for i in prange(height):
        for j in range(width):
            k = i * width + j
            if 0 < i < height - 1 and 0 < j < width - 1:
                target[k] = 0.25 * (source[k - width] + source[k + width] + source[k - 1] + source[k + 1])
            else:
                target[k] = source[k]


@njit
def jacobi_2d(height, width, steps, u, v):
    """Sweep twice as often as `steps`; `u` holds the last state afterwards and `v` the one before it."""
    for _ in range(steps):
        sweep(height, width, u, v)
        sweep(height, width, v, u)

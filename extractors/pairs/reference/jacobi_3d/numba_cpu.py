"""One sweep of a seven-point stencil."""

from numba import njit, prange


@njit(parallel=True)
def jacobi_3d(depth, height, width, centre, side, u, v):
    """Weigh every inner point of `u` by `centre`, its six neighbours by `side`; copy the boundary."""
    plane = height * width
    for z in prange(depth):
        for y in range(height):
            for x in range(width):
                k = z * plane + y * width + x
                if 0 < z < depth - 1 and 0 < y < height - 1 and 0 < x < width - 1:
                    neighbours = u[k - plane] + u[k + plane] + u[k - width] + u[k + width] + u[k - 1] + u[k + 1]
                    v[k] = centre * u[k] + side * neighbours
                else:
                    v[k] = u[k]

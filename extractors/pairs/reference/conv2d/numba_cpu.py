"""The cross-correlation of an image with a square filter."""

import numpy
from numba import njit, prange


@njit(parallel=True)
def conv2d(height, width, radius, image, weights, out):
    """Filter `image` (height x width) by `weights`; beyond its edges the image is zero."""
    side = 2 * radius + 1
    for y in prange(height):
        for x in range(width):
            total = numpy.float32(0.0)
            for v in range(max(0, y - radius), min(height, y + radius + 1)):
                for u in range(max(0, x - radius), min(width, x + radius + 1)):
                    total += image[v * width + u] * weights[(v - y + radius) * side + u - x + radius]
            out[y * width + x] = total

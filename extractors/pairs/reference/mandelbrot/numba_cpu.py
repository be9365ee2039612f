"""After how many steps of z <- z z + c points leave the circle of radius 2."""

from numba import njit, prange


@njit(parallel=True)
def mandelbrot(height, width, pixels_per_unit, limit, left, top, steps):
    """Store the steps, at most `limit`, of a grid of points row by row in `steps`."""
    for i in prange(height):
        cy = top + i / pixels_per_unit
        for j in range(width):
            cx = left + j / pixels_per_unit
            x = 0.0
            y = 0.0
            step = 0
            while step < limit and x * x + y * y <= 4.0:
                following = x * x - y * y + cx
                y = 2.0 * (x * y) + cy
                x = following
                step += 1
            steps[i * width + j] = step

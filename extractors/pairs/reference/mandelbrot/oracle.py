"""What the counts of steps must be."""


def oracle(numpy, height, width, pixels_per_unit, limit, left, top, steps):
    """All points at once; those that have left stand still. Every operation rounds as in the definition."""
    cx = (left + numpy.arange(width) / pixels_per_unit)[None, :] + numpy.zeros((height, 1))
    cy = (top + numpy.arange(height) / pixels_per_unit)[:, None] + numpy.zeros((1, width))
    x, y = numpy.zeros_like(cx), numpy.zeros_like(cx)
    counts = numpy.zeros(cx.shape, numpy.int64)
    for _ in range(limit):
        is_inside = x * x + y * y <= 4
        counts += is_inside
        following = x * x - y * y + cx
        y = numpy.where(is_inside, 2 * (x * y) + cy, y)
        x = numpy.where(is_inside, following, x)
    return {"steps": counts.ravel()}

"""What the scan must give."""


def oracle(numpy, n, x, out):
    """The cumulative sum by numpy."""
    return {"out": numpy.cumsum(x, dtype=numpy.int64)}

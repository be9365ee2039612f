"""What the histogram must give."""


def oracle(numpy, n, data, bins):
    """The counts by numpy."""
    return {"bins": numpy.bincount(numpy.asarray(data, dtype=numpy.int64), minlength=256)}

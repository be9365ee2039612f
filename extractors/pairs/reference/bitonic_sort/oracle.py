"""What the sort must give."""


def oracle(numpy, n, keys):
    """The keys, sorted by numpy."""
    return {"keys": numpy.sort(keys)}

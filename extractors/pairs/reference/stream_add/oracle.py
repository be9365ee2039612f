"""What STREAM add must give."""


def oracle(numpy, n, a, b, c):
    """The sums."""
    return {"c": numpy.add(a, b)}

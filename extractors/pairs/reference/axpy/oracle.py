"""What AXPY must give."""


def oracle(numpy, n, a, x, y):
    """The sum of the scaled vector and the other one."""
    return {"y": numpy.add(numpy.multiply(a, x), y)}

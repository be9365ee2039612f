"""What the transpose must give."""


def oracle(numpy, n, m, matrix, out):
    """The transpose by numpy."""
    return {"out": numpy.reshape(matrix, (n, m)).T.ravel()}

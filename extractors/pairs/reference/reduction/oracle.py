"""What the reduction must give."""


def oracle(numpy, n, x, total):
    """The sum, in double precision."""
    return {"total": numpy.array([numpy.sum(x, dtype=numpy.float64)])}

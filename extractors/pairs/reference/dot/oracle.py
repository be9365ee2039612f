"""What the scalar product must give."""


def oracle(numpy, n, x, y, product):
    """The product, summed in extended precision where the machine has it."""
    terms = numpy.multiply(x, y, dtype=numpy.longdouble)
    return {"product": numpy.array([terms.sum()], dtype=numpy.float64)}

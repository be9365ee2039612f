"""What the product of two matrices must give."""


def oracle(numpy, m, n, k, alpha, a, b, beta, c):
    """The product by matmul, in double precision."""
    product = numpy.matmul(numpy.reshape(a, (m, k)), numpy.reshape(b, (k, n)))
    return {"c": alpha * product.ravel() + beta * numpy.asarray(c)}

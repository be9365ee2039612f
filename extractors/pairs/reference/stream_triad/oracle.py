"""What STREAM triad must give."""


def oracle(numpy, n, s, b, c, a):
    """The sums of one vector and the scaled other one."""
    return {"a": numpy.add(b, numpy.multiply(s, c))}

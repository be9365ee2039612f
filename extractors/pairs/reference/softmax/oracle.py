"""What the softmax must give."""


def oracle(numpy, n_rows, n_columns, x, y):
    """The softmax in double precision; no row of no columns has a largest element."""
    if n_rows * n_columns == 0:
        return {"y": numpy.zeros(0)}
    rows = numpy.reshape(x, (n_rows, n_columns))
    powers = numpy.exp(rows - rows.max(axis=1, keepdims=True))
    return {"y": (powers / powers.sum(axis=1, keepdims=True)).ravel()}

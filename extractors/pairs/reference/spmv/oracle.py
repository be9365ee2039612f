"""What the product of a sparse matrix and a vector must give."""


def oracle(numpy, n_rows, offsets, columns, values, x, y):
    """Every element scattered to the row that it belongs to."""
    lengths = numpy.diff(numpy.asarray(offsets, numpy.int64))
    rows = numpy.repeat(numpy.arange(n_rows), lengths)
    total = numpy.zeros(n_rows)
    numpy.add.at(total, rows, numpy.asarray(values) * numpy.asarray(x)[numpy.asarray(columns, numpy.int64)])
    return {"y": total}

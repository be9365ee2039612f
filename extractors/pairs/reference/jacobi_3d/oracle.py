"""What the sweep must give."""


def oracle(numpy, depth, height, width, centre, side, u, v):
    """The stencil by whole slices."""
    cube = numpy.reshape(numpy.asarray(u, numpy.float64), (depth, height, width))
    out = cube.copy()
    inner = slice(1, -1)
    sides = cube[:-2, inner, inner] + cube[2:, inner, inner]
    sides = sides + cube[inner, :-2, inner] + cube[inner, 2:, inner]
    sides = sides + cube[inner, inner, :-2] + cube[inner, inner, 2:]
    out[inner, inner, inner] = centre * cube[inner, inner, inner] + side * sides
    return {"v": out.ravel()}

"""What conjugate gradients must give."""


def oracle(numpy, height, width, iterations, shift, b, x, r, p, q):
    """The iterations by whole arrays, on a grid with a rim of zeros, in extended precision where the machine has it."""
    residual = numpy.reshape(numpy.asarray(b, numpy.longdouble), (height, width))
    solution = numpy.zeros_like(residual)
    direction = residual.copy()
    image = numpy.zeros_like(residual)
    square = (residual * residual).sum()
    for _ in range(iterations):
        rimmed = numpy.pad(direction, 1)
        neighbours = rimmed[:-2, 1:-1] + rimmed[2:, 1:-1] + rimmed[1:-1, :-2] + rimmed[1:-1, 2:]
        image = (4 + numpy.longdouble(shift)) * direction - neighbours
        product = (direction * image).sum()
        length = square / product if product > 0 else 0
        solution = solution + length * direction
        residual = residual - length * image
        following = (residual * residual).sum()
        direction = residual + (following / square if square > 0 else 0) * direction
        square = following
    arrays = {"x": solution, "r": residual, "p": direction, "q": image}
    return {name: numpy.asarray(array, numpy.float64).ravel() for name, array in arrays.items()}

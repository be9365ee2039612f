"""What the convolution must give."""


def oracle(numpy, height, width, radius, image, weights, out):
    """The sum of the shifted, weighted images: one pass over the image for each weight."""
    side = 2 * radius + 1
    padded = numpy.pad(numpy.reshape(numpy.asarray(image, numpy.float64), (height, width)), radius)
    total = numpy.zeros((height, width))
    for v in range(side):
        for u in range(side):
            total += weights[v * side + u] * padded[v : v + height, u : u + width]
    return {"out": total.ravel()}

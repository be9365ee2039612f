"""What the counts of points must be."""

import math


def oracle(numpy, n, draws, seed, hits, inside):
    """The counts by arithmetic on whole arrays; that they estimate pi is demanded of them, within six deviations."""
    streams, numbers = numpy.meshgrid(numpy.arange(n), numpy.arange(draws), indexing="ij")
    words = [numbers.astype(numpy.uint64), streams.astype(numpy.uint64)]
    words += [numpy.zeros_like(words[0]), numpy.zeros_like(words[0])]
    keys = [int(seed), 0]
    low = numpy.uint64(2**32 - 1)
    for _ in range(10):
        products = [words[0] * numpy.uint64(0xD2511F53), words[2] * numpy.uint64(0xCD9E8D57)]
        upper = [product // numpy.uint64(2**32) for product in products]
        words = [
            upper[1] ^ words[1] ^ numpy.uint64(keys[0]),
            products[1] & low,
            upper[0] ^ words[3] ^ numpy.uint64(keys[1]),
            products[0] & low,
        ]
        keys = [(keys[0] + 0x9E3779B9) % 2**32, (keys[1] + 0xBB67AE85) % 2**32]
    halves = [word // numpy.uint64(2) for word in words]
    counts = numpy.zeros((n, draws), numpy.int64)
    for x, y in (halves[:2], halves[2:]):
        counts += x * x + y * y < numpy.uint64(2**62)
    points, share = 2 * n * draws, math.pi / 4
    if abs(int(counts.sum()) - share * points) > 6 * math.sqrt(points * share * (1 - share)) + 1:
        raise ArithmeticError(f"{int(counts.sum())} of {points} points in the quarter circle: not evenly distributed")
    return {"hits": counts.sum(axis=1), "inside": numpy.array([counts.sum()])}

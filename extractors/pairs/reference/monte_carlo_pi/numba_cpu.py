"""Points of the unit square that lie in the quarter circle."""

import numpy
from numba import njit, prange

MASK = numpy.uint64(0xFFFFFFFF)
WORD_BITS = numpy.uint64(32)


@njit
def philox(counter_0, counter_1, key):
    """The four random words that belong to a counter and a key: Philox 4x32 with ten rounds."""
    a, b, c, d = numpy.uint64(counter_0), numpy.uint64(counter_1), numpy.uint64(0), numpy.uint64(0)
    key_0, key_1 = numpy.uint64(key), numpy.uint64(0)
    for _ in range(10):
        even = a * numpy.uint64(0xD2511F53)
        odd = c * numpy.uint64(0xCD9E8D57)
        a, b, c, d = (odd >> WORD_BITS) ^ b ^ key_0, odd & MASK, (even >> WORD_BITS) ^ d ^ key_1, even & MASK
        key_0 = (key_0 + numpy.uint64(0x9E3779B9)) & MASK
        key_1 = (key_1 + numpy.uint64(0xBB67AE85)) & MASK
    return a, b, c, d


@njit
def is_inside(a, b):
    """1 where the point (a, b), each a fraction of 2^32, lies in the quarter of the unit circle, else 0."""
    x = a >> numpy.uint64(1)
    y = b >> numpy.uint64(1)
    return 1 if x * x + y * y < numpy.uint64(1 << 62) else 0


@njit(parallel=True)
def monte_carlo_pi(n, draws, seed, hits, inside):
    """Store the count of every stream in `hits` and that of all in `inside[0]`."""
    total = 0
    for stream in prange(n):
        count = 0
        for draw in range(draws):
            a, b, c, d = philox(draw, stream, seed)
            count += is_inside(a, b) + is_inside(c, d)
        hits[stream] = count
        total += count
    inside[0] = total

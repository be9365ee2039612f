"""The discrete Fourier transform of a power of two of complex numbers."""

import math

from numba import njit, prange


@njit
def reversed_bits(i, n):
    """The bits of `i`, which is less than the power of two `n`, in reverse."""
    result = 0
    while n > 1:
        result = 2 * result + i % 2
        i //= 2
        n //= 2
    return result


@njit(parallel=True)
def stage(n, half, re, im):
    """Join transforms of `half` numbers each by n / 2 butterflies."""
    for butterfly in prange(n // 2):
        k = butterfly % half
        c = math.cos(-math.pi * k / half)
        s = math.sin(-math.pi * k / half)
        upper = 2 * (butterfly - k) + k
        lower = upper + half
        turned_re = c * re[lower] - s * im[lower]
        turned_im = c * im[lower] + s * re[lower]
        re[lower] = re[upper] - turned_re
        im[lower] = im[upper] - turned_im
        re[upper] += turned_re
        im[upper] += turned_im


@njit
def fft(n, re_in, im_in, re, im):
    """Store the transform of `re_in` + i `im_in` in `re` and `im`."""
    for i in range(n):
        source = reversed_bits(i, n)
        re[i] = re_in[source]
        im[i] = im_in[source]
    half = 1
    while half < n:
        stage(n, half, re, im)
        half *= 2

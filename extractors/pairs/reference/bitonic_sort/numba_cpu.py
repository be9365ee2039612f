"""Sorts keys by Batcher's bitonic network."""

from numba import njit, prange


@njit(parallel=True)
def exchange(n, mask, keys):
    """Bring every key and the one whose index differs in the bits of `mask` into order."""
    for i in prange(n):
        partner = i ^ mask
        if i < partner < n and keys[i] > keys[partner]:
            key = keys[i]
            keys[i] = keys[partner]
            keys[partner] = key


@njit
def bitonic_sort(n, keys):
    """Sort `keys` upwards, in place."""
    half = 1
    while half < n:
        exchange(n, 2 * half - 1, keys)
        distance = half // 2
        while distance > 0:
            exchange(n, distance, keys)
            distance //= 2
        half *= 2

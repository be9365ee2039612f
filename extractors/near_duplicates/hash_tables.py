"""Tables of 64-bit keys with open addressing, in linear time even where a hostile author chose the keys."""

from __future__ import annotations

import functools
import secrets

import numba
import numpy as np

_HALF = np.uint64(32)
_NOTHING = np.uint64(0)


@functools.cache
def secret() -> np.uint64:
    """An odd number that nobody outside of this process knows; places in a table depend on it, results never do."""
    return np.uint64(secrets.randbits(64) | 1)


@numba.njit(cache=True, nogil=True)
def shift_for(n_keys: int) -> np.uint64:
    """What a table of at least twice so many slots shifts a product by; it has `1 << (64 - shift)` slots."""
    bits = 3
    while (1 << bits) < 2 * n_keys:
        bits += 1
    return np.uint64(64 - bits)


@numba.njit(cache=True, nogil=True)
def slots_for(shift: np.uint64) -> int:
    """Slots of a table."""
    return 1 << int(np.uint64(64) - shift)


@numba.njit(cache=True, nogil=True)
def fill(table: np.ndarray, shift: np.uint64, keys: np.ndarray, start: int, stop: int, odd: np.uint64) -> bool:
    """Empty the slots of `table` that are used, then put keys in; whether 0, which marks an empty slot, is one."""
    n_slots = slots_for(shift)
    table[:n_slots] = _NOTHING
    mask = n_slots - 1
    has_zero = False
    for at in range(start, stop):
        key = keys[at]
        if key == _NOTHING:
            has_zero = True
            continue
        slot = np.int64(((key ^ (key >> _HALF)) * odd) >> shift)
        while table[slot] != _NOTHING and table[slot] != key:
            slot = (slot + 1) & mask
        table[slot] = key
    return has_zero


@numba.njit(cache=True, nogil=True)
def count_in(
    table: np.ndarray, has_zero: bool, shift: np.uint64, keys: np.ndarray, start: int, stop: int, odd: np.uint64
) -> int:
    """How many of the keys the table has."""
    mask = slots_for(shift) - 1
    found = 0
    for at in range(start, stop):
        key = keys[at]
        if key == _NOTHING:
            found += has_zero
            continue
        slot = np.int64(((key ^ (key >> _HALF)) * odd) >> shift)
        while table[slot] != _NOTHING and table[slot] != key:
            slot = (slot + 1) & mask
        found += table[slot] == key
    return found

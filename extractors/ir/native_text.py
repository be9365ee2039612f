"""Words, names and numbers of LLVM's textual form, for the native functions that read it byte by byte.

All of them may look up to `PADDING` bytes past the end of a text, which is what `padded` adds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import numba
import numpy as np

from warploom.extractors.native_cache import keyed_by_sources

PADDING: Final = 64

_Function = TypeVar("_Function", bound=Callable[..., Any])
_compiled: Any = numba.njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload]


def native(function: _Function) -> _Function:
    """Compile what makes no arrays.

    So numba counts no references, which in small functions that are given many arrays costs several times what they do.
    """
    compiled: _Function = keyed_by_sources(_compiled(function))
    return compiled


_IS_NAME = np.array([chr(c).isascii() and (chr(c).isalnum() or chr(c) in "-$._") for c in range(256)])
"""Truth by byte: what names may hold without quotes."""


def padded(text: bytes) -> np.ndarray:
    """The bytes of a text, after its last newline only newlines."""
    array = np.empty(len(text) + PADDING, np.uint8)
    array[: len(text)] = np.frombuffer(text, np.uint8)
    array[len(text) :] = 10
    return array


@native
def name_end(text: np.ndarray, i: int, end: int) -> int:
    """One past the name that begins at `i`, quotes included; never past `end`."""
    if text[i] == 34:
        i += 1
        while i < end and text[i] != 34:
            i += 1
        return min(i + 1, end)
    while i < end and _IS_NAME[text[i]]:
        i += 1
    return i


@native
def quote_end(text: np.ndarray, i: int, end: int) -> int:
    r"""One past the string whose opening quote is at `i`; quotes inside are escaped as \\22."""
    i += 1
    while i < end and text[i] != 34:
        i += 1
    return min(i + 1, end)


@native
def number_at(text: np.ndarray, i: int, end: int) -> int:
    """The decimal number at `i`, -1 if there is none; what does not fit in 31 bits is 2**31 - 1."""
    if i >= end or text[i] < 48 or text[i] > 57:
        return -1
    value = 0
    while i < end and 48 <= text[i] <= 57:
        value = min(value * 10 + (text[i] - 48), 2147483647)
        i += 1
    return value


@native
def hash_bytes(text: np.ndarray, start: int, end: int) -> np.uint64:
    """FNV-1a, stirred so that the low bits can index a table."""
    digest = np.uint64(14695981039346656037)
    for p in range(start, end):
        digest = (digest ^ np.uint64(text[p])) * np.uint64(1099511628211)
    return digest ^ (digest >> np.uint64(29))


@native
def same_bytes(text: np.ndarray, a: int, b: int, length: int) -> bool:
    """Two stretches of a text are equal."""
    for k in range(length):  # noqa: SIM110 - no generators in native code
        if text[a + k] != text[b + k]:
            return False
    return True


@native
def find_name(text: np.ndarray, start: int, end: int, slots: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> int:
    """Which of the names [starts, ends) in the table `slots` this is; -1 if none."""
    mask = np.uint64(slots.shape[0] - 1)
    slot = hash_bytes(text, start, end) & mask
    while True:
        known = slots[slot]
        if known < 0:
            return -1
        if ends[known] - starts[known] == end - start and same_bytes(text, starts[known], start, end - start):
            return int(known)
        slot = (slot + np.uint64(1)) & mask


@native
def add_names(text: np.ndarray, slots: np.ndarray, starts: np.ndarray, ends: np.ndarray, n: int) -> None:
    """Put names 0 to n - 1 into the table, which holds -1 so far and is at least twice as large."""
    mask = np.uint64(slots.shape[0] - 1)
    for k in range(n):
        slot = hash_bytes(text, starts[k], ends[k]) & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = k


def count_byte(text: np.ndarray, byte: int) -> int:
    """How often a byte occurs."""
    chunk = 1 << 16  # stays in the cache
    return sum(int(np.count_nonzero(text[i : i + chunk] == byte)) for i in range(0, len(text), chunk))


def table_size(n: int) -> int:
    """A power of two that leaves half of a table of n names free."""
    return 1 << max(4, (2 * n).bit_length())

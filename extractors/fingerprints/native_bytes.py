"""Looks of bytes and 64-bit hashes of stretches of them, for the native lexers.

Texts lie one after the other in one buffer that has no padding: nothing here reads past the end of the buffer.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.extending import intrinsic

from warploom.extractors.ir.native_text import native

IS_WORD = np.array([c >= 128 or chr(c).isalnum() or chr(c) in "_$" for c in range(256)])
"""Truth by byte: what names and numbers hold; all of UTF-8 outside of ASCII counts as letters."""

NAME, NUMBER, STRING, CHARACTER = (np.uint64(0xA0761D6478BD642F * k & 0xFFFFFFFFFFFFFFFF) for k in (1, 3, 5, 7))
"""What stands for names and literals in a normalised sequence."""


def _load(_context: Any, data: Any, _index: Any) -> Any:
    """Eight bytes of an array from an index on, the first the lowest (of a little-endian machine)."""

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]])
        value = builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()))
        value.align = 1
        return value

    return numba.types.uint64(data, numba.types.int64), emit


_load_word: Any = intrinsic(_load)


@native
def stir(h: np.uint64) -> np.uint64:
    """A bijection after which every bit depends on all: the finalizer of MurmurHash3."""
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    h = (h ^ (h >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


@native
def hash_bytes(data: np.ndarray, start: int, end: int, fold: np.uint64) -> np.uint64:
    """Hash of the bytes [start, end); `fold` is set in each eight of them, so 0x20 in each byte makes cases equal."""
    h = np.uint64(end - start) * np.uint64(0x9E3779B97F4A7C15)
    i = start
    while i + 8 <= end:
        h = (h ^ (_load_word(data, i) | fold)) * np.uint64(0xD6E8FEB86659FD93)
        h ^= h >> np.uint64(32)
        i += 8
    if i < end:
        if i + 8 <= data.shape[0]:
            word = _load_word(data, i) | fold
        else:
            word = fold
            for k in range(end - i):
                word |= np.uint64(data[i + k]) << np.uint64(8 * k)
        word &= np.uint64(0xFFFFFFFFFFFFFFFF) >> np.uint64(8 * (8 - (end - i)))
        h = (h ^ word) * np.uint64(0xD6E8FEB86659FD93)
    return stir(h)


@native
def note(spans: np.ndarray, n: int, start: int, end: int) -> None:
    """Keep which bytes the hash of token `n` is of, none for what stands for any name or literal, if there is room."""
    if n < spans.shape[0]:
        spans[n, 0] = start
        spans[n, 1] = end


@native
def has_word(table: np.ndarray, lexer: int, h: np.uint64) -> bool:
    """A hash is in the lexer's row of a table by open addressing, whose free places are 0."""
    mask = np.int64(table.shape[1] - 1)
    slot = np.int64(h & np.uint64(mask))
    while table[lexer, slot] != np.uint64(0):
        if table[lexer, slot] == h:
            return True
        slot = (slot + 1) & mask
    return False


@native
def put(data: np.ndarray, i: int, j: int, fold: np.uint64, out: np.ndarray, n: int, spans: np.ndarray) -> int:
    """Write token `n`, which is the bytes [i, j); the next number."""
    out[n] = hash_bytes(data, i, j, fold)
    note(spans, n, i, j)
    return n + 1


@native
def put_literal(
    data: np.ndarray,
    i: int,
    j: int,
    kind: np.uint64,
    is_normalised: bool,
    fold: np.uint64,
    out: np.ndarray,
    n: int,
    spans: np.ndarray,
) -> int:
    """The same of a literal, for which in a normalised sequence its kind stands."""
    out[n] = kind if is_normalised else hash_bytes(data, i, j, fold)
    note(spans, n, i, i if is_normalised else j)
    return n + 1


@native
def put_word(
    data: np.ndarray,
    i: int,
    j: int,
    is_normalised: bool,
    lexer: int,
    keywords: np.ndarray,
    fold: np.uint64,
    out: np.ndarray,
    n: int,
    spans: np.ndarray,
) -> int:
    """The same of a word, which stands for itself if it is a keyword."""
    h = hash_bytes(data, i, j, fold)
    is_any = is_normalised and not has_word(keywords, lexer, h)
    out[n] = NAME if is_any else h
    note(spans, n, i, i if is_any else j)
    return n + 1


@native
def word_end(data: np.ndarray, i: int, end: int) -> int:
    """One past the letters, digits, `_` and `$` from `i` on."""
    while i < end and IS_WORD[data[i]]:
        i += 1
    return i


@native
def line_end(data: np.ndarray, i: int, end: int) -> int:
    """Where the line's newline is, or `end`."""
    while i < end and data[i] != 10:
        i += 1
    return i


@native
def quoted_end(data: np.ndarray, i: int, end: int) -> int:
    r"""One past a literal on one line whose opening quote is at `i`; a backslash takes what follows it along.

    One that is not closed ends before the newline, so that no byte is read for it twice.
    """
    quote = data[i]
    i += 1
    while i < end:
        c = data[i]
        if c == quote:
            return i + 1
        if c == 10:
            return i
        if c == 92:
            i += 1
            if i + 1 < end and data[i] == 13 and data[i + 1] == 10:
                i += 1
        i += 1
    return end


@native
def long_quoted_end(data: np.ndarray, i: int, end: int) -> int:
    """One past a literal that begins with three quotes at `i`; one that is not closed runs to the end."""
    quote = data[i]
    i += 3
    while i < end:
        if data[i] == quote and i + 2 < end and data[i + 1] == quote and data[i + 2] == quote:
            return i + 3
        i += 2 if data[i] == 92 else 1
    return end

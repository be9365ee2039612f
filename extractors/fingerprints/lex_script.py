"""Tokens of Python and of Julia.

Every mark is a token of its own. What vanishes: blanks, indentation, control characters, comments, and backslashes
before a line's end. Docstrings are strings like others.
"""

from __future__ import annotations

import numpy as np

from warploom.extractors.fingerprints.native_bytes import (
    CHARACTER,
    IS_WORD,
    NUMBER,
    STRING,
    line_end,
    long_quoted_end,
    put,
    put_literal,
    put_word,
    quoted_end,
    word_end,
)
from warploom.extractors.ir.native_text import native

_BLANK, _WORD, _DIGIT, _QUOTE, _HASH, _OTHER = range(6)
_LOOKS = np.full(256, _OTHER, np.uint8)
_LOOKS[:33] = _BLANK
_LOOKS[127] = _BLANK
_LOOKS[IS_WORD] = _WORD
_LOOKS[48:58] = _DIGIT
_LOOKS[[34, 39, 96]] = _QUOTE
_LOOKS[35] = _HASH
_IS_PREFIX = np.array([chr(c) in "rRbBuUfFtT" for c in range(256)])
"""Truth by byte: letters before Python's strings."""
_ENDS_VALUE = IS_WORD | np.array([chr(c) in ")]}'." for c in range(256)])
"""Truth by byte: after these Julia's `'` is an operator."""


@native
def lex_script(
    data: np.ndarray,
    i: int,
    end: int,
    is_julia: bool,
    is_normalised: bool,
    lexer: int,
    keywords: np.ndarray,
    out: np.ndarray,
    n: int,
    spans: np.ndarray,
) -> int:
    """Write the hashes of the tokens of [i, end) to `out` from `n` on; one past the last.

    `out` must have room for as many as there are bytes; `spans` gets what `native_bytes.note` says, if it has room.
    """
    no_fold = np.uint64(0)
    begin = i
    while i < end:
        c = data[i]
        look = _LOOKS[c]
        if look == _BLANK:
            i += 1
        elif look == _WORD:
            j = word_end(data, i + 1, end)
            if not is_julia and j < end and (data[j] == 34 or data[j] == 39) and _is_prefix(data, i, j):
                j = _string_end(data, j, end, is_julia)
                n = put_literal(data, i, j, STRING, is_normalised, no_fold, out, n, spans)
            else:
                n = put_word(data, i, j, is_normalised, lexer, keywords, no_fold, out, n, spans)
            i = j
        elif look == _DIGIT or (c == 46 and i + 1 < end and 48 <= data[i + 1] <= 57):
            j = _number_end(data, i, end, is_julia)
            n = put_literal(data, i, j, NUMBER, is_normalised, no_fold, out, n, spans)
            i = j
        elif look == _HASH:
            if is_julia and i + 1 < end and data[i + 1] == 61:
                i = _block_comment_end(data, i + 2, end)
            else:
                i = line_end(data, i, end)
        elif look == _QUOTE and not (c == 96 and not is_julia) and not _is_transpose(data, begin, i, is_julia):
            j = _string_end(data, i, end, is_julia)
            kind = CHARACTER if is_julia and c == 39 else STRING
            n = put_literal(data, i, j, kind, is_normalised, no_fold, out, n, spans)
            i = j
        elif c == 92 and i + 1 < end and (data[i + 1] == 10 or data[i + 1] == 13):
            i += 2
        else:
            n = put(data, i, i + 1, no_fold, out, n, spans)
            i += 1
    return n


@native
def _is_prefix(data: np.ndarray, start: int, end: int) -> bool:
    if end - start > 2:
        return False
    return _IS_PREFIX[data[start]] and _IS_PREFIX[data[end - 1]]


@native
def _is_transpose(data: np.ndarray, begin: int, i: int, is_julia: bool) -> bool:
    return is_julia and data[i] == 39 and i > begin and _ENDS_VALUE[data[i - 1]]


@native
def _string_end(data: np.ndarray, i: int, end: int, is_julia: bool) -> int:
    """One past the string whose first quote is at `i`; those of Julia may hold line ends."""
    quote = data[i]
    if is_julia and quote == 39:
        return quoted_end(data, i, end)
    if i + 2 < end and data[i + 1] == quote and data[i + 2] == quote:
        return long_quoted_end(data, i, end)
    if not is_julia:
        return quoted_end(data, i, end)
    i += 1
    while i < end and data[i] != quote:
        i += 2 if data[i] == 92 else 1
    return min(i + 1, end)


@native
def _number_end(data: np.ndarray, i: int, end: int, is_julia: bool) -> int:
    """One past the number; in Julia a point belongs to it only before a digit (`1.+x` adds)."""
    is_based = i + 1 < end and data[i] == 48 and (data[i + 1] | 32) == 120
    while i < end:
        c = data[i]
        if IS_WORD[c]:
            i += 1
            is_exponent = not is_based and (c | 32) == 101
            if is_exponent and i < end and (data[i] == 43 or data[i] == 45):
                i += 1
        elif c == 46:
            next_byte = data[i + 1] if i + 1 < end else np.uint8(0)
            if next_byte == 46 or (is_julia and not 48 <= next_byte <= 57):
                return i
            i += 1
        else:
            return i
    return end


@native
def _block_comment_end(data: np.ndarray, i: int, end: int) -> int:
    """One past Julia's `#= =#`, which nest; one that is not closed runs to the end."""
    depth = 1
    while i + 1 < end:
        if data[i] == 61 and data[i + 1] == 35:
            depth -= 1
            i += 2
            if depth == 0:
                return i
        elif data[i] == 35 and data[i + 1] == 61:
            depth += 1
            i += 2
        else:
            i += 1
    return end

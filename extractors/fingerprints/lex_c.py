"""Tokens of C and its kin (C++, CUDA, HIP, OpenCL, SYCL, ISPC), and of Rust.

Every mark is a token of its own, `->` two; so is the suffix of a string. Directives of the preprocessor are tokens as
all else is. What vanishes: blanks, control characters, comments, and backslashes before a line's end.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.fingerprints.native_bytes import (
    CHARACTER,
    IS_WORD,
    NAME,
    NUMBER,
    STRING,
    line_end,
    put,
    put_literal,
    put_word,
    quoted_end,
    word_end,
)
from warploom.extractors.ir.native_text import native

_RAW_MARK: Final = 16
"""Longest mark between the quote and the parenthesis of a raw string."""
_BLANK, _WORD, _DIGIT, _QUOTE, _OTHER = range(5)
_LOOKS = np.full(256, _OTHER, np.uint8)
_LOOKS[:33] = _BLANK
_LOOKS[127] = _BLANK
_LOOKS[IS_WORD] = _WORD
_LOOKS[48:58] = _DIGIT
_LOOKS[[34, 39]] = _QUOTE


@native
def lex_c(
    data: np.ndarray,
    i: int,
    end: int,
    is_rust: bool,
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
    while i < end:
        c = data[i]
        look = _LOOKS[c]
        if look == _BLANK:
            i += 1
        elif look == _WORD:
            j = word_end(data, i + 1, end)
            if j < end and (data[j] == 34 or data[j] == 39 or (is_rust and data[j] == 35)):
                k = _prefixed_end(data, i, j, end, is_rust)
                if k >= 0:
                    kind = CHARACTER if data[j] == 39 else STRING
                    n = put_literal(data, i, k, kind, is_normalised, no_fold, out, n, spans)
                    i = k
                    continue
            n = put_word(data, i, j, is_normalised, lexer, keywords, no_fold, out, n, spans)
            i = j
        elif look == _DIGIT or (c == 46 and not is_rust and i + 1 < end and 48 <= data[i + 1] <= 57):
            j = _number_end(data, i, end, is_rust)
            n = put_literal(data, i, j, NUMBER, is_normalised, no_fold, out, n, spans)
            i = j
        elif look == _QUOTE:
            if is_rust and c == 39 and _is_lifetime(data, i, end):
                j = word_end(data, i + 1, end)
                kind = NAME
            else:
                j = quoted_end(data, i, end)
                kind = CHARACTER if c == 39 else STRING
            n = put_literal(data, i, j, kind, is_normalised, no_fold, out, n, spans)
            i = j
        elif c == 47 and i + 1 < end and data[i + 1] == 47:
            i = _line_comment_end(data, i + 2, end, is_rust)
        elif c == 47 and i + 1 < end and data[i + 1] == 42:
            i = _block_comment_end(data, i + 2, end, is_rust)
        elif c == 92 and i + 1 < end and (data[i + 1] == 10 or data[i + 1] == 13):
            i += 2
        else:
            n = put(data, i, i + 1, no_fold, out, n, spans)
            i += 1
    return n


@native
def _number_end(data: np.ndarray, i: int, end: int, is_rust: bool) -> int:
    """One past the number; in Rust `0..9` is two numbers, and `1.max(2)` a call."""
    while i < end:
        c = data[i]
        if IS_WORD[c]:
            i += 1
            has_sign = (c | 32) == 101 or (not is_rust and (c | 32) == 112)
            if has_sign and i < end and (data[i] == 43 or data[i] == 45):
                i += 1
        elif c == 46:
            if is_rust and (i + 1 >= end or not 48 <= data[i + 1] <= 57):
                return i
            i += 1
        elif c == 39 and i + 1 < end and IS_WORD[data[i + 1]] and not is_rust:
            i += 2
        else:
            return i
    return end


@native
def _prefixed_end(data: np.ndarray, start: int, quote: int, end: int, is_rust: bool) -> int:
    """One past the literal that the word at `start` is the prefix of; -1 if it is none."""
    length = quote - start
    if length > 3:
        return -1
    if is_rust:
        is_raw = data[quote - 1] == 114
        if length > 2 or (length == 2 and (not is_raw or (data[start] != 98 and data[start] != 99))):
            return -1
        if length == 1 and not is_raw and data[start] != 98 and data[start] != 99:
            return -1
        if is_raw:
            return _rust_raw_end(data, quote, end)
        return -1 if data[quote] == 35 else quoted_end(data, quote, end)
    is_raw = data[quote - 1] == 82
    n_letters = length - is_raw
    if n_letters == 2:
        if data[start] != 117 or data[start + 1] != 56:
            return -1
    elif n_letters == 1:
        if data[start] != 76 and data[start] != 85 and data[start] != 117:
            return -1
    elif n_letters > 2:
        return -1
    if is_raw:
        return _raw_end(data, quote, end) if data[quote] == 34 else -1
    return quoted_end(data, quote, end)


@native
def _raw_end(data: np.ndarray, quote: int, end: int) -> int:
    """One past C++'s raw string; -1 if there is no parenthesis."""
    opened = quote + 1
    while opened < end and data[opened] != 40:
        c = data[opened]
        if opened - quote > _RAW_MARK or c <= 32 or c == 34 or c == 41 or c == 92:
            return -1
        opened += 1
    if opened >= end:
        return -1
    length = opened - quote - 1
    i = opened + 1
    while i < end:
        if data[i] == 41 and i + length + 1 < end and data[i + length + 1] == 34:
            k = 0
            while k < length and data[i + 1 + k] == data[quote + 1 + k]:
                k += 1
            if k == length:
                return i + length + 2
        i += 1
    return end


@native
def _rust_raw_end(data: np.ndarray, i: int, end: int) -> int:
    """One past Rust's raw string, whose first `#` or quote is at `i`; -1 if there is no quote."""
    hashes = 0
    while i < end and data[i] == 35:
        hashes += 1
        i += 1
    if i >= end or data[i] != 34:
        return -1
    i += 1
    while i < end:
        if data[i] == 34:
            k = 0
            while k < hashes and i + 1 + k < end and data[i + 1 + k] == 35:
                k += 1
            if k == hashes:
                return i + 1 + k
            i += k
        i += 1
    return end


@native
def _is_lifetime(data: np.ndarray, i: int, end: int) -> bool:
    """`'a` without a closing quote."""
    if i + 1 >= end or not IS_WORD[data[i + 1]]:
        return False
    if data[i + 1] >= 128:
        return False
    return i + 2 >= end or data[i + 2] != 39


@native
def _line_comment_end(data: np.ndarray, i: int, end: int, is_rust: bool) -> int:
    """The newline that ends the comment; in C a backslash before it goes on in the next line."""
    while True:
        start = i
        i = line_end(data, i, end)
        if i >= end or is_rust:
            return i
        last = i - 1
        if last >= start and data[last] == 13:
            last -= 1
        if last < start or data[last] != 92:
            return i
        i += 1


@native
def _block_comment_end(data: np.ndarray, i: int, end: int, is_rust: bool) -> int:
    """One past the comment; those of Rust nest. One that is not closed runs to the end."""
    depth = 1
    while i + 1 < end:
        c = data[i]
        if c == 42 and data[i + 1] == 47:
            depth -= 1
            i += 2
            if depth == 0:
                return i
        elif is_rust and c == 47 and data[i + 1] == 42:
            depth += 1
            i += 2
        else:
            i += 1
    return end

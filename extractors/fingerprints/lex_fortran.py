"""Tokens of Fortran in free and in fixed form, in lower case.

Every mark is a token of its own. What vanishes: blanks, control characters, comments, and marks of continuation;
directives (`!$omp`, `c$acc`, `!$ ` for conditional compilation) stay. Text right of column 72 counts like other text.
"""

from __future__ import annotations

import numpy as np

from warploom.extractors.fingerprints.native_bytes import (
    IS_WORD,
    NUMBER,
    STRING,
    has_word,
    hash_bytes,
    line_end,
    note,
    put,
    put_literal,
    put_word,
    word_end,
)
from warploom.extractors.ir.native_text import native

_FOLD = np.uint64(0x2020202020202020)
"""Makes letters lower, and keeps digits, points and signs apart from each other."""
_SENTINEL = np.uint64(0x2545F4914F6CDD1D)
_BLANK, _WORD, _DIGIT, _QUOTE, _OTHER = range(5)
_LOOKS = np.full(256, _OTHER, np.uint8)
_LOOKS[:33] = _BLANK
_LOOKS[127] = _BLANK
_LOOKS[38] = _BLANK  # & continues a line wherever it stands outside of strings
_LOOKS[IS_WORD] = _WORD
_LOOKS[48:58] = _DIGIT
_LOOKS[[34, 39]] = _QUOTE
_IS_MARK = np.array([chr(c) in '123456789&$+.*>|#:<@%^~-/=\\"?,' for c in range(256)])
"""Truth by byte: what marks continuation in column 6, letters left out: they begin statements in free form."""


@native
def lex_fortran(
    data: np.ndarray,
    i: int,
    end: int,
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
    is_fixed = _is_fixed(data, i, end, lexer, keywords)
    is_line_start = True
    begin = i
    while i < end:
        c = data[i]
        if is_line_start:
            is_line_start = False
            if is_fixed:
                is_comment = (c | 32) == 99 or (c | 32) == 100 or c == 42
                if (is_comment or c == 33) and i + 1 < end and data[i + 1] == 36 and _is_sentinel(data, i + 1, end):
                    i, n = _fixed_directive(data, i, end, out, n, spans)
                elif is_comment:
                    i = line_end(data, i, end)
                else:
                    i = _after_mark(data, i, end)
                continue
        look = _LOOKS[c]
        if look == _BLANK:
            is_line_start = c == 10
            i += 1
        elif look == _WORD:
            j = word_end(data, i + 1, end)
            n = put_word(data, i, j, is_normalised, lexer, keywords, _FOLD, out, n, spans)
            i = j
        elif look == _DIGIT or (c == 46 and _is_fraction(data, begin, i, end)):
            j = _number_end(data, i, end)
            n = put_literal(data, i, j, NUMBER, is_normalised, _FOLD, out, n, spans)
            i = j
        elif c == 33:
            if i + 1 < end and data[i + 1] == 36 and _is_sentinel(data, i + 1, end):
                out[n] = _SENTINEL
                note(spans, n, i, i)
                n += 1
                i += 2
            else:
                i = line_end(data, i, end)
        elif look == _QUOTE:
            j = _string_end(data, i, end)
            n = put_literal(data, i, j, STRING, is_normalised, no_fold, out, n, spans)
            i = j
        else:
            n = put(data, i, i + 1, no_fold, out, n, spans)
            i += 1
    return n


@native
def _is_sentinel(data: np.ndarray, i: int, end: int) -> bool:
    """The `$` at `i` is that of `$omp`, `$acc`, `$cuf` or, before a blank, of conditional compilation."""
    if i + 1 >= end:
        return False
    if data[i + 1] == 32 or data[i + 1] == 9:
        return True
    if i + 3 >= end:
        return False
    a, b, c = data[i + 1] | 32, data[i + 2] | 32, data[i + 3] | 32
    is_omp = a == 111 and b == 109 and c == 112
    is_acc = a == 97 and b == 99 and c == 99
    return is_omp or is_acc or (a == 99 and b == 117 and c == 102)


@native
def _fixed_directive(data: np.ndarray, i: int, end: int, out: np.ndarray, n: int, spans: np.ndarray) -> tuple[int, int]:
    """Past a sentinel in columns 1 to 5 and the mark of continuation in column 6, and past their tokens."""
    out[n] = _SENTINEL
    note(spans, n, i, i)
    n += 1
    if data[i + 2] == 32 or data[i + 2] == 9:
        k = i + 2
        while k < i + 5 and k < end and data[k] == 32:
            k += 1
        return k + (k == i + 5 and k < end and data[k] > 32 and data[k] != 48), n
    n = put(data, i + 2, i + 5, _FOLD, out, n, spans)
    return min(i + 5 + (i + 5 < end and data[i + 5] != 10), end), n


@native
def _after_mark(data: np.ndarray, i: int, end: int) -> int:
    """Past the mark of continuation in column 6, or after a tab; `i` where there is none."""
    if data[i] == 9:
        return i + 2 if i + 1 < end and 49 <= data[i + 1] <= 57 else i + 1
    k = 0
    while k < 5 and i + k < end and data[i + k] == 32:
        k += 1
    if k < 5 or i + 5 >= end or data[i + 5] <= 32 or data[i + 5] == 48:
        return i + k
    return i + 6


@native
def _is_fraction(data: np.ndarray, begin: int, i: int, end: int) -> bool:
    """The point at `i` begins a number: that of `.eq.1` does not."""
    if i + 1 >= end or not 48 <= data[i + 1] <= 57:
        return False
    return i == begin or not IS_WORD[data[i - 1]]


@native
def _number_end(data: np.ndarray, i: int, end: int) -> int:
    """One past the number; `1.eq.2` and `1.and.` begin with numbers that hold no point."""
    has_point = False
    while i < end:
        c = data[i]
        if IS_WORD[c]:
            i += 1
            is_exponent = (c | 32) == 101 or (c | 32) == 100
            if is_exponent and i < end and (data[i] == 43 or data[i] == 45):
                i += 1
        elif c == 46 and not has_point:
            has_point = True
            following = data[i + 1] if i + 1 < end else np.uint8(32)
            if IS_WORD[following] and not 48 <= following <= 57:
                after = data[i + 2] if i + 2 < end else np.uint8(32)
                is_exponent = (following | 32) == 101 or (following | 32) == 100
                if not (is_exponent and (48 <= after <= 57 or after == 43 or after == 45)) and following != 95:
                    return i
            i += 1
        else:
            return i
    return end


@native
def _string_end(data: np.ndarray, i: int, end: int) -> int:
    """One past the string, in which its quote stands twice; it ends with its line, unless that ends with `&`."""
    quote = data[i]
    i += 1
    last = quote
    while i < end:
        c = data[i]
        if c == quote:
            if i + 1 < end and data[i + 1] == quote:
                i += 1
            else:
                return i + 1
        if c == 10 and last != 38:
            return i
        if c > 32:
            last = c
        i += 1
    return end


@native
def _is_fixed(data: np.ndarray, i: int, end: int, lexer: int, keywords: np.ndarray) -> bool:
    """More lines can be read in fixed form alone than in free form alone."""
    balance = 0
    while i < end:
        newline = line_end(data, i, end)
        c = data[i]
        if c == 42 or ((c | 32) == 99 and _is_comment(data, i, newline, lexer, keywords)):
            balance += 1
        elif c != 33 and c != 35 and (c | 32) != 99:
            k = 0
            while k < 5 and i + k < newline and data[i + k] == 32:
                k += 1
            first = data[i + k] if i + k < newline else np.uint8(10)
            is_letter = 97 <= (first | 32) <= 122
            if (k == 5 and _IS_MARK[first]) or (c == 9 and i + 1 < newline and 49 <= data[i + 1] <= 57):
                balance += 1
            elif (k < 5 and is_letter and not (k == 0 and (first | 32) == 100)) or _is_continued(data, i, newline):
                balance -= 1
        i = newline + 1
    return balance > 0


@native
def _is_comment(data: np.ndarray, i: int, newline: int, lexer: int, keywords: np.ndarray) -> bool:
    """A line with C in column 1 begins no statement."""
    j = word_end(data, i, newline)
    k = j
    while k < newline and (data[k] == 32 or data[k] == 9 or data[k] == 13):
        k += 1
    if j > i + 1 and data[i + 1] != 36:
        is_text = k > j and k < newline and 97 <= (data[k] | 32) <= 122
        return is_text and not has_word(keywords, lexer, hash_bytes(data, i, j, _FOLD))
    return k >= newline or (data[k] != 61 and data[k] != 40 and data[k] != 37 and data[k] != 58)


@native
def _is_continued(data: np.ndarray, i: int, newline: int) -> bool:
    """A line's last mark before a comment is `&`."""
    last = np.uint8(32)
    for k in range(i, newline):
        if data[k] == 33:
            break
        if data[k] > 32:
            last = data[k]
    return last == 38

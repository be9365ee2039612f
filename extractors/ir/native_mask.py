"""Blanks out comments, literals and directives of C-like code natively: a build masks every file at least once."""

from __future__ import annotations

import numpy as np

from warploom.extractors.ir.native_text import native

MAX_OPEN_RAW = 64
"""Raw strings without an end that are looked for: each costs a look at all that follows."""
_MAX_DELIMITER = 16
_IS_HEX = np.array([chr(c) in "0123456789abcdefABCDEF" for c in range(256)])
_IS_SPACE = np.array([c in b" \t\n\r\f\v" for c in range(256)])


@native
def blank_code(text: np.ndarray, code: np.ndarray, directives: np.ndarray) -> int:
    """Write `text` with spaces for what is no code to `code`, which is as long; the number of directives.

    Of each directive its start, the start and end of its name, and its end go to a row of `directives`, which has room
    for as many as there are `#`.
    """
    _blank_literals(text, code)
    return _blank_directives(code, directives)


@native
def _blank_literals(text: np.ndarray, code: np.ndarray) -> None:
    n = len(text)
    n_open = 0
    i = 0
    while i < n:
        c = text[i]
        end = i
        if c == 47:  # /
            end = _comment_end(text, i)
        elif c == 34:  # "
            end = _quoted_end(text, i)
        elif c == 39:  # ', but for one between digits
            end = i if i > 0 and _IS_HEX[text[i - 1]] else _quoted_end(text, i)
        elif c == 82 and i + 1 < n and text[i + 1] == 34:  # R"
            opened = _raw_start(text, i + 2)
            if opened >= 0:
                end = _raw_end(text, i + 2, opened) if n_open < MAX_OPEN_RAW else -1
                if end < 0:
                    n_open += 1
                    end = opened
        if end == i:
            code[i] = c
            i += 1
        else:
            _blank(text, code, i, end)
            i = end


@native
def _blank(text: np.ndarray, code: np.ndarray, start: int, end: int) -> None:
    for k in range(start, end):
        code[k] = text[k] if text[k] == 10 or text[k] == 13 else 32


@native
def _comment_end(text: np.ndarray, i: int) -> int:
    """One past the comment that begins at `i`; `i` where none does."""
    n = len(text)
    if i + 1 >= n:
        return i
    if text[i + 1] == 47:
        return _line_end(text, i + 2)
    if text[i + 1] != 42:
        return i
    i += 2
    while i + 1 < n:
        if text[i] == 42 and text[i + 1] == 47:
            return i + 2
        i += 1
    return n


@native
def _line_end(text: np.ndarray, i: int) -> int:
    """Where the line ends, with those that continue it."""
    n = len(text)
    while i < n and text[i] != 10:
        if text[i] == 92:
            if i + 1 == n:
                return i
            i += 1
        i += 1
    return i


@native
def _quoted_end(text: np.ndarray, i: int) -> int:
    """One past the literal whose quote is at `i`, or where its line ends without another."""
    n = len(text)
    quote = text[i]
    i += 1
    while i < n and text[i] != 10:
        if text[i] == quote:
            return i + 1
        if text[i] == 92:
            if i + 1 == n:
                return i
            i += 1
        i += 1
    return i


@native
def _raw_start(text: np.ndarray, i: int) -> int:
    """One past the parenthesis that opens a raw string whose delimiter begins at `i`; -1 if it is none."""
    last = min(len(text) - 1, i + _MAX_DELIMITER)
    while i <= last:
        c = text[i]
        if c == 40:  # (
            return i + 1
        if c == 41 or c == 92 or c == 34 or _IS_SPACE[c]:
            return -1
        i += 1
    return -1


@native
def _raw_end(text: np.ndarray, delimiter: int, opened: int) -> int:
    """One past the end of a raw string; -1 if it has none."""
    size = opened - 1 - delimiter
    for i in range(opened, len(text) - size - 1):
        if text[i] == 41 and text[i + 1 + size] == 34:
            k = 0
            while k < size and text[i + 1 + k] == text[delimiter + k]:
                k += 1
            if k == size:
                return i + size + 2
    return -1


@native
def _blank_directives(code: np.ndarray, directives: np.ndarray) -> int:
    n = len(code)
    n_found = 0
    start = 0
    while start < n:
        i = start
        while i < n and (code[i] == 32 or code[i] == 9):
            i += 1
        if i < n and code[i] == 35:  # #
            i += 1
            while i < n and (code[i] == 32 or code[i] == 9):
                i += 1
            name = i
            while i < n and (97 <= code[i] <= 122 or code[i] == 95):
                i += 1
            end = _line_end(code, i)
            directives[n_found, 0], directives[n_found, 1] = start, name
            directives[n_found, 2], directives[n_found, 3] = i, end
            n_found += 1
            _blank(code, code, start, end)
            i = end
        while i < n and code[i] != 10:
            i += 1
        start = i + 1
    return n_found

"""Looks once over a text of the C family: conditional directives, and macros where the grammar cannot read them."""

from __future__ import annotations

import numba
import numpy as np

from warploom.extractors.native_cache import keyed_by_sources

_WORD = np.array([chr(c).isascii() and (chr(c).isalnum() or chr(c) == "_") for c in range(256)])
"""Truth by byte: letters, digits and `_`."""
_SHORT = 400
"""How far a macro between a parameter list and a body is followed."""
_CONDITIONALS = 64
"""Conditionals inside one another whose branches all begin at the level of the first."""
_LONG = 2_000
"""How far arguments are followed; each is so by the one macro that they belong to."""


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def scan(text: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Conditional directives; first bytes of lines on which a macro may stand beside a declaration; ranges; macros.

    One row for each directive: kind, first byte, end, and of the text since the one before: change of depth in braces,
    lowest depth, change in parentheses, last character; whether the condition is a plain 0. The ranges, first byte and
    end, are macros between a parameter list and a body, and comments inside of `#define`. The macros begin a statement:
    first byte, end, first byte of the next word. Last come the blanks between a loop or condition that a
    macro opens, `EACH(x) {`, and its body.
    """
    # An array that is made anew inside of the loop costs more, by its count of references, than all that the loop does;
    # so there is room for whatever a text of this length may hold.
    n_text_lines = 2
    for k in range(len(text)):
        n_text_lines += text[k] == 10
    lines = np.empty(n_text_lines, np.int64)
    n_lines = 0
    line = 0
    rows = np.empty((n_text_lines, 8), np.int64)
    n_rows = 0
    n = len(text)
    i = 0
    braces = lowest = parentheses = last = 0
    at_line_start = True
    ranges = np.empty((n // 2 + 2, 2), np.int64)
    n_ranges = 0
    alone = np.empty((n // 3 + 1, 3), np.int64)
    n_alone = 0
    alone_start = alone_end = -1
    depth = 0
    blanks = np.empty((n_text_lines, 1), np.int64)
    n_blanks = 0
    level = 0
    body_level = -1
    is_control = was_control = is_closed = is_initialised = False
    levels = np.empty((_CONDITIONALS, 2), np.int64)  # where each open conditional began
    n_levels = 0
    while i < n:
        c = text[i]
        if c == 10:
            at_line_start = True
            i += 1
            line = i
        elif c == 32 or c == 9 or c == 13 or c == 12:
            i += 1
        elif c == 47 and i + 1 < n and text[i + 1] == 47:  # //
            while i < n and text[i] != 10:
                i += 1
        elif c == 47 and i + 1 < n and text[i + 1] == 42:  # /* */
            i += 2
            while i + 1 < n and not (text[i] == 42 and text[i + 1] == 47):
                i += 1
            i += 2
        elif c == 35 and at_line_start:  # a directive, with its continuations
            start = i
            j = i + 1
            while j < n and (text[j] == 32 or text[j] == 9):
                j += 1
            kind = -1
            if j + 1 < n and text[j] == 105 and text[j + 1] == 102:  # if, ifdef, ifndef
                kind = 0
            elif j + 1 < n and text[j] == 101 and text[j + 1] == 108:  # else, elif
                kind = 1
            elif j + 1 < n and text[j] == 101 and text[j + 1] == 110:  # endif
                kind = 2
            is_false = 0
            if kind == 0:
                k = j + 2
                while k < n and (text[k] == 32 or text[k] == 9):
                    k += 1
                if k > j + 2 and k < n and text[k] == 48 and (k + 1 == n or text[k + 1] <= 32):
                    is_false = 1
            while i < n and text[i] != 10:
                if text[i] == 47 and i + 1 < n and text[i + 1] == 42:
                    # the grammar ends a macro at a comment; one of several lines is left alone
                    k = i + 2
                    while k + 1 < n and text[k] != 10 and not (text[k] == 42 and text[k + 1] == 47):
                        k += 1
                    if k + 1 < n and text[k] == 42:
                        ranges[n_ranges, 0] = i
                        ranges[n_ranges, 1] = k + 2
                        n_ranges += 1
                        i = k + 1
                elif text[i] == 92 and i + 1 < n and text[i + 1] == 10:
                    i += 1
                elif text[i] == 92 and i + 2 < n and text[i + 1] == 13 and text[i + 2] == 10:
                    i += 2
                i += 1
            if kind == 0 and n_levels < _CONDITIONALS:
                levels[n_levels, 0] = level
                levels[n_levels, 1] = body_level
            n_levels = max(0, n_levels + (kind == 0) - (kind == 2))
            if kind == 1 and 0 < n_levels <= _CONDITIONALS:
                level = levels[n_levels - 1, 0]
                body_level = levels[n_levels - 1, 1]
            if kind >= 0:
                rows[n_rows, 0] = kind
                rows[n_rows, 1] = start
                rows[n_rows, 2] = i
                rows[n_rows, 3] = braces
                rows[n_rows, 4] = lowest
                rows[n_rows, 5] = parentheses
                rows[n_rows, 6] = last
                rows[n_rows, 7] = is_false
                n_rows += 1
                braces = lowest = parentheses = last = 0
        elif c == 34 or (c == 39 and not (i and _is_word(text[i - 1]))):  # a literal, to the end of its line at most
            at_line_start = False
            i += 1
            while i < n and text[i] != c and text[i] != 10:
                if text[i] == 92:
                    i += 1
                i += 1
            i += 1
            last = int(c)
        elif _WORD[c]:
            start = i
            is_upper = 65 <= c <= 90 or c == 95
            while i < n and _WORD[text[i]]:
                is_upper = is_upper and text[i] < 97
                i += 1
            is_upper = is_upper and i - start >= 3
            ends_statement = last == 0 or last == 59 or last == 123 or last == 125
            j = i
            if is_upper:
                while j < n and (text[j] == 32 or text[j] == 9 or text[j] == 13):
                    j += 1
            if at_line_start and body_level >= 0 and ends_statement and i < n and (text[i] == 40 or text[i] == 32):
                blank = _blank_before_block(text, i) if not _opens_block(text, start, i) else 0
                if blank:
                    blanks[n_blanks, 0] = blank
                    n_blanks += 1
            is_first = is_upper and (alone_start >= 0 or (at_line_start and ends_statement))
            given = _end_of_arguments(text, j) if is_first and j < n and text[j] == 40 else 0
            if is_first and j < n and (given or text[j] == 10 or _is_word(text[j])):
                if alone_start < 0:
                    alone_start = start
                alone_end = given or i
            elif alone_start >= 0:
                alone[n_alone, 0] = alone_start
                alone[n_alone, 1] = alone_end
                alone[n_alone, 2] = start
                n_alone += 1
                alone_start = -1
            if is_upper and is_closed:
                end = _end_of_trailing(text, i)
                if end:
                    ranges[n_ranges, 0] = start
                    ranges[n_ranges, 1] = end
                    n_ranges += 1
            is_initialised = is_upper and (
                is_initialised or ((ends_statement or last == 58 or last == 62) and _initialises(text, i))
            )
            if is_initialised:
                ranges[n_ranges, 0] = start
                ranges[n_ranges, 1] = i
                n_ranges += 1
            is_closed = is_closed and (is_upper or _follows_parameters(text, start, i))
            # a call costs more than the word: the first letter rules most out
            was_control = (c == 105 or c == 102 or c == 119 or c == 115) and _is_control(text, start, i)
            at_line_start = False
            is_beside = (
                is_upper and i < j < n and (_is_word(text[j]) or text[j] == 126 or text[j] == 42 or text[j] == 40)
            )
            # after `class`, `struct` or `union` with arguments, as in `class ALIGN(16) A {`
            is_of_class = is_upper and i < n and text[i] == 40 and (last == 115 or last == 116 or last == 110)
            if (is_beside or is_of_class) and (n_lines == 0 or lines[n_lines - 1] != line):
                lines[n_lines] = line
                n_lines += 1
            i = max(i, given)
            last = int(text[i - 1])
        else:
            at_line_start = False
            alone_start = -1
            is_initialised = False
            if c == 40:
                if depth == 0:
                    is_control = was_control
                depth += 1
            elif c == 41:
                depth = max(0, depth - 1)
            elif c == 123 or c == 125 or c == 59:
                depth = 0
            was_control = False
            if c == 123:
                if body_level < 0 and (is_closed or last == 41):
                    body_level = level
                level += 1
            elif c == 125:
                # one in the first column ends a function, whatever branches of conditionals added
                level = 0 if i == line else max(0, level - 1)
                if level <= body_level:
                    body_level = -1
            is_closed = c == 41 and depth == 0 and not is_control
            if c == 123:
                braces += 1
            elif c == 125:
                braces -= 1
                lowest = min(lowest, braces)
            elif c == 40:
                parentheses += 1
            elif c == 41:
                parentheses -= 1
            last = int(c)
            i += 1
    return rows[:n_rows], lines[:n_lines], ranges[:n_ranges], alone[:n_alone], blanks[:n_blanks, 0]


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _blank_before_block(text: np.ndarray, i: int) -> int:
    """The blank between arguments that begin at `i` and a brace on the same line; 0 where there is none."""
    while i < len(text) and text[i] == 32:
        i += 1
    if i == len(text) or text[i] != 40:
        return 0
    end = _end_of_arguments(text, i)
    if not end or end + 1 >= len(text) or text[end] != 32:
        return 0
    i = end
    while i < len(text) and text[i] == 32:
        i += 1
    return end if i < len(text) and text[i] == 123 else 0


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _opens_block(text: np.ndarray, start: int, end: int) -> bool:
    """A word of the language that stands before parentheses and a block: if, for, while, switch, catch."""
    c, second = text[start], text[min(start + 1, end - 1)]
    return _is_control(text, start, end) or (end - start == 5 and c == 99 and second == 97)


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _end_of_arguments(text: np.ndarray, i: int) -> int:
    """End of the parentheses that open at `i`; 0 where they hold a body or a statement, or are long."""
    limit = min(len(text), i + _LONG)
    depth = 0
    while i < limit:
        c = text[i]
        if c == 34:
            i += 1
            while i < limit and text[i] != 34 and text[i] != 10:
                i += 2 if text[i] == 92 else 1
        elif c == 40:
            depth += 1
        elif c == 41:
            depth -= 1
            if depth == 0:
                return i + 1
        elif c == 123 and i + 1 < limit and text[i + 1] == 125:
            i += 1
        elif c == 59 or c == 123 or c == 125:
            return 0
        i += 1
    return 0


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _initialises(text: np.ndarray, i: int) -> bool:
    """Words, parentheses and a colon follow: a constructor with initialisers, which has no type."""
    limit = min(len(text), i + 200)
    n_words = 0
    is_in_word = False
    while i < limit and (text[i] <= 32 or _is_word(text[i])):
        if not is_in_word and text[i] > 32:
            n_words += 1
        is_in_word = text[i] > 32
        i += 1
    if not n_words or i == limit or text[i] != 40:
        return False
    i = _end_of_arguments(text, i)
    if not i:
        return False
    while i < len(text) and text[i] <= 32:
        i += 1
    if i + 8 < len(text) and text[i] == 110 and text[i + 1] == 111 and text[i + 7] == 116:  # noexcept
        i += 8
        if text[i] == 40:
            i = _end_of_arguments(text, i)
            if not i:
                return False
        while i < len(text) and text[i] <= 32:
            i += 1
    return i + 1 < len(text) and text[i] == 58 and text[i + 1] != 58


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _end_of_trailing(text: np.ndarray, i: int) -> int:
    """End of a macro's name at `i` and what it is given, if a body follows at once; else 0."""
    limit = min(len(text), i + _SHORT)
    end = i
    depth = 0
    while i < limit:
        c = text[i]
        if c == 40:
            depth += 1
        elif c == 41:
            depth -= 1
            end = i + 1
            if depth < 0:
                return 0
        elif depth == 0 and c == 123:
            return end
        elif depth == 0 and c > 32:
            return 0
        i += 1
    return 0


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _follows_parameters(text: np.ndarray, start: int, end: int) -> bool:
    """A word that may stand between a parameter list and a body: const, final, noexcept, override, volatile."""
    c, length = text[start], end - start
    return (length == 5 and (c == 99 or c == 102)) or (length == 8 and (c == 110 or c == 111 or c == 118))


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _is_control(text: np.ndarray, start: int, end: int) -> bool:
    """The words if, for, while, switch."""
    length = end - start
    c, second = text[start], text[min(start + 1, end - 1)]
    return (
        (length == 2 and c == 105 and second == 102)
        or (length == 3 and c == 102 and second == 111)
        or (length == 5 and c == 119 and second == 104)
        or (length == 6 and c == 115 and second == 119)
    )


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _is_word(c: int) -> bool:
    return 48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or c == 95

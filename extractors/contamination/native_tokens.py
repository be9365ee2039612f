"""Reads the tokens of code natively: no comments, no braces; names by the pattern in which they recur; whole functions.

What formatters and renamings change is not seen: white space, line ends, comments, braces, parentheses, semicolons,
commas before a closing bracket, quotes of strings, suffixes of numbers, and names but those that come with the
language. A name is told by how many tokens ago it stood last. Time is linear: what is not closed reaches to the end.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.contamination.kept_words import C_LIKE, FORTRAN, JULIA, MEMBER_SHIFT, PYTHON, RUST, word_hash
from warploom.extractors.contamination.native_words import POWERS, stirred
from warploom.extractors.contamination.scheme import TOKEN_GRAM
from warploom.extractors.fingerprints.native_bytes import line_end, stir
from warploom.extractors.ir.native_text import native

OPERATOR, NAME, KEPT, NUMBER, STRING = range(5)
"""Kinds of tokens."""
MAX_NESTING: Final = 8
"""Functions in functions whose bodies are told apart."""
MAX_PARENTHESES: Final = 64
"""Deeper ones are not looked at for what stands before them."""

_BASIS: Final = np.uint64(14695981039346656037)
_PRIME: Final = np.uint64(1099511628211)
_IS_WORD: Final = np.array([(chr(c).isascii() and chr(c).isalnum()) or c in b"_" or c >= 128 for c in range(256)])
_IS_NUMBER: Final = np.array([(chr(c).isascii() and chr(c).isalnum()) or c in b"._'" for c in range(256)])
_LOWER: Final = np.array([c + 32 if 65 <= c <= 90 else c for c in range(256)], np.uint8)
_DROPPED: Final = np.array([c <= 32 or c in b"(){};\\#`" for c in range(256)])
"""Bytes that are no token of their own; parentheses come and go as people like."""
_KIND_SEEDS: Final = np.array([k * 0x9E3779B97F4A7C15 % 2**64 for k in range(1, 6)], np.uint64)
_DEF: Final = np.uint64(word_hash(b"def"))
_F, _RAW = ord("f"), ord("R")


def _code(kind: int, digest: int) -> int:
    """What `read_tokens` writes for a token."""
    return stirred((int(_KIND_SEEDS[kind]) + digest) % 2**64)


_CONTROL_CODES: Final = np.array(
    [_code(KEPT, word_hash(w)) for w in (b"if", b"for", b"while", b"switch", b"catch")], np.uint64
)
_AFTER_CODES: Final = np.array(
    [_code(KEPT, word_hash(w)) for w in (b"const", b"noexcept", b"override", b"volatile", b"mutable")], np.uint64
)
_NAME_CODES: Final = np.array([_code(NAME, back) for back in range(TOKEN_GRAM)], np.uint64)
"""By how many tokens ago a name stood last, 0 if it is new."""
_BEFORE_MEMBERS: Final = np.array([_code(OPERATOR, word_hash(c)) for c in (b".", b":", b">")], np.uint64)
_COMMA_CODE: Final = np.uint64(_code(OPERATOR, word_hash(b",")))


@native
def _is_kept(digest: np.uint64, family: int, is_member: bool, keys: np.ndarray, masks: np.ndarray) -> bool:
    mask = np.uint64(keys.shape[0] - 1)
    slot = (digest ^ (digest >> np.uint64(32))) & mask
    while keys[slot] != np.uint64(0):
        if keys[slot] == digest:
            bits = np.uint16(1) << np.uint16(family)
            if is_member:
                bits |= bits << np.uint16(MEMBER_SHIFT)
            return bool(masks[slot] & bits)
        slot = (slot + np.uint64(1)) & mask
    return False


@native
def _string_end(text: np.ndarray, i: int, end: int, family: int) -> int:
    """One past the string whose opening quote is at `i`; what is not closed ends with its line, or the text."""
    quote = text[i]
    if family in (PYTHON, JULIA) and i + 2 < end and text[i + 1] == quote and text[i + 2] == quote:
        i += 3
        while i < end:
            if text[i] == 92:
                i += 2
            elif text[i] == quote and i + 2 < end and text[i + 1] == quote and text[i + 2] == quote:
                return i + 3
            else:
                i += 1
        return end
    i += 1
    while i < end:
        if text[i] == 92 and family != FORTRAN:
            i += 2
        elif text[i] == quote:
            return i + 1
        elif text[i] == 10:
            return i
        else:
            i += 1
    return end


@native
def _raw_string_end(text: np.ndarray, i: int, end: int) -> int:
    """One past the C++ raw string whose opening quote is at `i`."""
    opening = i + 1
    i = opening
    while i < end and i - opening <= 16 and text[i] != 40:
        i += 1
    length = i - opening
    i += 1
    while i < end:
        if text[i] == 41 and i + length + 1 < end and text[i + length + 1] == 34:
            k = 0
            while k < length and text[i + 1 + k] == text[opening + k]:
                k += 1
            if k == length:
                return i + length + 2
        i += 1
    return end


@native
def _comment_end(text: np.ndarray, i: int, end: int, family: int, is_line_start: bool) -> int:
    """One past the comment that begins at `i`, or `i` where none does."""
    c = text[i]
    following = text[i + 1] if i + 1 < end else np.uint8(10)
    if c == 35 and family in (PYTHON, JULIA):
        if family == JULIA and following == 61:
            return _closed(text, i + 2, end, np.uint8(61), np.uint8(35))
        return line_end(text, i, end)
    if c == 47 and family in (C_LIKE, RUST):
        if following == 47:
            return line_end(text, i, end)
        if following == 42:
            return _closed(text, i + 2, end, np.uint8(42), np.uint8(47))
    is_fixed_comment = is_line_start and (c == 42 or ((c == 67 or c == 99) and following == 32))
    if family == FORTRAN and (c == 33 or is_fixed_comment):
        return line_end(text, i, end)
    return i


@native
def _closed(text: np.ndarray, i: int, end: int, first: np.uint8, second: np.uint8) -> int:
    while i + 1 < end:
        if text[i] == first and text[i + 1] == second:
            return i + 2
        i += 1
    return end


@native
def _is_quote(text: np.ndarray, i: int, end: int, family: int) -> bool:
    """An apostrophe opens a literal: in Rust and Julia it may stand alone."""
    if family in (RUST, JULIA):
        return (i + 2 < end and text[i + 2] == 39) or (i + 1 < end and text[i + 1] == 92)
    return True


@native
def _content(text: np.ndarray, i: int, end: int) -> np.uint64:
    """Digest of a literal, whatever its quotes."""
    digest = _BASIS
    for p in range(i, end):
        if text[p] != 34 and text[p] != 39:
            digest = (digest ^ np.uint64(text[p])) * _PRIME
    return digest


@native
def _among(digest: np.uint64, words: np.ndarray) -> bool:
    for word in words:  # noqa: SIM110 - no generators in native code
        if word == digest:
            return True
    return False


@native
def read_tokens(
    text: np.ndarray,
    start: int,
    end: int,
    family: int,
    keys: np.ndarray,
    masks: np.ndarray,
    codes: np.ndarray,
    kinds: np.ndarray,
    functions: np.ndarray,
    counts: np.ndarray,
    scratch: np.ndarray,
) -> None:
    """Write hash and kind of every token to `codes` and `kinds`, which have room for one a byte.

    `functions[:, 0:2]` get the ranges of tokens of function bodies (Python and C-like), as far as there is room.
    `counts` becomes (tokens, functions). `scratch` is of int64, (3, MAX_PARENTHESES).
    """
    opened, indents, bodies = scratch[0], scratch[1], scratch[2]
    n = n_functions = depth = braces = n_open = 0
    line_start = start
    is_first = True
    is_control = False
    body_brace = closed_at = -1
    limit = functions.shape[0]
    i = start
    while i < end:
        c = text[i]
        if c == 10:
            i += 1
            line_start, is_first = i, True
            continue
        if c == 32 or c == 9 or c == 13:
            i += 1
            continue
        after = _comment_end(text, i, end, family, i == line_start)
        if after > i:
            i = after
            continue
        if family == PYTHON and is_first and depth == 0:
            indent = i - line_start
            while n_open > 0 and indent <= indents[n_open - 1]:
                n_open -= 1
                if bodies[n_open] >= 0 and n_functions < limit:
                    functions[n_functions, 0], functions[n_functions, 1] = bodies[n_open], n
                    n_functions += 1
        at_first, is_first = is_first, False
        kind = OPERATOR
        digest = _BASIS
        if _IS_WORD[c] and not 48 <= c <= 57:
            begin = i
            while i < end and _IS_WORD[text[i]]:
                b = _LOWER[text[i]] if family == FORTRAN else text[i]
                digest = (digest ^ np.uint64(b)) * _PRIME
                i += 1
            if i < end and i - begin <= 3 and (text[i] == 34 or (text[i] == 39 and family == PYTHON)):
                if family == PYTHON and i - begin <= 2:
                    # Names may stand in a formatted string: its content does not count.
                    is_formatted = _LOWER[text[begin]] == _F or _LOWER[text[i - 1]] == _F
                    is_doc = i + 2 < end and text[i + 1] == text[i] and text[i + 2] == text[i]
                    after = _string_end(text, i, end, family)
                    if not is_doc:
                        codes[n] = stir(
                            _KIND_SEEDS[STRING] + (np.uint64(0) if is_formatted else _content(text, i, after))
                        )
                        kinds[n] = STRING
                        n += 1
                    i = after
                    continue
                if family == C_LIKE and text[i - 1] == _RAW and text[i] == 34:
                    after = _raw_string_end(text, i, end)
                    codes[n] = stir(_KIND_SEEDS[STRING] + _content(text, i, after))
                    kinds[n] = STRING
                    n += 1
                    i = after
                    continue
            is_member = n > 0 and _among(codes[n - 1], _BEFORE_MEMBERS)
            kind = KEPT if _is_kept(digest, family, is_member, keys, masks) else NAME
            if digest == _DEF and family == PYTHON and at_first and n_open < MAX_NESTING:
                indents[n_open] = begin - line_start
                bodies[n_open] = -1
                n_open += 1
        elif 48 <= c <= 57:
            begin = i
            while i < end and _IS_NUMBER[text[i]]:
                i += 1
            last = i
            while (
                last - 1 > begin
                and (_LOWER[text[last - 1]] == 102 or _LOWER[text[last - 1]] == 108 or _LOWER[text[last - 1]] == 117)
                and text[begin + 1] != 120
            ):
                last -= 1
            for p in range(begin, last):
                digest = (digest ^ np.uint64(_LOWER[text[p]])) * _PRIME
            kind = NUMBER
        elif c == 34 or (c == 39 and _is_quote(text, i, end, family)):
            is_doc = family in (PYTHON, JULIA) and i + 2 < end and text[i + 1] == c and text[i + 2] == c
            after = _string_end(text, i, end, family)
            if is_doc:
                i = after
                continue
            digest = _content(text, i, after)
            i = after
            kind = STRING
        else:
            i += 1
            if c == 40 or c == 91:
                if depth < MAX_PARENTHESES:
                    opened[depth] = 1 if n > 0 and _among(codes[n - 1], _CONTROL_CODES) else 0
                depth += 1
            elif c == 41 or c == 93:
                if n > 0 and codes[n - 1] == _COMMA_CODE:
                    n -= 1
                depth = max(depth - 1, 0)
                is_control = depth >= MAX_PARENTHESES or opened[depth] == 1
                closed_at = n if c == 41 else -1
            elif c == 123:
                if family != C_LIKE and family != RUST:
                    if depth < MAX_PARENTHESES:
                        opened[depth] = 0
                    depth += 1
                is_body = n > 0 and ((n == closed_at and not is_control) or _among(codes[n - 1], _AFTER_CODES))
                if family == C_LIKE and body_brace < 0 and is_body:
                    body_brace = braces
                    bodies[0] = n
                braces += 1
                if family == C_LIKE:
                    depth = 0
            elif c == 125:
                if n > 0 and codes[n - 1] == _COMMA_CODE:
                    n -= 1
                braces = max(braces - 1, 0)
                if family != C_LIKE and family != RUST:
                    depth = max(depth - 1, 0)
                if family == C_LIKE and body_brace >= 0 and braces <= body_brace:
                    if n_functions < limit:
                        functions[n_functions, 0], functions[n_functions, 1] = bodies[0], n
                        n_functions += 1
                    body_brace = -1
            elif c == 59:
                closed_at = -1
            if _DROPPED[c] or (c == 38 and family == FORTRAN):
                continue
            digest = (digest ^ np.uint64(c)) * _PRIME
            if c == 58 and family == PYTHON and depth == 0 and n_open > 0 and bodies[n_open - 1] < 0:
                bodies[n_open - 1] = n + 1
        codes[n] = stir(_KIND_SEEDS[kind] + digest)
        kinds[n] = kind
        n += 1
    while family == PYTHON and n_open > 0:
        n_open -= 1
        if bodies[n_open] >= 0 and n_functions < limit:
            functions[n_functions, 0], functions[n_functions, 1] = bodies[n_open], n
            n_functions += 1
    counts[0], counts[1] = n, n_functions


@native
def link_names(codes: np.ndarray, kinds: np.ndarray, n: int, reach: int, backs: np.ndarray) -> None:
    """How many tokens before each name the same one stands, if less than `reach`; else 0."""
    for i in range(n):
        backs[i] = 0
        if kinds[i] == NAME:
            code = codes[i]
            for back in range(1, min(reach, i + 1)):
                if codes[i - back] == code:
                    backs[i] = back
                    break


@native
def hash_token_grams(
    codes: np.ndarray, kinds: np.ndarray, backs: np.ndarray, n: int, size: int, grams: np.ndarray
) -> int:
    """Hash every sequence of `size` tokens in order, names by where in it they stood before; returns how many."""
    n_grams = n - size + 1
    for i in range(n_grams):
        total = np.uint64(0)
        for k in range(size):
            code = codes[i + k]
            if kinds[i + k] == NAME:
                code = _NAME_CODES[backs[i + k] if backs[i + k] <= k else 0]
            total += code * POWERS[k]
        grams[i] = stir(total)
    return max(n_grams, 0)


@native
def hash_tokens(codes: np.ndarray, kinds: np.ndarray, backs: np.ndarray, start: int, end: int) -> np.uint64:
    """Hash of a whole sequence of tokens, its length included."""
    digest = np.uint64(end - start)
    for i in range(start, end):
        code = codes[i]
        if kinds[i] == NAME:
            code = _NAME_CODES[backs[i] if backs[i] <= i - start else 0]
        digest = stir(digest ^ code)
    return digest

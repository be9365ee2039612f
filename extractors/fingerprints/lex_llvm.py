"""Tokens of LLVM's textual IR.

Numbers that LLVM deals out vanish from names, since one more instruction shifts all that follow: `%12`, `!7` and `#3`
become `%`, `!` and `#`, `%add17` and the label `add17:` become `%add` and `add`, `@.str.4` becomes `@.str`. A name with
its sigil is one token, every other mark a token of its own. In a normalised sequence names of values, blocks, types
and globals are one token by sigil, but for `@llvm.` intrinsics; opcodes, types and attributes stay.
"""

from __future__ import annotations

import numpy as np

from warploom.extractors.fingerprints.native_bytes import (
    NUMBER,
    STRING,
    hash_bytes,
    line_end,
    note,
    put,
    put_literal,
)
from warploom.extractors.ir.native_text import native

_LABEL = np.uint64(0x5851F42D4C957F2D)
_BLANK, _WORD, _SIGIL, _QUOTE, _COMMENT, _OTHER = range(6)
_IS_NAME = np.array([c >= 128 or chr(c).isalnum() or chr(c) in "-$._" for c in range(256)])
"""Truth by byte: what names may hold without quotes."""
_LOOKS = np.full(256, _OTHER, np.uint8)
_LOOKS[:33] = _BLANK
_LOOKS[127] = _BLANK
_LOOKS[_IS_NAME] = _WORD
_LOOKS[[ord(c) for c in "%@!#$^"]] = _SIGIL
_LOOKS[34] = _QUOTE
_LOOKS[59] = _COMMENT


@native
def lex_llvm(
    data: np.ndarray, i: int, end: int, is_normalised: bool, out: np.ndarray, n: int, spans: np.ndarray
) -> int:
    """Write the hashes of the tokens of [i, end) to `out` from `n` on; one past the last.

    `out` must have room for as many as there are bytes; `spans` gets what `native_bytes.note` says, if it has room.
    """
    no_fold = np.uint64(0)
    is_line_start = True
    while i < end:
        c = data[i]
        look = _LOOKS[c]
        if look == _BLANK:
            is_line_start |= c == 10
            i += 1
            continue
        if look == _COMMENT:
            i = line_end(data, i, end)
            continue
        was_line_start = is_line_start
        is_line_start = False
        if look == _WORD:
            j = _name_end(data, i + 1, end)
            is_label = was_line_start and j < end and data[j] == 58
            is_number = 48 <= c <= 57 or (c == 45 and i + 1 < end and 48 <= data[i + 1] <= 57)
            if is_label:
                kept = i if is_normalised else _without_number(data, i, j)
                out[n] = _LABEL ^ hash_bytes(data, i, kept, no_fold)
                note(spans, n, i, kept)
                n += 1
            elif is_number:
                if j < end and data[j] == 43 and (data[j - 1] | 32) == 101:
                    j = _name_end(data, j + 1, end)
                n = put_literal(data, i, j, NUMBER, is_normalised, no_fold, out, n, spans)
            else:
                n = put(data, i, j, no_fold, out, n, spans)
        elif look == _SIGIL:
            j = _sigil_end(data, i, end)
            n = put(data, i, _kept_end(data, i, j, is_normalised), no_fold, out, n, spans)
        elif look == _QUOTE:
            j = _string_end(data, i, end)
            n = put_literal(data, i, j, STRING, is_normalised, no_fold, out, n, spans)
        else:
            j = i + 1
            n = put(data, i, j, no_fold, out, n, spans)
        i = j
    return n


@native
def _name_end(data: np.ndarray, i: int, end: int) -> int:
    while i < end and _IS_NAME[data[i]]:
        i += 1
    return i


@native
def _string_end(data: np.ndarray, i: int, end: int) -> int:
    r"""One past the string, in which quotes are escaped as \\22; one that is not closed ends with its line."""
    i += 1
    while i < end and data[i] != 34 and data[i] != 10:
        i += 1
    return i + 1 if i < end and data[i] == 34 else i


@native
def _sigil_end(data: np.ndarray, i: int, end: int) -> int:
    """One past the name with its sigil at `i`; `!"text"` is a mark and a string."""
    j = i + 1
    if j < end and data[j] == 34 and data[i] != 33:
        return _string_end(data, j, end)
    return _name_end(data, j, end)


@native
def _without_number(data: np.ndarray, start: int, end: int) -> int:
    """Where the digits at the end of a name begin."""
    while end > start and 48 <= data[end - 1] <= 57:
        end -= 1
    return end


@native
def _kept_end(data: np.ndarray, i: int, j: int, is_normalised: bool) -> int:
    """How much of the name with a sigil counts."""
    c = data[i]
    if c == 33 or c == 35:  # kinds of metadata and of debug records are keywords
        return _without_number(data, i + 1, j)
    if c == 94:
        return i + 1
    if is_normalised:
        is_intrinsic = (
            c == 64
            and j - i > 6
            and data[i + 1] == 108
            and data[i + 2] == 108
            and data[i + 3] == 118
            and data[i + 4] == 109
            and data[i + 5] == 46
        )
        return j if is_intrinsic else i + 1
    cut = _without_number(data, i + 1, j)
    if c == 37:
        return cut
    return cut - 1 if cut < j and cut > i + 2 and data[cut - 1] == 46 else j

"""Writes references to values, blocks, types and globals without their names, and variables with what they hold."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from warploom.extractors.ir.native_locals import local_at
from warploom.extractors.ir.native_names import FUNCTION, Globals, Locals, Types, is_letter, word_digest
from warploom.extractors.ir.native_text import find_name, hash_bytes, name_end, native, quote_end

CANONICAL_GROWTH: Final = 16
"""No canonical form is longer than its text times this, and 64 bytes."""

_BLOCKADDRESS = word_digest(b"blockaddress")


class Scratch(NamedTuple):
    """Room that all functions use in turn."""

    seen: np.ndarray
    """(n, 3) int64 by global: the last item that named it, its place among those named there, the last caller."""
    edges: np.ndarray
    work: np.ndarray


@native
def canonical_variables(
    text: np.ndarray,
    names: Globals,
    types: Types,
    known: Locals,
    scratch: Scratch,
    stamp: int,
    first: int,
    out: np.ndarray,
    ends: np.ndarray,
) -> tuple[int, int]:
    """The same for variables and aliases: types and initialisers; `ends` of functions repeat the one before."""
    o = 0
    for g in range(first, len(names.starts)):
        if names.kinds[g] != FUNCTION:
            start, end = names.bodies[g, 0], names.bodies[g, 1]
            if o + (end - start) * CANONICAL_GROWTH + 64 > len(out):
                return g, (1 if g == first else 0)
            o = put(out, o, names.digests[g], 8)
            scratch.seen[g, 0] = stamp + g
            scratch.seen[g, 1] = 0
            o, _ = copy_plain(
                text, start, _initialiser_end(text, start, end), names, types, known, scratch, stamp + g, 1, out, o
            )
            if o < 0:
                return g, 2
        ends[g] = o
    return len(names.starts), 0


@native
def put(out: np.ndarray, o: int, value: np.uint64, size: int) -> int:
    """Write the low bytes of a number; one past them."""
    for _ in range(size):
        out[o] = value & np.uint64(255)
        value >>= np.uint64(8)
        o += 1
    return o


@native
def _initialiser_end(text: np.ndarray, i: int, end: int) -> int:
    """Where section, comdat, alignment and attachments of a variable begin."""
    depth = 0
    while i < end:
        c = text[i]
        if c == 34:
            i = quote_end(text, i, end)
            continue
        if c == 40 or c == 91 or c == 123 or c == 60:
            depth += 1
        elif c == 41 or c == 93 or c == 125 or c == 62:
            depth -= 1
        elif c == 44 and depth == 0 and not _is_alias_comma(text, i):
            return i
        i += 1
    return end


@native
def _is_alias_comma(text: np.ndarray, i: int) -> bool:
    """`, ptr @x`: between an alias's type and what it stands for."""
    return text[i + 2] == 112 and text[i + 3] == 116 and text[i + 4] == 114


@native
def put_global(
    text: np.ndarray,
    i: int,
    last: int,
    names: Globals,
    scratch: Scratch,
    item: int,
    n_seen: int,
    out: np.ndarray,
    o: int,
) -> tuple[int, int, int]:
    """Write a reference to a global: which of those that the item names, and at first what it is.

    (next byte, number of globals seen, number of the global); intrinsics are written by name. -1 if it is unknown.
    """
    g = find_name(text, i + 1, last, names.slots, names.starts, names.ends)
    if g < 0:
        return -1, n_seen, -1
    if is_intrinsic(text, i + 1):
        for k in range(i, last):
            out[o] = text[k]
            o += 1
        return o, n_seen, g
    out[o] = 3
    o += 1
    if scratch.seen[g, 0] != item:
        scratch.seen[g, 0] = item
        scratch.seen[g, 1] = n_seen
        n_seen += 1
        o = put(out, o, names.digests[g], 8)
    return put(out, o, np.uint64(scratch.seen[g, 1]), 4), n_seen, g


@native
def is_intrinsic(text: np.ndarray, i: int) -> bool:
    """The name at `i` begins `llvm.`."""
    return text[i] == 108 and text[i + 1] == 108 and text[i + 2] == 118 and text[i + 3] == 109 and text[i + 4] == 46


@native
def put_local(
    text: np.ndarray, i: int, last: int, end: int, depth: int, is_va_arg: bool, known: Locals, stamp: int, types: Types,
    out: np.ndarray, o: int,
) -> tuple[int, int]:  # fmt: skip
    """Write a value or block by its number or a type by its digest; (next byte, number or -1); -1 if it is unknown."""
    number = local_at(text, i, last, end, depth, is_va_arg, known, stamp, types)
    if number >= 0:
        out[o] = 2
        return put(out, o + 1, np.uint64(number), 4), number
    t = find_name(text, i + 1, last, types.slots, types.starts, types.ends)
    if t < 0:
        return -1, -1
    out[o] = 1
    return put(out, o + 1, types.digests[t], 8), -1


@native
def copy_plain(
    text: np.ndarray, i: int, end: int, names: Globals, types: Types, known: Locals, scratch: Scratch, item: int,
    n_seen: int, out: np.ndarray, o: int,
) -> tuple[int, int]:  # fmt: skip
    """Write a stretch outside of instructions: a function's line, an initialiser. A negative `o` stays so."""
    depth = 1
    is_block_address = False
    while i < end and o >= 0:
        c = text[i]
        if c == 34:
            last = quote_end(text, i, end)
            while i < last:
                out[o] = text[i]
                o += 1
                i += 1
        elif c == 37:
            last = name_end(text, i + 1, end)
            if is_block_address:
                out[o] = 4
                o += 1
                is_block_address = False
            else:
                o, _ = put_local(text, i, last, end, depth, False, known, item, types, out, o)
            i = last
        elif c == 64:
            last = name_end(text, i + 1, end)
            o, n_seen, _ = put_global(text, i, last, names, scratch, item, n_seen, out, o)
            i = last
        elif 97 <= c <= 122:
            last = i
            while last < end and is_letter(text[last]):
                last += 1
            is_block_address = is_block_address or hash_bytes(text, i, last) == _BLOCKADDRESS
            while i < last:
                out[o] = text[i]
                o += 1
                i += 1
        else:
            out[o] = c
            o += 1
            i += 1
    return o, n_seen

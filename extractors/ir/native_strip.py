"""Writes a printed module anew without comments and debug information, its other metadata numbered by first use.

Gone are: comments; records and attachments of debug information, and `!srcloc`, which is an offset in a source;
the nodes of debug information and what only they name; `llvm.dbg.*` and `llvm.gcov`; the module flags that tell the
version of debug information; loop metadata that held places in a source and nothing else.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.ir.native_debug import KIND, PLAIN
from warploom.extractors.ir.native_locals import define_locals, local_at
from warploom.extractors.ir.native_names import Locals, Types, find_local, is_letter, word_digest
from warploom.extractors.ir.native_text import (
    hash_bytes,
    name_end,
    native,
    number_at,
    quote_end,
)

REFERENCE_GROWTH: Final = 10
"""Bytes by which a number that replaces a number or a name may be longer."""

_UNKNOWN, _KEPT, _DROPPED = range(3)
_VA_ARG = word_digest(b"va_arg")
_BLOCKADDRESS = word_digest(b"blockaddress")
_KINDS: Final = np.array([word_digest(w) for w in (b"dbg", b"srcloc", b"DIAssignID", b"heapallocsite")], np.uint64)
_FLAGS: Final = np.array(
    [word_digest(w) for w in (b'"Dwarf Version"', b'"Debug Info Version"', b'"CodeView"', b'"DWARF64"')], np.uint64
)
_NAMED: Final = np.array([[*b"llvm.dbg."], [*b"llvm.gcov"]], np.uint8)
_STOPS_KEPT = np.array([c in b'"!;' for c in range(256)])
_STOPS_RENAMED = np.array([c in b'"!;%([{<)]}>' or 97 <= c <= 122 for c in range(256)])
"""Bytes that are looked at when locals keep their names, and when they are numbered."""


@native
def write_stripped(
    text: np.ndarray,
    newlines: np.ndarray,
    functions: np.ndarray,
    blocks: np.ndarray,
    instructions: np.ndarray,
    metadata: np.ndarray,
    nodes: np.ndarray,
    types: Types,
    known: Locals,
    is_renamed: bool,
    fates: np.ndarray,
    order: np.ndarray,
    numbers: np.ndarray,
    out: np.ndarray,
    ranges: np.ndarray,
) -> int:
    """Write to `out`; its length, or -1 if a function is malformed. `ranges[f]` is where each function lies in it.

    With `is_renamed` values and blocks get the numbers that LLVM would print if they had no names, and the line of
    the module's own name is left out. `fates` (zeros), `order` and `numbers` (-1) are scratch by node.
    """
    stops = _STOPS_RENAMED if is_renamed else _STOPS_KEPT
    o = after = f = 0
    n_kept = 0
    is_inside = False
    was_blank = True
    for line in range(len(newlines)):
        start = after
        end = newlines[line]
        after = end + 1
        if end == start:
            if not was_blank:
                out[o] = 10
                o += 1
                was_blank = True
            continue
        c = text[start]
        if c == 59 or (c == 32 and text[start + 2] == 32 and _is_record(text, start)):
            continue
        if c == 33 and not is_inside:
            if 48 <= text[start + 1] <= 57:
                continue
            before = o
            o, n_kept = _named(text, start, end, metadata, nodes, fates, order, numbers, n_kept, out, o)
            was_blank = was_blank and o == before
            continue
        if c == 115 and is_renamed and not is_inside and text[start + 6] == 95:  # source_filename
            continue
        was_blank = False
        if is_inside and c != 32 and c != 125:
            o = _label(text, start, end, is_renamed, known, f, out, o)
            continue
        if c == 100 and text[start + 2] == 102:  # define
            is_inside = True
            ranges[f, 0] = o
            if is_renamed and define_locals(text, functions, blocks, instructions, f, known) < 0:
                return -1
        o, n_kept = _line(
            text, start, end, stops, is_inside, f, types, known, metadata, nodes, fates, order, numbers, n_kept, out, o
        )
        if o < 0:
            return -1
        if is_inside and c == 125:
            is_inside = False
            ranges[f, 1] = o
            f += 1
        out[o] = 10
        o += 1
    if n_kept and not was_blank:
        out[o] = 10
        o += 1
    k = 0
    while k < n_kept:
        out[o] = 33
        o = _put_number(out, o + 1, k)
        out[o] = 32
        out[o + 1] = 61
        out[o + 2] = 32
        node = order[k]
        o, n_kept = _tuple(
            text, metadata[node, 0], metadata[node, 1], metadata, nodes, fates, order, numbers, n_kept, out, o + 3
        )
        out[o] = 10
        o += 1
        k += 1
    while o > 1 and out[o - 1] == 10 and out[o - 2] == 10:
        o -= 1
    return o


@native
def _is_record(text: np.ndarray, i: int) -> bool:
    """A line of a function that is a record of debug information."""
    while text[i] == 32:
        i += 1
    return text[i] == 35


@native
def _put_number(out: np.ndarray, o: int, value: int) -> int:
    size = 1
    rest = value
    while rest >= 10:
        rest //= 10
        size += 1
    for k in range(size - 1, -1, -1):
        out[o + k] = 48 + value % 10
        value //= 10
    return o + size


@native
def _copy(text: np.ndarray, start: int, end: int, out: np.ndarray, o: int) -> int:
    for k in range(start, end):
        out[o] = text[k]
        o += 1
    return o


@native
def _label(
    text: np.ndarray, start: int, end: int, is_renamed: bool, known: Locals, f: int, out: np.ndarray, o: int
) -> int:
    """A block's label, without the predecessors; the first block has none if blocks are numbered."""
    last = name_end(text, start, end)
    if is_renamed:
        number = find_local(text, start, last, known, f)
        if known.block_of[number] == 0:
            return o
        o = _put_number(out, o, number)
    else:
        o = _copy(text, start, last, out, o)
    out[o] = 58
    out[o + 1] = 10
    return o + 2


@native
def _fate(text: np.ndarray, node: int, metadata: np.ndarray, nodes: np.ndarray, fates: np.ndarray) -> int:
    """Whether a node stays."""
    if fates[node] == _UNKNOWN:
        fates[node] = _DROPPED if nodes[node, KIND] != PLAIN or _says_debug(text, node, metadata, nodes) else _KEPT
    return int(fates[node])


@native
def _says_debug(text: np.ndarray, node: int, metadata: np.ndarray, nodes: np.ndarray) -> bool:
    """A tuple of nothing but debug information and perhaps itself, or a flag that tells its version."""
    i, end = metadata[node, 0], metadata[node, 1]
    if text[i] == 100:  # distinct
        i += 9
    n_debug = 0
    is_plain = False
    while i < end:
        c = text[i]
        if c == 33:
            other = number_at(text, i + 1, end)
            if 0 <= other < len(metadata):
                if nodes[other, KIND] != PLAIN:
                    n_debug += 1
                elif other != node:
                    is_plain = True
            i += 1
        elif c == 34:
            last = quote_end(text, i, end)
            spelled = hash_bytes(text, i, last)
            for k in range(len(_FLAGS)):
                if _FLAGS[k] == spelled:
                    return True
            is_plain = True
            i = last
        else:
            is_plain = is_plain or 97 <= c <= 122
            i += 1
    return n_debug > 0 and not is_plain


@native
def _put_node(
    node: int, order: np.ndarray, numbers: np.ndarray, n_kept: int, out: np.ndarray, o: int
) -> tuple[int, int]:
    """Write a reference to a node that stays; (next byte, number of nodes that stay)."""
    if numbers[node] < 0:
        numbers[node] = n_kept
        order[n_kept] = node
        n_kept += 1
    out[o] = 33
    return _put_number(out, o + 1, numbers[node]), n_kept


@native
def _named(
    text: np.ndarray, start: int, end: int, metadata: np.ndarray, nodes: np.ndarray, fates: np.ndarray,
    order: np.ndarray, numbers: np.ndarray, n_kept: int, out: np.ndarray, o: int,
) -> tuple[int, int]:  # fmt: skip
    """A line of named metadata, unless it is of debug information or nothing of it stays."""
    for k in range(len(_NAMED)):
        is_same = True
        for j in range(_NAMED.shape[1]):
            is_same = is_same and text[start + 1 + j] == _NAMED[k, j]
        if is_same:
            return o, n_kept
    i = start
    while i < end and text[i] != 123:
        i += 1
    before, kept_before = o, n_kept
    o = _copy(text, start, i, out, o)
    had_any = i + 1 < end and text[i + 1] != 125
    o, n_kept = _tuple(text, i, end, metadata, nodes, fates, order, numbers, n_kept, out, o)
    if had_any and out[o - 1] == 125 and out[o - 2] == 123:
        return before, kept_before
    out[o] = 10
    return o + 1, n_kept


@native
def _tuple(
    text: np.ndarray, i: int, end: int, metadata: np.ndarray, nodes: np.ndarray, fates: np.ndarray,
    order: np.ndarray, numbers: np.ndarray, n_kept: int, out: np.ndarray, o: int,
) -> tuple[int, int]:  # fmt: skip
    """A node's operands, without those that go."""
    while i < end:
        c = text[i]
        if c == 34:
            last = quote_end(text, i, end)
            o = _copy(text, i, last, out, o)
            i = last
            continue
        if c == 33:
            node = number_at(text, i + 1, end)
            if 0 <= node < len(metadata):
                i += 1
                while 48 <= text[i] <= 57:
                    i += 1
                if _fate(text, node, metadata, nodes, fates) == _KEPT:
                    o, n_kept = _put_node(node, order, numbers, n_kept, out, o)
                elif text[i] == 44:
                    i += 2
                elif out[o - 1] == 32 and out[o - 2] == 44:
                    o -= 2
                continue
        out[o] = c
        o += 1
        i += 1
    return o, n_kept


@native
def _line(
    text: np.ndarray, i: int, end: int, stops: np.ndarray, is_inside: bool, f: int, types: Types, known: Locals,
    metadata: np.ndarray, nodes: np.ndarray, fates: np.ndarray, order: np.ndarray, numbers: np.ndarray, n_kept: int,
    out: np.ndarray, o: int,
) -> tuple[int, int]:  # fmt: skip
    """Any other line; (next byte, number of nodes that stay), -1 for a name that nothing has."""
    depth = 0
    is_va_arg = is_block_address = False
    while i < end:
        c = text[i]
        if not stops[c]:
            out[o] = c
            o += 1
            i += 1
        elif c == 34:
            last = quote_end(text, i, end)
            o = _copy(text, i, last, out, o)
            i = last
        elif c == 33:
            i, o, n_kept = _exclamation(text, i, end, metadata, nodes, fates, order, numbers, n_kept, out, o)
        elif c == 59:
            break
        elif c == 37:
            last = name_end(text, i + 1, end)
            if is_block_address:
                is_block_address = False
                out[o] = 37
                o += 1
            else:
                number = local_at(text, i, last, end, depth, is_va_arg, known, f, types) if is_inside else -1
                if number >= 0:
                    out[o] = 37
                    o = _put_number(out, o + 1, number)
                else:
                    o = _copy(text, i, last, out, o)
            i = last
        elif 97 <= c <= 122:
            last = i
            while is_letter(text[last]):
                last += 1
            if last - i == 6 and c == 118:
                is_va_arg = hash_bytes(text, i, last) == _VA_ARG
            elif last - i == 12 and c == 98:
                is_block_address = hash_bytes(text, i, last) == _BLOCKADDRESS
            o = _copy(text, i, last, out, o)
            i = last
        else:
            depth += 1 if c == 40 or c == 91 or c == 123 or c == 60 else -1
            out[o] = c
            o += 1
            i += 1
    while o > 0 and out[o - 1] == 32:
        o -= 1
    return o, n_kept


@native
def _exclamation(
    text: np.ndarray, i: int, end: int, metadata: np.ndarray, nodes: np.ndarray, fates: np.ndarray, order: np.ndarray,
    numbers: np.ndarray, n_kept: int, out: np.ndarray, o: int,
) -> tuple[int, int, int]:  # fmt: skip
    """An attachment or an operand at `i`; (next byte to read, next to write, number of nodes that stay)."""
    node = number_at(text, i + 1, end)
    if 0 <= node < len(metadata):
        i += 1
        while 48 <= text[i] <= 57:
            i += 1
        if _fate(text, node, metadata, nodes, fates) == _KEPT:
            o, n_kept = _put_node(node, order, numbers, n_kept, out, o)
            return i, o, n_kept
        out[o] = 33
        out[o + 1] = 123
        out[o + 2] = 125
        return i, o + 3, n_kept
    last = name_end(text, i + 1, end)
    if last == i + 1 or text[last] != 32 or text[last + 1] != 33:
        out[o] = 33
        return i + 1, o + 1, n_kept
    node = number_at(text, last + 2, end)
    if node < 0 or node >= len(metadata):
        out[o] = 33
        return i + 1, o + 1, n_kept
    spelled = hash_bytes(text, i + 1, last)
    is_kept = _fate(text, node, metadata, nodes, fates) == _KEPT
    for k in range(len(_KINDS)):
        is_kept = is_kept and _KINDS[k] != spelled
    name = i
    i = last + 2
    while 48 <= text[i] <= 57:
        i += 1
    if is_kept:
        o = _copy(text, name, last + 1, out, o)
        o, n_kept = _put_node(node, order, numbers, n_kept, out, o)
        return i, o, n_kept
    if out[o - 1] == 32:
        o -= 1
        if out[o - 1] == 44:
            o -= 1
    return i, o, n_kept

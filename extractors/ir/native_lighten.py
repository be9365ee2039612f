"""Takes out of a module's bits what says where its instructions come from, and keeps it as numbers.

LLVM spends half of its time on that. Records are taken out of the blocks of functions, the rest moves up within its
block, and all blocks stay where they are: what lies behind the end of a block's contents, nobody reads. So offsets in
symbol tables and indexes stay true. Codes are those of `LLVMBitCodes.h`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from warploom.extractors.ir.native_bits import (
    BLOCKINFO,
    DEFINE_ABBREV,
    END_BLOCK,
    ENTER_SUBBLOCK,
    UNABBREV_RECORD,
    Abbreviations,
    align,
    bits_at,
    block_header,
    checked,
    copy_bits,
    define,
    enter,
    leave,
    put_bits,
    put_vbr,
    read_blockinfo,
    read_record,
)
from warploom.extractors.ir.native_metadata import (
    BLOCK,
    FILE,
    INLINED_AT,
    KIND,
    LINE,
    METADATA_BLOCK,
    PLACE,
    SCOPE,
    SOURCE,
    STAMP,
    STRING,
    SUBPROGRAM,
    read_metadata,
)

FIRST_INSTRUCTION, SUBPROGRAM_LINE, FILE_START, FILE_LENGTH = range(4)
"""Columns of a function. The last two are where the name of its subprogram's file lies; -1 if it has none."""

_MAGIC: Final = 0xDEC04342
_IDENTIFICATION, _MODULE, _STRTAB, _SYMTAB = 13, 8, 23, 25
_FUNCTION, _ATTACHMENTS, _KINDS = 12, 16, 22
_ATTACHMENT, _KIND = 11, 6
_MAX_INLINED: Final = 256
"""Places that a place is inlined into, one inside the other, that are followed: as the reader of texts does."""

_UNKNOWN, _INSTRUCTION, _NO_INSTRUCTION, _LOC, _LOC_AGAIN, _DEBUG_RECORD = range(6)
_INSTRUCTIONS: Final = frozenset(
    (*(2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 19, 20, 23, 26, 27, 28, 29, 31, 34, 36, 39, 41, 43, 44, 45, 46, 47),
     *(48, 49, 50, 51, 52, 56, 57, 58, 59))
)  # fmt: skip
_FATES: Final = np.array(
    [
        _INSTRUCTION if code in _INSTRUCTIONS
        else _NO_INSTRUCTION if code in (1, 55, 60)  # how many blocks; operand bundles; users of blocks' addresses
        else _LOC if code == 35
        else _LOC_AGAIN if code == 33
        else _DEBUG_RECORD if 61 <= code <= 66
        else _UNKNOWN
        for code in range(128)
    ],
    np.uint8,
)  # fmt: skip
"""By the code of a function's record. Old forms are not among them: LLVM makes other instructions of some."""


class Placed(NamedTuple):
    """What was taken out; how much of each is used is told by `used`."""

    functions: np.ndarray
    lines: np.ndarray
    """By instruction, 0 if unknown; what was inlined has the line that it was inlined at."""
    files: np.ndarray
    """(n, 3) function, first byte and length of the name of a file that one of its instructions is from."""
    used: np.ndarray


FUNCTIONS, LINES, FILES = range(3)


@checked
def lighten(
    words: np.ndarray,
    n_bits: int,
    known: Abbreviations,
    record: np.ndarray,
    nodes: np.ndarray,
    placed: Placed,
    out: np.ndarray,
) -> None:
    """Make the lighter module in `out`, which is a copy; `ValueError` or `IndexError` for what is not understood."""
    if n_bits < 64 or bits_at(words, 0, 32) != _MAGIC:
        raise ValueError("no bitcode")
    at = 32
    n_modules = 0
    while at + 64 <= n_bits:
        if bits_at(words, at, 2) != ENTER_SUBBLOCK:
            raise ValueError("something between blocks")
        block, width, first, last = block_header(words, at + 2, n_bits)
        if block == _MODULE:
            n_modules += 1
            _module(words, first, last, width, known, record, nodes, placed, out)
        elif block not in (_IDENTIFICATION, _STRTAB, _SYMTAB):
            raise ValueError("a block of unknown kind")
        at = last
    if n_modules != 1:
        raise ValueError("not one module")


@checked
def _module(
    words: np.ndarray, at: int, end: int, width: int, known: Abbreviations, record: np.ndarray, nodes: np.ndarray,
    placed: Placed, out: np.ndarray,
) -> None:  # fmt: skip
    before = enter(known, _MODULE)
    n_nodes = 0
    knows_kinds = False
    while at < end:
        number = bits_at(words, at, width)
        at += width
        if number == END_BLOCK:
            leave(known, before)
            return
        if number == DEFINE_ABBREV:
            at = define(words, at, known, -1)
        elif number != ENTER_SUBBLOCK:
            at, _, _ = read_record(words, at, end, number, known, record)
        else:
            block, inner, first, at = block_header(words, at, end)
            if block == BLOCKINFO:
                read_blockinfo(words, first, at, inner, known, record)
            elif block == _KINDS:
                _check_kinds(words, first, at, inner, known, record)
                knows_kinds = True
            elif block == METADATA_BLOCK:
                n_nodes = read_metadata(words, first, at, inner, known, record, nodes, n_nodes)
            elif block == _FUNCTION:
                if not knows_kinds:
                    raise ValueError("kinds of metadata without names")
                _function(words, first, at, inner, known, record, nodes, n_nodes, placed, out)
    raise ValueError("a block without an end")


@checked
def _check_kinds(words: np.ndarray, at: int, end: int, width: int, known: Abbreviations, record: np.ndarray) -> None:
    """See that kind 0 is `dbg` and no other is."""
    before = enter(known, _KINDS)
    while at < end:
        number = bits_at(words, at, width)
        at += width
        if number == END_BLOCK:
            leave(known, before)
            return
        if number < UNABBREV_RECORD:
            raise ValueError("kinds of metadata of unknown form")
        at, code, n = read_record(words, at, end, number, known, record)
        is_dbg = n == 4 and record[1] == 100 and record[2] == 98 and record[3] == 103
        if code != _KIND or n < 1 or is_dbg != (record[0] == 0):
            raise ValueError("kinds of metadata of unknown form")
    raise ValueError("a block without an end")


@checked
def _function(
    words: np.ndarray, at: int, end: int, width: int, known: Abbreviations, record: np.ndarray, nodes: np.ndarray,
    n_nodes: int, placed: Placed, out: np.ndarray,
) -> None:  # fmt: skip
    """Take the places out of one function: [kept, at) is what is yet to be moved, `o` where it goes."""
    f = placed.used[FUNCTIONS]
    n = placed.used[LINES]
    placed.used[FUNCTIONS] += 1
    placed.functions[f, FIRST_INSTRUCTION] = n
    placed.functions[f, SUBPROGRAM_LINE] = 0
    placed.functions[f, FILE_START] = placed.functions[f, FILE_LENGTH] = -1
    before = enter(known, _FUNCTION)
    o = kept = at
    line = 0
    is_placed = True  # nothing is there that could be
    while at < end:
        start = at
        number = bits_at(words, at, width)
        at += width
        if number == END_BLOCK:
            copy_bits(words, kept, at, out, o)
            leave(known, before)
            placed.used[LINES] = n
            return
        if number == DEFINE_ABBREV:
            at = define(words, at, known, -1)
            continue
        if number == ENTER_SUBBLOCK:
            block, inner, first, at = block_header(words, at, end)
            o = copy_bits(words, kept, start, out, o)
            o = align(put_vbr(out, put_vbr(out, put_bits(out, o, number, width), block, 8), inner, 4)) + 32
            contents = o
            if block == _ATTACHMENTS:
                o = _attachments(words, first, at, inner, known, record, nodes, n_nodes, placed, f, out, o)
            else:
                if block == METADATA_BLOCK:
                    n_nodes = read_metadata(words, first, at, inner, known, record, nodes, n_nodes)
                o = copy_bits(words, first, at, out, o)
            put_bits(out, contents - 32, (o - contents) >> 5, 32)
            kept = at
            continue
        at, code, size = read_record(words, at, end, number, known, record)
        fate = _FATES[code] if 0 <= code < len(_FATES) else _UNKNOWN
        if fate == _INSTRUCTION:
            placed.lines[n] = 0
            n += 1
            is_placed = False
        elif fate == _UNKNOWN:
            raise ValueError("a function's record of unknown code")
        elif fate != _NO_INSTRUCTION:
            o = copy_bits(words, kept, start, out, o)
            kept = at
            if fate == _DEBUG_RECORD:
                continue
            if is_placed:
                raise ValueError("a place of no instruction")
            if fate == _LOC:
                if size < 4:
                    raise ValueError("a location that is too short")
                line = _place(record, nodes, n_nodes, f, placed)
            placed.lines[n - 1] = line
            is_placed = True
    raise ValueError("a block without an end")


@checked
def _place(record: np.ndarray, nodes: np.ndarray, n_nodes: int, f: int, placed: Placed) -> int:
    """The line of a location; its files become those of the function."""
    line, scope, around = min(record[0] & 0xFFFFFFFF, 2147483647), record[2] - 1, record[3] - 1
    for _ in range(_MAX_INLINED):
        if scope < 0 or scope >= n_nodes or (nodes[scope, KIND] != SUBPROGRAM and nodes[scope, KIND] != BLOCK):
            raise ValueError("a location in no scope")
        file = nodes[scope, FILE]
        if file >= 0:
            start, length = _file_name(file, nodes, n_nodes)
            if nodes[file, STAMP] != f:
                nodes[file, STAMP] = f
                row = placed.files[placed.used[FILES]]
                row[0], row[1], row[2] = f, start, length
                placed.used[FILES] += 1
        if around < 0:
            return line
        if around >= n_nodes or nodes[around, KIND] != PLACE:
            raise ValueError("a location inlined at none")
        line, scope, around = nodes[around, LINE], nodes[around, SCOPE], nodes[around, INLINED_AT]
    return 0


@checked
def _file_name(file: int, nodes: np.ndarray, n_nodes: int) -> tuple[int, int]:
    """Where the name of a file lies: (first byte, length)."""
    if file >= n_nodes or nodes[file, KIND] != SOURCE:
        raise ValueError("a file that is none")
    name = nodes[file, FILE]
    if name < 0:
        return 0, 0
    if name >= n_nodes or nodes[name, KIND] != STRING:
        raise ValueError("a file that is none")
    return nodes[name, LINE], nodes[name, SCOPE]


@checked
def _attachments(
    words: np.ndarray, at: int, end: int, width: int, known: Abbreviations, record: np.ndarray, nodes: np.ndarray,
    n_nodes: int, placed: Placed, f: int, out: np.ndarray, o: int,
) -> int:  # fmt: skip
    """Copy a function's attachments but for its subprogram; the last bit of the block."""
    before = enter(known, _ATTACHMENTS)
    while at < end:
        start = at
        number = bits_at(words, at, width)
        at += width
        if number == END_BLOCK:
            leave(known, before)
            return align(copy_bits(words, start, at, out, o))
        if number in (ENTER_SUBBLOCK, DEFINE_ABBREV):
            raise ValueError("attachments of unknown form")
        at, code, n = read_record(words, at, end, number, known, record)
        if code != _ATTACHMENT or n > len(record):
            raise ValueError("attachments of unknown form")
        if n % 2 == 1:  # of an instruction
            o = copy_bits(words, start, at, out, o)
            continue
        n_others = 0
        for k in range(0, n, 2):
            if record[k] != 0:
                n_others += 1
                continue
            subprogram = record[k + 1]
            if subprogram < 0 or subprogram >= n_nodes or nodes[subprogram, KIND] != SUBPROGRAM:
                raise ValueError("a function of no subprogram")
            placed.functions[f, SUBPROGRAM_LINE] = nodes[subprogram, LINE]
            if nodes[subprogram, FILE] >= 0:
                name, length = _file_name(nodes[subprogram, FILE], nodes, n_nodes)
                placed.functions[f, FILE_START], placed.functions[f, FILE_LENGTH] = name, length
        if n_others:
            o = put_bits(out, o, UNABBREV_RECORD, width)
            o = put_vbr(out, put_vbr(out, o, _ATTACHMENT, 6), 2 * n_others, 6)
            for k in range(0, n, 2):
                if record[k] != 0:
                    o = put_vbr(out, put_vbr(out, o, record[k], 6), record[k + 1], 6)
    raise ValueError("a block without an end")

"""Reads the metadata blocks of bitcode as far as they place instructions: files, scopes and locations.

Codes and operands are those of LLVM's bitcode: `LLVMBitCodes.h` numbers them, "LLVM Bitcode File Format" says how
blocks lie. A number of a node is its place among all that have one, strings first; functions go on where modules end.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.ir.native_bits import (
    DEFINE_ABBREV,
    END_BLOCK,
    ENTER_SUBBLOCK,
    Abbreviations,
    bits_at,
    block_header,
    checked,
    define,
    enter,
    leave,
    read_record,
    vbr_at,
)

METADATA_BLOCK: Final = 15

OTHER, STRING, SOURCE, SUBPROGRAM, BLOCK, PLACE = range(6)
"""Kinds of nodes."""

KIND, LINE, SCOPE, FILE, INLINED_AT, STAMP, COLUMNS = range(7)
"""Columns of a node. Of a STRING, LINE is its first byte and SCOPE its length; FILE of a SOURCE is its name. SCOPE,
FILE and INLINED_AT are numbers of nodes, or -1. STAMP is the last function that has named a SOURCE."""

_STRINGS, _LOCATION, _FILE = 35, 7, 16
_SUBPROGRAM, _LEXICAL_BLOCK, _LEXICAL_BLOCK_FILE = 21, 22, 23
_MAX_LINE: Final = 2**31 - 1
"""Lines are told up to here, as the reader of texts does."""
_NUMBERED: Final = np.array(
    [k in {2, 3, 5, 7, 12, *range(13, 35), 37, 40, 41, *range(44, 50)} for k in range(64)], np.bool_
)
"""By code: records that are a node. Old forms are not among them."""
_UNNUMBERED: Final = np.array([k in {4, 6, 10, 36, 38, 39} for k in range(64)], np.bool_)
"""By code: names, kinds, attachments of globals and the index."""


@checked
def read_metadata(
    words: np.ndarray, at: int, end: int, width: int, known: Abbreviations, record: np.ndarray, nodes: np.ndarray,
    n: int,
) -> int:  # fmt: skip
    """Fill rows of `nodes` from number n on; how many there are then."""
    before = enter(known, METADATA_BLOCK)
    while at < end:
        number = bits_at(words, at, width)
        at += width
        if number == END_BLOCK:
            leave(known, before)
            return n
        if number == ENTER_SUBBLOCK:
            _, _, _, at = block_header(words, at, end)
            continue
        if number == DEFINE_ABBREV:
            at = define(words, at, known, -1)
            continue
        at, code, size = read_record(words, at, end, number, known, record)
        if code == _STRINGS:
            n = _read_strings(words, record, size, nodes, n)
        elif code < 0 or code >= len(_NUMBERED):
            raise ValueError("a metadata record of unknown code")
        elif _NUMBERED[code]:
            _read_node(code, record, size, nodes[n])
            n += 1
        elif not _UNNUMBERED[code]:
            raise ValueError("a metadata record of unknown code")
    raise ValueError("a block without an end")


@checked
def _read_strings(words: np.ndarray, record: np.ndarray, size: int, nodes: np.ndarray, n: int) -> int:
    """Lengths as numbers of 6-bit chunks, then from an offset on the strings, in one blob."""
    if size != 4:
        raise ValueError("strings of unknown form")
    count, offset, start, length = record[0], record[1], record[2], record[3]
    if offset < 0 or offset > length or count < 0 or count > offset * 8:
        raise ValueError("strings of unknown form")
    at, end = start * 8, (start + offset) * 8
    byte, last = start + offset, start + length
    for _ in range(count):
        size, at = vbr_at(words, at, 6)
        if at > end or size < 0 or size > last - byte:
            raise ValueError("strings longer than their blob")
        nodes[n, KIND] = STRING
        nodes[n, LINE] = byte
        nodes[n, SCOPE] = size
        byte += size
        n += 1
    return n


@checked
def _read_node(code: int, record: np.ndarray, size: int, node: np.ndarray) -> None:
    node[KIND] = OTHER
    node[LINE] = 0
    node[SCOPE] = node[FILE] = node[INLINED_AT] = node[STAMP] = -1
    if code == _LOCATION:
        if size < 5:
            raise ValueError("a location that is too short")
        node[KIND] = PLACE
        node[LINE] = min(record[1] & 0xFFFFFFFF, _MAX_LINE)
        node[SCOPE] = _number(record[3])
        node[INLINED_AT] = _number(record[4] - 1)
    elif code == _FILE:
        if size < 2:
            raise ValueError("a file that is too short")
        node[KIND] = SOURCE
        node[FILE] = _number(record[1] - 1)
    elif code == _SUBPROGRAM:
        if size < 6:
            raise ValueError("a subprogram that is too short")
        node[KIND] = SUBPROGRAM
        node[FILE] = _number(record[4] - 1)
        node[LINE] = min(record[5] & 0xFFFFFFFF, _MAX_LINE)
    elif code in (_LEXICAL_BLOCK, _LEXICAL_BLOCK_FILE):
        if size < 4:
            raise ValueError("a scope that is too short")
        node[KIND] = BLOCK
        node[FILE] = _number(record[2] - 1)


@checked
def _number(value: int) -> int:
    """A number of a node; what can be none is refused."""
    if value < -1 or value > _MAX_LINE:
        raise ValueError("a number that no node has")
    return value

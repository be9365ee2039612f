"""Reads and writes the bits of an LLVM bitstream: numbers, abbreviations, records and the headers of blocks.

Constants and encodings are those of "LLVM Bitcode File Format" in LLVM's documentation. Nothing here trusts the bits:
every access to an array is checked (`IndexError`), what the format does not allow or this reader does not know is a
`ValueError`, and each step of each loop uses up bits, so that reading ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

import numba
import numpy as np

from warploom.extractors.native_cache import keyed_by_sources

END_BLOCK, ENTER_SUBBLOCK, DEFINE_ABBREV, UNABBREV_RECORD = range(4)
"""What every block may hold; higher numbers are its abbreviations."""
BLOCKINFO: Final = 0
"""The block that holds abbreviations for others."""
_SETBID: Final = 1

LITERAL, FIXED, VBR, ARRAY, CHAR6, BLOB = range(6)
"""Encodings of operands, as they are numbered in bitstreams; 0 is our own."""

PADDING_WORDS: Final = 2
_MAX_WIDTH: Final = 32
_KEPT_OPERANDS: Final = 64
"""Of a record; those beyond are counted and not kept."""

_Function = TypeVar("_Function", bound=Callable[..., Any])
_compiled: Any = numba.njit(cache=True, nogil=True, _nrt=False, boundscheck=True)  # type: ignore[call-overload]


def checked(function: _Function) -> _Function:
    """Compile what makes no arrays and may be given anything: an index beyond an array raises `IndexError`."""
    compiled: _Function = keyed_by_sources(_compiled(function))
    return compiled


class Abbreviations(NamedTuple):
    """All that are defined so far, and those that may be used where the reader is."""

    operands: np.ndarray
    """(n, 2) encoding, value."""
    ranges: np.ndarray
    """(n, 2) first operand, one past the last."""
    of_blocks: np.ndarray
    """(n, 2) block, abbreviation: what BLOCKINFO says."""
    active: np.ndarray
    """Abbreviations by their number in the block, counted from `level[BASE]`."""
    level: np.ndarray
    """How much of the above is used, and where the block at hand begins in `active`."""


OPERANDS, RANGES, OF_BLOCKS, ACTIVE, BASE, LEVELS = range(6)


def no_abbreviations() -> Abbreviations:
    """Room for as many as no compiler writes."""
    return Abbreviations(
        np.zeros((16_384, 2), np.int64),
        np.zeros((2_048, 2), np.int64),
        np.zeros((1_024, 2), np.int64),
        np.zeros(4_096, np.int64),
        np.zeros(LEVELS, np.int64),
    )


def record_room() -> np.ndarray:
    """For the operands of one record."""
    return np.zeros(_KEPT_OPERANDS, np.int64)


def words_of(bitcode: bytes) -> np.ndarray:
    """The bytes as 64-bit words, with zeros after them."""
    words = np.zeros(len(bitcode) // 8 + 1 + PADDING_WORDS, np.uint64)
    words.view(np.uint8)[: len(bitcode)] = np.frombuffer(bitcode, np.uint8)
    return words


@checked
def bits_at(words: np.ndarray, at: int, width: int) -> int:
    """The number of `width` bits, 1 to 64, at bit `at`."""
    word, shift = at >> 6, at & 63
    value = words[word] >> np.uint64(shift)
    if shift + width > 64:
        value |= words[word + 1] << np.uint64(64 - shift)
    if width < 64:
        value &= (np.uint64(1) << np.uint64(width)) - np.uint64(1)
    return np.int64(value)  # type: ignore[return-value]


@checked
def vbr_at(words: np.ndarray, at: int, width: int) -> tuple[int, int]:
    """The number in chunks of `width` bits at `at`, and where it ends."""
    more = np.int64(1) << np.int64(width - 1)
    value: Any = np.int64(0)
    shift: Any = np.int64(0)
    while True:
        chunk = np.int64(bits_at(words, at, width))
        at += width
        value |= (chunk & (more - 1)) << shift
        if chunk & more == 0:
            return value, at
        shift += width - 1
        if shift > 63:
            raise ValueError("a number of more than 64 bits")


@checked
def put_bits(out: np.ndarray, at: int, value: int, width: int) -> int:
    """Write a number of up to 32 bits; where it ends."""
    word, shift = at >> 6, at & 63
    mask = (np.uint64(1) << np.uint64(width)) - np.uint64(1)
    bits = np.uint64(value) & mask
    out[word] = (out[word] & ~(mask << np.uint64(shift))) | (bits << np.uint64(shift))
    if shift + width > 64:
        rest = np.uint64(64 - shift)
        out[word + 1] = (out[word + 1] & ~(mask >> rest)) | (bits >> rest)
    return at + width


@checked
def put_vbr(out: np.ndarray, at: int, value: int, width: int) -> int:
    """Write a number in chunks; where it ends."""
    more = 1 << (width - 1)
    while value >= more:
        at = put_bits(out, at, (value & (more - 1)) | more, width)
        value >>= width - 1
    return put_bits(out, at, value, width)


@checked
def copy_bits(words: np.ndarray, start: int, end: int, out: np.ndarray, at: int) -> int:
    """Write the bits [start, end) of `words` at bit `at` of `out`; where they end."""
    while start < end:
        shift = at & 63
        take = min(end - start, 64 - shift)
        value = np.uint64(bits_at(words, start, take))
        mask = ~np.uint64(0)
        if take < 64:
            mask = (np.uint64(1) << np.uint64(take)) - np.uint64(1)
        word = at >> 6
        out[word] = (out[word] & ~(mask << np.uint64(shift))) | (value << np.uint64(shift))
        start += take
        at += take
    return at


@checked
def align(at: int) -> int:
    """The next multiple of 32 bits."""
    return (at + 31) & ~31


@checked
def block_header(words: np.ndarray, at: int, end: int) -> tuple[int, int, int, int]:
    """What follows ENTER_SUBBLOCK: (number of the block, width in it, its first bit, one past its last)."""
    block, at = vbr_at(words, at, 8)
    width, at = vbr_at(words, at, 4)
    at = align(at)
    first = at + 32
    last = first + 32 * bits_at(words, at, 32)
    if last > end or width < 2 or width > _MAX_WIDTH:
        raise ValueError("a block that is no block")
    return block, width, first, last


@checked
def enter(known: Abbreviations, block: int) -> tuple[int, int, int, int]:
    """Make the abbreviations of a block those that are used; what `leave` needs afterwards."""
    level = known.level
    before = level[OPERANDS], level[RANGES], level[ACTIVE], level[BASE]
    level[BASE] = level[ACTIVE]
    for k in range(level[OF_BLOCKS]):
        if known.of_blocks[k, 0] == block:
            known.active[level[ACTIVE]] = known.of_blocks[k, 1]
            level[ACTIVE] += 1
    return before


@checked
def leave(known: Abbreviations, before: tuple[int, int, int, int]) -> None:
    """Forget the abbreviations that the block defined for itself."""
    known.level[OPERANDS], known.level[RANGES], known.level[ACTIVE], known.level[BASE] = before


@checked
def define(words: np.ndarray, at: int, known: Abbreviations, block: int) -> int:
    """Read what follows DEFINE_ABBREV, for the block at hand or, if it is not -1, for `block`; where it ends."""
    level = known.level
    n, at = vbr_at(words, at, 5)
    first = level[OPERANDS]
    for _ in range(n):
        is_literal = bits_at(words, at, 1)
        at += 1
        if is_literal:
            encoding = LITERAL
            value, at = vbr_at(words, at, 8)
        else:
            encoding = bits_at(words, at, 3)
            at += 3
            value = 0
            if encoding in (FIXED, VBR):
                value, at = vbr_at(words, at, 5)
                if value < 0 or value > 64 or (encoding == VBR and value == 1):
                    raise ValueError("an abbreviation of impossible width")
                if value == 0:
                    encoding = LITERAL
            elif encoding == LITERAL or encoding > BLOB:
                raise ValueError("an abbreviation of unknown encoding")
        known.operands[level[OPERANDS], 0] = encoding
        known.operands[level[OPERANDS], 1] = value
        level[OPERANDS] += 1
    known.ranges[level[RANGES], 0] = first
    known.ranges[level[RANGES], 1] = level[OPERANDS]
    if block < 0:
        known.active[level[ACTIVE]] = level[RANGES]
        level[ACTIVE] += 1
    else:
        known.of_blocks[level[OF_BLOCKS], 0] = block
        known.of_blocks[level[OF_BLOCKS], 1] = level[RANGES]
        level[OF_BLOCKS] += 1
    level[RANGES] += 1
    return at


@checked
def read_blockinfo(words: np.ndarray, at: int, end: int, width: int, known: Abbreviations, record: np.ndarray) -> None:
    """Read the block whose records say which block the abbreviations after them are for."""
    block = -1
    before = enter(known, -1)
    while at < end:
        code = bits_at(words, at, width)
        at += width
        if code == END_BLOCK:
            known.level[ACTIVE], known.level[BASE] = before[2], before[3]
            return
        if code == DEFINE_ABBREV and block >= 0:
            at = define(words, at, known, block)
        elif code == UNABBREV_RECORD:
            at, kind, n = read_record(words, at, end, code, known, record)
            if kind == _SETBID and n > 0 and record[0] >= 0:
                block = record[0]
        else:
            raise ValueError("a block of abbreviations that holds something else")
    raise ValueError("a block without an end")


@checked
def read_record(
    words: np.ndarray, at: int, end: int, number: int, known: Abbreviations, record: np.ndarray
) -> tuple[int, int, int]:
    """The record that begins after its abbreviation's number: (where it ends, its code, how many operands).

    Of a blob two operands are made, its first byte in the stream and its length.
    """
    if number == UNABBREV_RECORD:
        kind, at = vbr_at(words, at, 6)
        n, at = vbr_at(words, at, 6)
        if n < 0 or n * 6 > end - at:
            raise ValueError("a record longer than its block")
        return _read_operands(words, at, n, record), kind, n
    place = known.level[BASE] + number - 4
    if place >= known.level[ACTIVE]:
        raise ValueError("a record of an abbreviation that nobody has defined")
    abbreviation = known.active[place]
    kind = n = -1
    k, last = known.ranges[abbreviation, 0], known.ranges[abbreviation, 1]
    while k < last:
        encoding, width = known.operands[k, 0], known.operands[k, 1]
        k += 1
        if encoding == LITERAL:
            value = width
        elif encoding == FIXED:
            value = bits_at(words, at, width)
            at += width
        elif encoding == VBR:
            value, at = vbr_at(words, at, width)
        elif encoding == CHAR6:
            value = bits_at(words, at, 6)
            at += 6
        elif n < 0 or k + (encoding == ARRAY) != last:
            raise ValueError("an array or blob where none can be")
        elif encoding == ARRAY:
            at, n = _read_array(words, at, end, known.operands[k, 0], known.operands[k, 1], record, n)
            break
        else:
            length, at = vbr_at(words, at, 6)
            at = align(at)
            if length < 0 or length > (end - at) >> 3 or n + 2 > _KEPT_OPERANDS:
                raise ValueError("a blob longer than its block")
            record[n], record[n + 1] = at >> 3, length
            n += 2
            at = align(at + 8 * length)
            break
        if n < 0:
            kind = value
        elif n < _KEPT_OPERANDS:
            record[n] = value
        n += 1
    if n < 0 or at > end:
        raise ValueError("a record longer than its block")
    return at, kind, n


@checked
def _read_operands(words: np.ndarray, at: int, n: int, record: np.ndarray) -> int:
    """Operands in chunks of 6 bits, ten of which are taken from the words at once: where they end."""
    window = np.uint64(0)
    n_left = 0
    for k in range(n):
        value = shift = np.int64(0)
        while True:
            if n_left == 0:
                window = np.uint64(bits_at(words, at, 64))
                n_left = 10
            chunk = np.int64(window & np.uint64(63))
            window >>= np.uint64(6)
            n_left -= 1
            at += 6
            value |= (chunk & 31) << shift
            if chunk < 32:
                break
            shift += 5
            if shift > 63:
                raise ValueError("a number of more than 64 bits")
        if k < _KEPT_OPERANDS:
            record[k] = value
    return at


@checked
def _read_array(
    words: np.ndarray, at: int, end: int, encoding: int, width: int, record: np.ndarray, n: int
) -> tuple[int, int]:
    """The elements of an array go on with operand n of the record: (where it ends, how many operands)."""
    length, at = vbr_at(words, at, 6)
    if encoding == CHAR6:
        width = 6
    elif encoding not in (FIXED, VBR):
        raise ValueError("an array of nothing")
    if length < 0 or length > (end - at) // width:
        raise ValueError("an array longer than its block")
    for k in range(n, n + length):
        if encoding == VBR:
            value, at = vbr_at(words, at, width)
        elif k < _KEPT_OPERANDS:
            value = bits_at(words, at, width)
            at += width
        else:
            at += (n + length - k) * width
            break
        if k < _KEPT_OPERANDS:
            record[k] = value
    return at, n + length

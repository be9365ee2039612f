"""Tables of a printed module's names: globals, struct types, and the values and blocks of one function at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from warploom.extractors.ir.native_index import DECLARATION, DEFINITION, GLOBAL, TYPE, TextIndex
from warploom.extractors.ir.native_text import (
    add_names,
    find_name,
    hash_bytes,
    name_end,
    native,
    number_at,
    quote_end,
    same_bytes,
    table_size,
)

VARIABLE, ALIAS, FUNCTION = range(3)
"""Kinds of globals; IFUNC counts as ALIAS."""

_FNV_START, _FNV_PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)


class Globals(NamedTuple):
    """By number, in the order of the text; names are without `@` and with their quotes."""

    slots: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    kinds: np.ndarray
    bodies: np.ndarray
    """(n, 2) of a variable or an alias: where the type begins, where the line ends; else 0."""
    digests: np.ndarray
    """uint64: what a reference says of it: kind, type, address space; of a constant its value; of what is defined
    elsewhere its name, since that is all there is of it."""


class Types(NamedTuple):
    """Named struct types; names are without `%` and with their quotes."""

    slots: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    bodies: np.ndarray
    digests: np.ndarray
    """uint64: of the body, types in it by their digests."""
    n_numbered: np.ndarray
    """How many have numbers instead of names, as most values have: the only element."""


class Locals(NamedTuple):
    """Values and blocks of one function, numbered as LLVM numbers what has no names; `stamp` tells whose they are."""

    slots: np.ndarray
    stamps: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    numbered: np.ndarray
    numbered_stamps: np.ndarray
    block_of: np.ndarray
    """Block of that number within the function, or -1 for a value."""


def locals_for(index: TextIndex, n_arguments: int) -> Locals:
    """Room for the values and blocks of any one function."""
    functions = index.functions
    n_blocks, n_instructions = np.diff(functions[:, 3]), np.diff(functions[:, 4])
    n = int((n_blocks + n_instructions).max(initial=0)) + n_arguments + 2
    size = table_size(n)
    return Locals(
        np.empty(size, np.int32),
        np.full(size, -1, np.int32),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int32),
        np.full(n, -1, np.int32),
        np.empty(n, np.int32),
    )


def read_types(text: np.ndarray, index: TextIndex) -> Types:
    """All named types."""
    n = int(np.count_nonzero(index.lines[:, 0] == TYPE))
    types = Types(
        np.full(table_size(n), -1, np.int32),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty((n, 2), np.int64),
        np.zeros(n, np.uint64),
        np.zeros(1, np.int64),
    )
    _read_types(text, index.lines, types, np.empty((n + 1, 2), np.int64), np.zeros(n, np.bool_))
    return types


def read_globals(text: np.ndarray, index: TextIndex, types: Types) -> Globals:
    """All variables, aliases and functions."""
    kinds = index.lines[:, 0]
    n = int(np.count_nonzero((kinds == GLOBAL) | (kinds == DECLARATION) | (kinds == DEFINITION)))
    found = Globals(
        np.full(table_size(n), -1, np.int32),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.zeros((n, 2), np.int64),
        np.zeros(n, np.uint64),
    )
    _read_globals(text, index.lines, types, found)
    return found


def word_digest(spelled: bytes) -> np.uint64:
    """What `hash_bytes` makes of a word."""
    array = np.frombuffer(spelled, np.uint8)
    digest = int(_FNV_START)
    for c in array.tolist():
        digest = ((digest ^ c) * int(_FNV_PRIME)) & 0xFFFFFFFFFFFFFFFF
    return np.uint64(digest ^ (digest >> 29))


_GLOBAL, _CONSTANT, _ALIAS, _IFUNC = (word_digest(w) for w in (b"global", b"constant", b"alias", b"ifunc"))
_EXTERNAL, _EXTERN_WEAK = word_digest(b"external"), word_digest(b"extern_weak")
_ADDRSPACE, _THREAD_LOCAL = word_digest(b"addrspace"), word_digest(b"thread_local")


@native
def is_letter(c: int) -> bool:
    """A byte that words of the language are made of, digits and `_` included."""
    return 97 <= c <= 122 or 48 <= c <= 57 or c == 95 or 65 <= c <= 90


@native
def group_end(text: np.ndarray, i: int, end: int) -> int:
    """One past the bracket that closes the one at `i`."""
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
            if depth == 0:
                return i + 1
        i += 1
    return end


@native
def type_end(text: np.ndarray, i: int, end: int) -> int:
    """One past the type at `i`, address space and parameters of a function's type included."""
    c = text[i]
    if c == 91 or c == 123 or c == 60:
        i = group_end(text, i, end)
    elif c == 37:
        i = name_end(text, i + 1, end)
    else:
        while i < end and is_letter(text[i]):
            i += 1
        if i < end and text[i] == 40:
            i = group_end(text, i, end)
    while i + 1 < end and text[i] == 32:
        word = i + 1
        while word < end and is_letter(text[word]):
            word += 1
        if word >= end or text[word] != 40 or (word > i + 1 and hash_bytes(text, i + 1, word) != _ADDRSPACE):
            break
        i = group_end(text, word, end)
    return i


@native
def digest_type(text: np.ndarray, i: int, end: int, types: Types, digest: np.uint64) -> np.uint64:
    """FNV-1a over types or a constant, goes on from `digest`; named types by their digests, globals without names."""
    while i < end:
        c = text[i]
        if c == 37:
            last = name_end(text, i + 1, end)
            known = find_name(text, i + 1, last, types.slots, types.starts, types.ends)
            inner = types.digests[known] if known >= 0 else np.uint64(0)
            digest = (digest ^ (inner & np.uint64(0xFFFFFFFF))) * _FNV_PRIME
            digest = (digest ^ (inner >> np.uint64(32))) * _FNV_PRIME
            i = last
            continue
        if c == 64:
            digest = (digest ^ np.uint64(64)) * _FNV_PRIME
            i = name_end(text, i + 1, end)
            continue
        last = quote_end(text, i, end) if c == 34 else i + 1
        while i < last:
            digest = (digest ^ np.uint64(text[i])) * _FNV_PRIME
            i += 1
    return digest


@native
def _read_types(text: np.ndarray, lines: np.ndarray, types: Types, stack: np.ndarray, is_done: np.ndarray) -> None:
    n = 0
    for k in range(len(lines)):
        if lines[k, 0] == TYPE:
            start, end = lines[k, 1] + 1, lines[k, 2]
            last = name_end(text, start, end)
            types.starts[n] = start
            types.n_numbered[0] += 48 <= text[start] <= 57
            types.ends[n] = last
            types.bodies[n, 0] = min(last + 8, end)  # ` = type `
            types.bodies[n, 1] = end
            n += 1
    add_names(text, types.slots, types.starts, types.ends, n)
    # A type comes after those that it holds; none can hold itself, and if one is said to, it is done when met again.
    for t in range(n):
        if is_done[t]:
            continue
        top = 0
        stack[0, 0] = t
        stack[0, 1] = types.bodies[t, 0]
        is_done[t] = True
        while top >= 0:
            current, i = stack[top, 0], stack[top, 1]
            end = types.bodies[current, 1]
            inner = -1
            while i < end and inner < 0:
                if text[i] == 37:
                    last = name_end(text, i + 1, end)
                    inner = find_name(text, i + 1, last, types.slots, types.starts, types.ends)
                    if inner >= 0 and is_done[inner]:
                        inner = -1
                    i = last
                elif text[i] == 34:
                    i = quote_end(text, i, end)
                else:
                    i += 1
            stack[top, 1] = i
            if inner >= 0:
                top += 1
                stack[top, 0] = inner
                stack[top, 1] = types.bodies[inner, 0]
                is_done[inner] = True
            else:
                types.digests[current] = digest_type(text, types.bodies[current, 0], end, types, _FNV_START)
                top -= 1


@native
def _read_globals(text: np.ndarray, lines: np.ndarray, types: Types, found: Globals) -> None:
    n = 0
    for k in range(len(lines)):
        kind, start, end = lines[k, 0], lines[k, 1], lines[k, 2]
        if kind == GLOBAL:
            last = name_end(text, start + 1, end)
            found.starts[n] = start + 1
            found.ends[n] = last
            _read_variable(text, min(last + 3, end), end, types, found, n)
            n += 1
        elif kind in (DECLARATION, DEFINITION):
            at = symbol_at(text, start, end)
            found.starts[n] = at
            found.ends[n] = name_end(text, at, end)
            found.kinds[n] = FUNCTION
            found.digests[n] = np.uint64(FUNCTION)
            if kind == DECLARATION:
                found.digests[n] ^= hash_bytes(text, at, found.ends[n])
            n += 1
    add_names(text, found.slots, found.starts, found.ends, n)


@native
def symbol_at(text: np.ndarray, i: int, end: int) -> int:
    """Where the function's name begins in a line of `define` or `declare`, after its `@`."""
    while i < end and text[i] != 64:
        i = quote_end(text, i, end) if text[i] == 34 else i + 1
    return min(i + 1, end)


@native
def _read_variable(text: np.ndarray, i: int, end: int, types: Types, found: Globals, n: int) -> None:
    """From the first word after ` = `: linkage and the like do not count, what it is and where does."""
    digest = _FNV_START
    found.kinds[n] = VARIABLE
    is_elsewhere = is_constant = False
    while i < end:
        word = i
        while word < end and is_letter(text[word]):
            word += 1
        if word == i:
            break
        spelled = hash_bytes(text, i, word)
        last = group_end(text, word, end) if text[word] == 40 else word
        is_elsewhere |= spelled in (_EXTERNAL, _EXTERN_WEAK)
        is_constant |= spelled == _CONSTANT
        is_kind = spelled in (_GLOBAL, _CONSTANT, _ALIAS, _IFUNC)
        if is_kind or spelled in (_ADDRSPACE, _THREAD_LOCAL):
            digest = digest_type(text, i, last, types, digest)
        i = min(last + 1, end)
        if is_kind:
            if spelled in (_ALIAS, _IFUNC):
                found.kinds[n] = ALIAS
            break
    found.bodies[n, 0] = i
    found.bodies[n, 1] = end
    value = type_end(text, i, end)
    digest = digest_type(text, i, value, types, digest)
    if is_elsewhere:
        digest ^= hash_bytes(text, found.starts[n], found.ends[n])
    elif is_constant:
        digest = digest_type(text, value, _value_end(text, value, end), types, digest)
    found.digests[n] = digest


@native
def _value_end(text: np.ndarray, i: int, end: int) -> int:
    """One past the value at `i`: at the comma before alignment, section, comdat and metadata."""
    while i < end and text[i] != 44:
        c = text[i]
        if c == 34:
            i = quote_end(text, i, end)
        elif c == 40 or c == 91 or c == 123 or c == 60:
            i = group_end(text, i, end)
        else:
            i += 1
    return i


@native
def define_local(text: np.ndarray, start: int, end: int, known: Locals, stamp: int, number: int, block: int) -> bool:
    """Give the name [start, end) a number; false if there is no room for it, which no text of LLVM's comes to."""
    if number >= len(known.starts):
        return False
    known.starts[number] = start
    known.ends[number] = end
    known.block_of[number] = block
    slot_number = number_at(text, start, end)
    if slot_number >= 0:
        if slot_number >= len(known.numbered):
            return False
        known.numbered[slot_number] = number
        known.numbered_stamps[slot_number] = stamp
        return True
    mask = np.uint64(len(known.slots) - 1)
    slot = hash_bytes(text, start, end) & mask
    while known.stamps[slot] == stamp:
        slot = (slot + np.uint64(1)) & mask
    known.stamps[slot] = stamp
    known.slots[slot] = number
    return True


@native
def find_local(text: np.ndarray, start: int, end: int, known: Locals, stamp: int) -> int:
    """Number of the value or block of that name, -1 if there is none."""
    slot_number = number_at(text, start, end)
    if slot_number >= 0:
        if slot_number < len(known.numbered) and known.numbered_stamps[slot_number] == stamp:
            return int(known.numbered[slot_number])
        return -1
    mask = np.uint64(len(known.slots) - 1)
    slot = hash_bytes(text, start, end) & mask
    while known.stamps[slot] == stamp:
        number = known.slots[slot]
        length = end - start
        if known.ends[number] - known.starts[number] == length and same_bytes(
            text, known.starts[number], start, length
        ):
            return int(number)
        slot = (slot + np.uint64(1)) & mask
    return -1

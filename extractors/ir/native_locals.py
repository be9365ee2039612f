"""Finds the values and blocks that a function defines, and tells them from types of the same name."""

from __future__ import annotations

import numpy as np

from warploom.extractors.ir.native_names import Locals, Types, define_local, find_local, is_letter, symbol_at
from warploom.extractors.ir.native_text import (
    find_name,
    name_end,
    native,
    number_at,
    quote_end,
)


@native
def count_arguments(text: np.ndarray, functions: np.ndarray) -> int:
    """The largest number of commas in a line of `define`: no function has more arguments than that and one."""
    largest = 0
    for f in range(len(functions) - 1):
        n = 1
        for i in range(functions[f, 0], functions[f, 1]):
            n += text[i] == 44
        largest = max(largest, n)
    return largest


@native
def define_locals(
    text: np.ndarray,
    functions: np.ndarray,
    blocks: np.ndarray,
    instructions: np.ndarray,
    f: int,
    known: Locals,
) -> int:
    """Number what function f defines, as LLVM would if nothing had a name; where its parameter list ends, or -1.

    Arguments come first, then each block before its instructions, of which those count that have a result.
    """
    end = functions[f, 1]
    i = symbol_at(text, functions[f, 0], end)
    i = name_end(text, i, end)
    n = slot = 0
    depth = 0
    name = name_last = -1
    while i < end:
        c = text[i]
        if c == 34:
            i = quote_end(text, i, end)
            continue
        if c == 40 or c == 91 or c == 123 or c == 60:
            depth += 1
        elif c == 41 or c == 93 or c == 125 or c == 62 or c == 44:
            if (c == 44 or depth == 1) and depth == 1 and name >= 0 and name_last == i:
                if not define_local(text, name, name_last, known, f, n, -1):
                    return -1
                slot = max(slot, number_at(text, name, name_last) + 1)
                n += 1
            if c != 44:
                depth -= 1
                if depth == 0:
                    i += 1
                    break
        elif c == 37 and depth == 1:
            name = i + 1
            name_last = name_end(text, name, end)
            i = name_last
            continue
        i += 1
    parameters_end = i
    for b in range(functions[f, 3], functions[f + 1, 3]):
        start = blocks[b, 0]
        if start < 0:
            if n >= len(known.numbered) or slot >= len(known.numbered):
                return -1
            known.numbered[slot] = n
            known.numbered_stamps[slot] = f
            known.starts[n] = known.ends[n] = 0
            known.block_of[n] = b - functions[f, 3]
        else:
            last = name_end(text, start, functions[f, 2])
            if not define_local(text, start, last, known, f, n, b - functions[f, 3]):
                return -1
        n += 1
        for k in range(blocks[b, 1], blocks[b + 1, 1]):
            start = instructions[k, 0] + 2
            if text[start] == 37:
                last = name_end(text, start + 1, instructions[k, 1])
                if not define_local(text, start + 1, last, known, f, n, -1):
                    return -1
                n += 1
    return parameters_end


@native
def local_at(
    text: np.ndarray, i: int, last: int, end: int, depth: int, is_va_arg: bool, known: Locals, stamp: int, types: Types
) -> int:
    """Number of the value or block whose `%` is at `i`, or -1 if a type is meant there."""
    number = find_local(text, i + 1, last, known, stamp)
    if number < 0 or not len(types.starts) or (48 <= text[i + 1] <= 57 and types.n_numbered[0] == 0):
        return number
    is_both = find_name(text, i + 1, last, types.slots, types.starts, types.ends) >= 0
    return -1 if is_both and _is_type(text, i, last, end, depth, is_va_arg) else number


@native
def _is_type(text: np.ndarray, i: int, last: int, end: int, depth: int, is_va_arg: bool) -> bool:
    """Whether the name at `i`, which both a type and a local have, stands where a type does."""
    before = i - 2  # the word before becomes [before, i - 1)
    while before > 0 and is_letter(text[before]):
        before -= 1
    before += 1
    follows_word = text[i - 1] == 32
    length = i - 1 - before
    follows_label = follows_word and length == 5 and text[before] == 108 and text[before + 4] == 108
    if text[last] == 32 and last < end:
        c, d = text[last + 1], text[last + 2]
        if c == 91:  # [
            follows_within = follows_word and length == 6 and text[before] == 119 and text[before + 5] == 110
            return not (follows_label or follows_within)
        if c == 61 or c == 93:  # = ]
            return False
        if c == 97 and (text[last + 2] == 99):  # acquire, acq_rel; but asm is after a type
            return False
        if (c == 116 and d == 111) or (c == 117 and d == 110) or (c == 109 and d == 111) or (c == 114 and d == 101):
            # to, unwind or unordered or undef, monotonic, release
            return c == 117 and d == 110 and text[last + 3] == 100
        return not (c == 115 and (d == 121 or d == 101))  # syncscope, seq_cst
    if text[i - 1] == 40:
        return True
    if follows_label or not follows_word:
        return False
    if text[i - 2] == 44:
        return depth > 0 or is_va_arg
    if text[i - 2] == 123 or text[i - 2] == 60:
        return True
    if length == 1 and text[before] == 120:  # x, after a count
        return 48 <= text[before - 2] <= 57
    # alloca, inalloca, load, volatile, atomic, getelementptr, inbounds, nuw, nusw, inrange(...)
    c, z = text[before], text[i - 2]
    return (
        (length == 6 and c == 97 and (z == 97 or z == 99))
        or (length == 8 and (z == 97 or z == 101 or z == 115))
        or (length == 4 and ((c == 108 and z == 100) or (c == 110 and z == 119)))
        or (length == 13 and c == 103)
        or (length == 3 and c == 110 and z == 119)
    )

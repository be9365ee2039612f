"""Writes functions so that nothing in them has a name, and counts what they hold on the way."""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.ir.native_index import OPCODES
from warploom.extractors.ir.native_locals import define_locals
from warploom.extractors.ir.native_loops import find_loops
from warploom.extractors.ir.native_names import Globals, Locals, Types, is_letter, symbol_at, word_digest
from warploom.extractors.ir.native_references import (
    CANONICAL_GROWTH,
    Scratch,
    copy_plain,
    is_intrinsic,
    put_global,
    put_local,
)
from warploom.extractors.ir.native_text import (
    find_name,
    hash_bytes,
    name_end,
    native,
    number_at,
    quote_end,
)

N_SPACES: Final = 16
"""Address spaces that are told apart; those above count as the last."""

DIRECT, INDIRECT, INTRINSIC, ASM, LOOPS, LOOP_DEPTH, VECTOR_BITS, SUBPROGRAM, SYMBOL, KERNEL, SPACES = range(11)
"""Columns of what is counted. SUBPROGRAM is the number of its metadata or -1, SYMBOL its own number among the globals,
KERNEL 1 for what a device is given to start; from SPACES on come loads, stores and atomics."""

_OP = {name: number for number, name in enumerate(OPCODES)}
_CALL, _INVOKE, _CALLBR, _VA_ARG = _OP["call"], _OP["invoke"], _OP["callbr"], _OP["va_arg"]
_LOAD, _STORE, _CMPXCHG, _ATOMICRMW, _SHUFFLE = (
    _OP[o] for o in ("load", "store", "cmpxchg", "atomicrmw", "shufflevector")
)
_W_LABEL, _W_ASM, _W_PTR, _W_ADDRSPACE, _W_BLOCKADDRESS = (
    word_digest(w) for w in (b"label", b"asm", b"ptr", b"addrspace", b"blockaddress")
)
_W_HALF, _W_BFLOAT, _W_FLOAT, _W_DOUBLE, _W_FP128, _W_X87, _W_PPC = (
    word_digest(w) for w in (b"half", b"bfloat", b"float", b"double", b"fp128", b"x86_fp80", b"ppc_fp128")
)
_W_PTX_KERNEL, _W_AMDGPU_KERNEL, _W_SPIR_KERNEL = (
    word_digest(w) for w in (b"ptx_kernel", b"amdgpu_kernel", b"spir_kernel")
)
_HEADER_WORDS: Final = np.array(
    [
        word_digest(w)
        for w in (
            *(b"private", b"internal", b"available_externally", b"linkonce", b"weak", b"common", b"appending"),
            *(b"extern_weak", b"linkonce_odr", b"weak_odr", b"external", b"dso_local", b"dso_preemptable", b"default"),
            *(b"hidden", b"protected", b"dllimport", b"dllexport"),
        )
    ],
    np.uint64,
)
"""What a function's line says of its symbol and not of the function."""

_IS_COPIED = np.array([c not in b'"%@!#;<([{>)]},\n' and not (97 <= c <= 122) for c in range(256)])
"""Bytes that neither begin a word nor mean anything to the walk."""


@native
def canonical_functions(
    text: np.ndarray,
    functions: np.ndarray,
    blocks: np.ndarray,
    instructions: np.ndarray,
    names: Globals,
    types: Types,
    known: Locals,
    scratch: Scratch,
    pointer_bits: np.ndarray,
    first: int,
    out: np.ndarray,
    ends: np.ndarray,
    facts: np.ndarray,
    histograms: np.ndarray,
    locations: np.ndarray,
    callees: np.ndarray,
) -> tuple[int, int]:
    """Write functions from number `first` on while there is room, one after the other; (next function, state).

    `ends[f]` is where each form ends in `out`, `facts[f]` its counts, `histograms[f]` its opcodes, `locations` the
    number of each instruction's location or -1, `callees` rows of (function, global), the next free row in
    `callees[-1, 0]`. State 0 is well, 1: `out` has no room for a single function, 2: the function is malformed.
    """
    o = 0
    n_callees = callees[-1, 0]
    for f in range(first, len(functions) - 1):
        start, end = functions[f, 0], functions[f, 2]
        if o + (end - start) * CANONICAL_GROWTH + 64 > len(out):
            callees[-1, 0] = n_callees
            return f, (1 if f == first else 0)
        parameters_end = define_locals(text, functions, blocks, instructions, f, known)
        if parameters_end < 0:
            return f, 2
        facts[f, SUBPROGRAM] = _subprogram(text, parameters_end, functions[f, 1])
        n_seen = 0
        at = symbol_at(text, start, functions[f, 1])
        own = find_name(text, at, name_end(text, at, functions[f, 1]), names.slots, names.starts, names.ends)
        facts[f, SYMBOL] = own
        scratch.seen[own, 0] = f
        scratch.seen[own, 1] = 0
        n_seen = 1
        i = _header_start(text, start + 7, at - 1)
        facts[f, KERNEL] = _is_kernel(text, i, at - 1)
        o, n_seen = copy_plain(text, i, at - 1, names, types, known, scratch, f, n_seen, out, o)
        o, n_seen = copy_plain(
            text, name_end(text, at, end), parameters_end, names, types, known, scratch, f, n_seen, out, o
        )
        if o < 0:
            return f, 2
        out[o] = 10
        o += 1
        n_edges = 0
        for b in range(functions[f, 3], functions[f + 1, 3]):
            out[o] = 58  # a block begins
            o += 1
            for k in range(blocks[b, 1], blocks[b + 1, 1]):
                opcode = instructions[k, 2]
                histograms[f, opcode] += 1
                o, n_seen, n_edges, n_callees = _instruction(
                    text, k, instructions, names, types, known, scratch, pointer_bits, f, b - functions[f, 3],
                    n_seen, n_edges, n_callees, out, o, facts, locations, callees,
                )  # fmt: skip
                if o < 0:
                    return f, 2
                out[o] = 10
                o += 1
        find_loops(scratch.edges[:n_edges], functions[f + 1, 3] - functions[f, 3], scratch.work, facts[f, LOOPS:])
        ends[f] = o
    callees[-1, 0] = n_callees
    return len(functions) - 1, 0


@native
def _subprogram(text: np.ndarray, i: int, end: int) -> int:
    """Number of the `!dbg` that a function's line attaches; -1 if there is none."""
    while i < end:
        c = text[i]
        if c == 34:
            i = quote_end(text, i, end)
            continue
        if c == 33 and text[i + 1] == 100 and text[i + 2] == 98 and text[i + 3] == 103 and text[i + 5] == 33:
            return number_at(text, i + 6, end)
        i += 1
    return -1


@native
def _header_start(text: np.ndarray, i: int, end: int) -> int:
    """Where calling convention, attributes of the result and its type begin."""
    while i < end:
        word = i
        while word < end and is_letter(text[word]):
            word += 1
        spelled = hash_bytes(text, i, word)
        is_skipped = False
        for k in range(len(_HEADER_WORDS)):
            is_skipped = is_skipped or _HEADER_WORDS[k] == spelled
        if not is_skipped or word == i:
            break
        i = word + 1
    return i


@native
def _is_kernel(text: np.ndarray, i: int, end: int) -> bool:
    """Whether the word at `i` is the calling convention of kernels."""
    word = i
    while word < end and is_letter(text[word]):
        word += 1
    spelled = hash_bytes(text, i, word)
    return spelled in (_W_PTX_KERNEL, _W_AMDGPU_KERNEL, _W_SPIR_KERNEL)


@native
def _element_bits(text: np.ndarray, i: int, end: int, pointer_bits: np.ndarray) -> int:
    """Bits of the number or pointer type at `i`, 0 if it is another."""
    if text[i] == 105:
        return max(0, number_at(text, i + 1, end))
    last = i
    while last < end and is_letter(text[last]):
        last += 1
    word = hash_bytes(text, i, last)
    if word == _W_FLOAT:
        return 32
    if word == _W_DOUBLE:
        return 64
    if word in (_W_HALF, _W_BFLOAT):
        return 16
    if word in (_W_FP128, _W_PPC):
        return 128
    if word == _W_X87:
        return 80
    if word == _W_PTR:
        space = 0
        if text[last] == 32 and text[last + 1] == 97 and text[last + 10] == 40:  # ` addrspace(`
            space = number_at(text, last + 11, end)
        return int(pointer_bits[min(max(space, 0), len(pointer_bits) - 1)])
    return 0


@native
def _instruction(
    text: np.ndarray, k: int, instructions: np.ndarray, names: Globals, types: Types, known: Locals, scratch: Scratch,
    pointer_bits: np.ndarray, f: int, block: int, n_seen: int, n_edges: int, n_callees: int, out: np.ndarray, o: int,
    facts: np.ndarray, locations: np.ndarray, callees: np.ndarray,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Write one instruction but for its result's number and its attachments; the counters, `o` -1 if malformed."""
    i, end, opcode = instructions[k, 3], instructions[k, 1], instructions[k, 2]
    is_call = opcode in (_CALL, _INVOKE, _CALLBR)
    is_access = opcode in (_LOAD, _STORE, _CMPXCHG, _ATOMICRMW)
    n_commas_wanted = 1 if opcode in (_LOAD, _STORE) else 0
    is_label = is_block_address = False
    depth = n_commas = 0
    space = -1
    sees_through = False
    shuffled_bits = lanes = 0
    locations[k] = -1
    while i < end:
        c = text[i]
        if _IS_COPIED[c]:
            out[o] = c
            o += 1
            i += 1
            continue
        if 97 <= c <= 122:
            start = i
            while is_letter(text[i]):
                out[o] = text[i]
                o += 1
                i += 1
            length = i - start
            if length == 5 and c == 108:
                is_label = hash_bytes(text, start, i) == _W_LABEL
            elif length == 3 and (is_access or is_call):
                if c == 97 and is_call and depth == 0:
                    if hash_bytes(text, start, i) == _W_ASM:
                        facts[f, ASM] += 1
                        is_call = False
                elif c == 112 and depth == 0 and is_access and space < 0 and n_commas == n_commas_wanted:  # noqa: SIM102 - the word last
                    if hash_bytes(text, start, i) == _W_PTR:
                        space = 0
                        sees_through = text[i] == 32 and 97 <= text[i + 1] <= 122
            elif length == 9 and sees_through:
                if hash_bytes(text, start, i) == _W_ADDRSPACE:
                    space = number_at(text, i + 1, end)
                    sees_through = False
            elif length == 12 and c == 98:
                is_block_address = hash_bytes(text, start, i) == _W_BLOCKADDRESS
            continue
        if c == 37:
            last = name_end(text, i + 1, end)
            if is_block_address:
                out[o] = 4
                o += 1
                is_block_address = False
            else:
                if is_call and depth == 0 and text[last] == 40:
                    facts[f, INDIRECT] += 1
                    is_call = False
                o, number = put_local(text, i, last, end, depth, opcode == _VA_ARG, known, f, types, out, o)
                if o < 0:
                    return o, n_seen, n_edges, n_callees
                if is_label:
                    if number < 0 or known.block_of[number] < 0:
                        return -1, n_seen, n_edges, n_callees
                    scratch.edges[n_edges, 0] = block
                    scratch.edges[n_edges, 1] = known.block_of[number]
                    n_edges += 1
            is_label = False
            i = last
        elif c == 64:
            last = name_end(text, i + 1, end)
            o, n_seen, g = put_global(text, i, last, names, scratch, f, n_seen, out, o)
            if o < 0:
                return o, n_seen, n_edges, n_callees
            if is_call and depth == 0:
                is_call = False
                if is_intrinsic(text, i + 1):
                    facts[f, INTRINSIC] += 1
                else:
                    facts[f, DIRECT] += 1
                    if scratch.seen[g, 2] != f:
                        scratch.seen[g, 2] = f
                        callees[n_callees, 0] = f
                        callees[n_callees, 1] = g
                        n_callees += 1
            i = last
        elif c == 34:
            last = quote_end(text, i, end)
            while i < last:
                out[o] = text[i]
                o += 1
                i += 1
        elif c == 33:
            if depth == 0 and text[i - 1] == 32 and text[i - 2] == 44:  # the attachments; a location comes first
                if text[i + 1] == 100 and text[i + 2] == 98 and text[i + 3] == 103 and text[i + 4] == 32:
                    locations[k] = number_at(text, i + 6, end)
                o -= 2
                break
            out[o] = c
            o += 1
            i += 1
            while 48 <= text[i] <= 57:
                i += 1
        elif c == 35:
            if text[i - 1] == 32:
                o -= 1
            i += 1
            while 48 <= text[i] <= 57:
                i += 1
        elif c == 59:
            while i < end and text[i] != 10:
                i += 1
        else:
            if c == 40 or c == 91 or c == 123:
                depth += 1
            elif c == 41 or c == 93 or c == 125 or c == 62:
                depth -= 1
            elif c == 44:
                if depth == 0:
                    n_commas += 1
                    sees_through = False
            elif c == 60:
                depth += 1
                at = i + 1
                if text[at] == 118:  # vscale x
                    at += 9
                count = number_at(text, at, end)
                if count > 0:
                    while 48 <= text[at] <= 57:
                        at += 1
                    if text[at] == 32 and text[at + 1] == 120 and text[at + 2] == 32:
                        bits = _element_bits(text, at + 3, end, pointer_bits)
                        shuffled_bits = bits if shuffled_bits == 0 else shuffled_bits
                        lanes = count
                        facts[f, VECTOR_BITS] = max(facts[f, VECTOR_BITS], count * bits)
            out[o] = c
            o += 1
            i += 1
    if is_call:
        facts[f, INDIRECT] += 1
    if space >= 0:
        facts[f, SPACES + min(space, N_SPACES - 1)] += 1
    if opcode == _SHUFFLE:
        facts[f, VECTOR_BITS] = max(facts[f, VECTOR_BITS], lanes * shuffled_bits)
    return o, n_seen, n_edges, n_callees

"""Where functions, blocks, instructions, globals, types and metadata lie in a printed module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from warploom.extractors.ir.native_text import (
    name_end,
    native,
    number_at,
)
from warploom.schemas.errors import WarploomError

OPCODES: Final = (
    *("ret", "br", "switch", "indirectbr", "invoke", "resume", "unreachable", "cleanupret", "catchret", "catchswitch"),
    *("callbr", "fneg", "add", "fadd", "sub", "fsub", "mul", "fmul", "udiv", "sdiv", "fdiv", "urem", "srem", "frem"),
    *("shl", "lshr", "ashr", "and", "or", "xor", "alloca", "load", "store", "getelementptr", "fence", "cmpxchg"),
    *("atomicrmw", "trunc", "zext", "sext", "fptoui", "fptosi", "uitofp", "sitofp", "fptrunc", "fpext", "ptrtoint"),
    *("ptrtoaddr", "inttoptr", "bitcast", "addrspacecast", "cleanuppad", "catchpad", "icmp", "fcmp", "phi", "call"),
    *("select", "va_arg", "extractelement", "insertelement", "shufflevector", "extractvalue", "insertvalue"),
    *("landingpad", "freeze"),
)
"""LLVM's instructions by their number here, as they are printed and as its C API names them."""

GLOBAL, TYPE, DECLARATION, DEFINITION, NAMED_METADATA, OTHER = range(6)
"""Kinds of lines outside of functions. The body of a definition is its line's; OTHER are attributes and the like."""

_CALL = OPCODES.index("call")
_WORD_BYTES = 14
_OPCODE_SLOTS = 1024


class MalformedTextError(WarploomError):
    """What is said to be a printed module is not one that this reader knows; `line` is its first strange line."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line

    def __str__(self) -> str:
        return f"not a line of LLVM's textual form: {self.line}"


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Offsets are bytes of the text; ends are exclusive and without the newline."""

    newlines: np.ndarray
    """Where they are."""
    lines: np.ndarray
    """(n, 3) kind, first byte, end: lines outside of functions but for metadata, in order."""
    functions: np.ndarray
    """(n, 6) first byte of `define`, end of that line, one past the closing brace, first block, first instruction,
    line above; a last row closes the ranges."""
    blocks: np.ndarray
    """(n + 1, 2) first byte of the label's line, or -1 for an entry without one; first instruction."""
    instructions: np.ndarray
    """(n, 4) first byte of its line, end with the lines that continue it, opcode, where its text begins after
    the result."""
    metadata: np.ndarray
    """(n, 2) first byte after `!N = `, end, by number."""
    n_named: int
    """Values and blocks that have names instead of numbers."""


def _opcode_table() -> tuple[np.ndarray, np.ndarray]:
    """Slots by a hash of the word, and the words, each after its length."""
    slots = np.full(_OPCODE_SLOTS, -1, np.int16)
    words = np.zeros((len(OPCODES), _WORD_BYTES + 1), np.uint8)
    for number, opcode in enumerate(OPCODES):
        spelled = opcode.encode()
        words[number, 0] = len(spelled)
        words[number, 1 : 1 + len(spelled)] = np.frombuffer(spelled, np.uint8)
        slot = 0
        for c in spelled:
            slot = (slot * 31 + c) & (_OPCODE_SLOTS - 1)
        while slots[slot] >= 0:
            slot = (slot + 1) & (_OPCODE_SLOTS - 1)
        slots[slot] = number
    return slots, words


_SLOTS, _WORDS = _opcode_table()


def index_text(text: np.ndarray) -> TextIndex:
    """Look once over a padded text; `MalformedTextError`."""
    newlines = np.flatnonzero(text == ord("\n"))
    n_lines = len(newlines) + 1
    # what is not used of these is never touched
    lines = np.empty((n_lines, 3), np.int64)
    functions = np.empty((n_lines, 6), np.int64)
    blocks = np.empty((n_lines, 2), np.int64)
    instructions = np.empty((n_lines, 4), np.int64)
    metadata = np.empty((n_lines, 2), np.int64)
    found = np.zeros(6, np.int64)
    bad = _index(text, newlines, _SLOTS, _WORDS, lines, functions, blocks, instructions, metadata, found)
    if bad >= 0:
        raise MalformedTextError(text[bad : bad + 200].tobytes().split(b"\n")[0].decode("ascii", "backslashreplace"))
    return TextIndex(
        newlines=newlines,
        lines=lines[: found[0]],
        functions=functions[: found[1] + 1],
        blocks=blocks[: found[2] + 1],
        instructions=instructions[: found[3]],
        metadata=metadata[: found[4]],
        n_named=int(found[5]),
    )


@native
def _index(
    text: np.ndarray,
    newlines: np.ndarray,
    slots: np.ndarray,
    words: np.ndarray,
    lines: np.ndarray,
    functions: np.ndarray,
    blocks: np.ndarray,
    instructions: np.ndarray,
    metadata: np.ndarray,
    found: np.ndarray,
) -> int:
    """Fill the arrays and how much of each is used; the first byte of a line that is strange, or -1."""
    n_lines = n_functions = n_blocks = n_instructions = n_nodes = n_named = 0
    n = len(text)
    after = 0
    is_inside = False
    for line in range(len(newlines)):
        start = after
        end = newlines[line]
        after = end + 1
        if end == start:
            continue
        c = text[start]
        if is_inside:
            if c == 32:
                if text[start + 2] == 32 or text[start + 2] == 93:  # a record of debug information, or a continuation
                    first = start + 2
                    while text[first] == 32:
                        first += 1
                    if text[first] != 35:
                        if n_instructions == functions[n_functions, 4]:
                            return start
                        instructions[n_instructions - 1, 1] = end
                    continue
                if n_blocks == functions[n_functions, 3]:
                    blocks[n_blocks, 0] = -1
                    blocks[n_blocks, 1] = n_instructions
                    n_blocks += 1
                first = start + 2
                if text[first] == 37:
                    n_named += text[first + 1] < 48 or text[first + 1] > 57
                    first = name_end(text, first + 1, end) + 3
                opcode = _opcode(text, first, slots, words)
                if opcode < 0:
                    return start
                instructions[n_instructions, 0] = start
                instructions[n_instructions, 1] = end
                instructions[n_instructions, 2] = opcode
                instructions[n_instructions, 3] = first
                n_instructions += 1
            elif c == 125:
                functions[n_functions, 2] = end
                n_functions += 1
                is_inside = False
            elif c != 59:
                if text[name_end(text, start, end)] != 58:
                    return start
                n_named += c < 48 or c > 57
                blocks[n_blocks, 0] = start
                blocks[n_blocks, 1] = n_instructions
                n_blocks += 1
        elif c == 33 and 48 <= text[start + 1] <= 57:
            if number_at(text, start + 1, end) != n_nodes:
                return start
            first = start + 1
            while first < end and text[first] != 61:
                first += 1
            metadata[n_nodes, 0] = min(first + 2, end)
            metadata[n_nodes, 1] = end
            n_nodes += 1
        elif c != 59:
            kind = OTHER
            if c == 64:
                kind = GLOBAL
            elif c == 37:
                kind = TYPE
            elif c == 33:
                kind = NAMED_METADATA
            elif c == 100:
                kind = DECLARATION
                if text[start + 2] == 102:
                    kind = DEFINITION
                    functions[n_functions, 0] = start
                    functions[n_functions, 1] = end
                    functions[n_functions, 3] = n_blocks
                    functions[n_functions, 4] = n_instructions
                    functions[n_functions, 5] = n_lines
                    is_inside = True
            elif c == 32:
                return start
            lines[n_lines, 0] = kind
            lines[n_lines, 1] = start
            lines[n_lines, 2] = end
            n_lines += 1
    if is_inside:
        return functions[n_functions, 0]
    functions[n_functions, 0] = functions[n_functions, 1] = functions[n_functions, 2] = n
    functions[n_functions, 3] = n_blocks
    functions[n_functions, 4] = n_instructions
    functions[n_functions, 5] = n_lines
    blocks[n_blocks, 0] = -1
    blocks[n_blocks, 1] = n_instructions
    found[0], found[1], found[2], found[3], found[4] = n_lines, n_functions, n_blocks, n_instructions, n_nodes
    found[5] = n_named
    return -1


@native
def _opcode(text: np.ndarray, i: int, slots: np.ndarray, words: np.ndarray) -> int:
    """Number of the opcode whose word is at `i`; -1 if it is none."""
    slot = 0
    start = i
    while 97 <= text[i] <= 122 or text[i] == 95:
        slot = (slot * 31 + text[i]) & (_OPCODE_SLOTS - 1)
        i += 1
    length = i - start
    is_before_call = text[i + 1] == 99 and text[i + 2] == 97 and text[i + 3] == 108 and text[i + 4] == 108
    if text[i] == 32 and is_before_call and length in (4, 6, 8):  # tail, notail, musttail
        return _CALL
    while slots[slot] >= 0:
        number = slots[slot]
        if words[number, 0] == length:
            k = 0
            while k < length and words[number, 1 + k] == text[start + k]:
                k += 1
            if k == length:
                return int(number)
        slot = (slot + 1) & (_OPCODE_SLOTS - 1)
    return -1

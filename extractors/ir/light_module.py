"""A module without what says where its instructions come from, which LLVM reads in half the time; and that as numbers.

What is told of a module by way of the lighter one is what LLVM's whole text would tell; where that is not certain, LLVM
reads the whole one: a form that the native reader does not know, or instructions that LLVM made out of older ones.
The native code may be given anything, see `native_bits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from warploom.extractors.ir.native_bits import no_abbreviations, record_room, words_of
from warploom.extractors.ir.native_lighten import (
    FILE_LENGTH,
    FILE_START,
    FIRST_INSTRUCTION,
    SUBPROGRAM_LINE,
    Placed,
    lighten,
)
from warploom.extractors.ir.native_metadata import COLUMNS
from warploom.extractors.ir.places import Places
from warploom.extractors.ir.printed_module import MAX_BITCODE_BYTES

_MAX_NODES: Final = 1 << 22
"""Of metadata: a module of more is read whole."""
_LENGTH_BITS: Final = 30
_LENGTH_MASK: Final = (1 << _LENGTH_BITS) - 1
"""Of a name, in one number with where it begins."""
_BITS_OF_NODE: Final = 6
_BYTES_OF_FUNCTION: Final = 12
_BYTES_OF_INSTRUCTION: Final = 2
"""What each takes in a bitstream at the least; a module where it takes less is read whole."""


@dataclass(frozen=True, slots=True)
class LightModule:
    """`bitcode` has the functions and instructions of the module that it was made of, and their places apart."""

    bitcode: bytes
    places: Places
    first_instructions: np.ndarray
    """By function; one more closes the last."""


class HeavyModuleError(Exception):
    """A module that is to be read whole; the message says why."""


def light_module(bitcode: bytes) -> LightModule:
    """Make a module lighter; `HeavyModuleError`."""
    size = len(bitcode)
    if size > MAX_BITCODE_BYTES:
        raise HeavyModuleError("beyond the limit")
    words = words_of(bitcode)
    # what is not used of these is never touched
    placed = Placed(
        np.empty((size // _BYTES_OF_FUNCTION + 1, 4), np.int64),
        np.empty(size // _BYTES_OF_INSTRUCTION + 1, np.int32),
        np.empty((size // _BYTES_OF_INSTRUCTION + 1, 3), np.int64),
        np.zeros(3, np.int64),
    )
    nodes = np.empty((min(8 * size // _BITS_OF_NODE + 1, _MAX_NODES), COLUMNS), np.int32)
    out = words.copy()
    try:
        lighten(words, 8 * size, no_abbreviations(), record_room(), nodes, placed, out)
    except (ValueError, IndexError) as error:
        raise HeavyModuleError(str(error)) from None
    n_functions, n_lines, n_files = placed.used.tolist()
    functions, lines, files = placed.functions[:n_functions], placed.lines[:n_lines], placed.files[:n_files]
    return LightModule(
        out.view(np.uint8)[:size].tobytes(),
        _places(bitcode, functions, lines.copy(), files),
        np.append(functions[:, FIRST_INSTRUCTION], n_lines),
    )


def _places(bitcode: bytes, functions: np.ndarray, lines: np.ndarray, files: np.ndarray) -> Places:
    own = functions[:, FILE_START] << _LENGTH_BITS | functions[:, FILE_LENGTH]
    where, numbers = np.unique(np.concatenate((own, files[:, 1] << _LENGTH_BITS | files[:, 2])), return_inverse=True)
    numbers = numbers.astype(np.int32)
    names = []
    for one in where.tolist():
        start = one >> _LENGTH_BITS
        names.append(bitcode[start : start + (one & _LENGTH_MASK)].decode("utf-8", "backslashreplace"))
    n = len(functions)
    return Places(
        names=tuple(names),
        lines=lines,
        files=np.stack((files[:, 0].astype(np.int32), numbers[n:]), axis=1),
        function_files=np.where(own < 0, -1, numbers[:n]),
        function_lines=functions[:, SUBPROGRAM_LINE],
    )

"""Runs the native readers over a printed module and keeps what they found as arrays."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from warploom.extractors.ir.light_module import HeavyModuleError, LightModule
from warploom.extractors.ir.native_canonical import (
    N_SPACES,
    SPACES,
    SUBPROGRAM,
    canonical_functions,
)
from warploom.extractors.ir.native_debug import DEBUG, FILE, KIND, LINE, place_instructions, read_nodes
from warploom.extractors.ir.native_index import DECLARATION, OPCODES, OTHER, MalformedTextError, TextIndex, index_text
from warploom.extractors.ir.native_locals import count_arguments
from warploom.extractors.ir.native_loops import work_words
from warploom.extractors.ir.native_names import (
    FUNCTION,
    VARIABLE,
    Globals,
    Locals,
    Types,
    locals_for,
    read_globals,
    read_types,
)
from warploom.extractors.ir.native_references import CANONICAL_GROWTH, Scratch, canonical_variables
from warploom.extractors.ir.native_strip import REFERENCE_GROWTH, write_stripped
from warploom.extractors.ir.native_text import count_byte, padded
from warploom.extractors.ir.places import Places

_CHUNK_BYTES = 1 << 20
"""Of canonical forms that lie in memory at once, unless a single one is longer."""
_LINE_BYTES = 4096
"""Of the first line, looked at together: it rarely has more, and what follows may have hundreds of megabytes."""
_WORD_BYTES = 32
"""More than any linkage has."""
_POINTER = re.compile(r"p[a-z]*(\d*):(\d+)")
_ESCAPE = re.compile(rb"\\(\\|[0-9A-Fa-f]{2})")
_NO_ROOM, _MALFORMED = 1, 2


@dataclass(frozen=True, slots=True)
class ModuleTables:
    """Rows of functions are by their number in the text."""

    text: np.ndarray
    index: TextIndex
    names: Globals
    triple: str
    data_layout: str
    source_filename: str
    facts: np.ndarray
    """Columns as in `native_canonical`."""
    histograms: np.ndarray
    """(functions, opcodes)."""
    callees: np.ndarray
    """(function, global), each pair once."""
    places: Places
    function_digests: list[bytes]
    variable_digests: list[bytes]
    stripped: np.ndarray
    stripped_ranges: np.ndarray
    stripped_sha256: str

    @property
    def n_declarations(self) -> int:
        """Functions without a body."""
        return int(np.count_nonzero(self.index.lines[:, 0] == DECLARATION))

    @property
    def n_variables(self) -> int:
        """Global variables."""
        return int(np.count_nonzero(self.names.kinds == VARIABLE))

    def symbol(self, number: int) -> str:
        """Name of a global."""
        return unescaped(self.text[self.names.starts[number] : self.names.ends[number]].tobytes())

    def word_before_symbol(self, f: int, number: int) -> str:
        """What follows `define` in the line of function f, whose name is that of a global."""
        start, end = self.index.functions[f, 0] + len("define "), self.names.starts[number] - 1
        word, _, _ = self.text[start : min(end, start + _WORD_BYTES)].tobytes().partition(b" ")
        return word.decode("ascii", "backslashreplace")


def unescaped(printed: bytes) -> str:
    """A name or string as it is, from how LLVM prints it: in quotes if it is more than plain letters."""
    if not printed.startswith(b'"'):
        return printed.decode("ascii", "backslashreplace")
    raw = _ESCAPE.sub(lambda m: m[1] if m[1] == b"\\" else bytes.fromhex(m[1].decode()), printed[1:-1])
    return raw.decode("utf-8", "backslashreplace")


def read_tables(printed: bytes, light: LightModule | None = None) -> ModuleTables:
    """All that is found in a printed module; `MalformedTextError`.

    Of a `light` one's text, the places of its instructions are taken from there: `HeavyModuleError` if LLVM has printed
    other instructions than it had.
    """
    text = padded(printed)
    index = index_text(text)
    types = read_types(text, index)
    names = read_globals(text, index, types)
    known = locals_for(index, int(count_arguments(text, index.functions)))
    head = _head(text, index)
    data_layout = head.get("target datalayout", "")
    nodes = np.empty((len(index.metadata), 5), np.int32)
    read_nodes(text, index.metadata, nodes)
    canonical = _Canonical(text, index, names, types, known, _pointer_bits(data_layout))
    function_digests = canonical.function_digests()
    variable_digests = canonical.variable_digests()
    if light is None:
        places = _places(text, index, nodes, canonical)
    elif np.array_equal(light.first_instructions, index.functions[:, 4]):
        places = light.places
    else:
        raise HeavyModuleError("LLVM makes other instructions of its own")
    stripped, ranges = _stripped(text, index, nodes, types, known, is_renamed=False)
    if index.n_named:
        known.stamps[:] = -1
        known.numbered_stamps[:] = -1
        hashed, _ = _stripped(text, index, nodes, types, known, is_renamed=True)
    else:
        hashed = _without_source_filename(stripped)
    return ModuleTables(
        text=text,
        index=index,
        names=names,
        triple=head.get("target triple", ""),
        data_layout=data_layout,
        source_filename=head.get("source_filename", ""),
        facts=canonical.facts,
        histograms=canonical.histograms,
        callees=canonical.callees[: canonical.callees[-1, 0]],
        places=places,
        function_digests=function_digests,
        variable_digests=variable_digests,
        stripped=stripped,
        stripped_ranges=ranges,
        stripped_sha256=hashlib.sha256(hashed.data).hexdigest(),
    )


def _head(text: np.ndarray, index: TextIndex) -> dict[str, str]:
    """The first lines: what they set, by name."""
    found = {}
    for kind, start, end in index.lines[:3].tolist():
        name, _, value = text[start:end].tobytes().partition(b" = ")
        if kind == OTHER and value.startswith(b'"'):
            found[name.decode("ascii", "backslashreplace")] = unescaped(value)
    return found


def _pointer_bits(data_layout: str) -> np.ndarray:
    """Width of pointers by address space."""
    sizes: dict[int, int] = {}
    for part in data_layout.split("-"):
        found = _POINTER.match(part)
        if found is not None:
            sizes[int(found[1] or 0)] = int(found[2])
    default = sizes.get(0, 64)
    return np.array([sizes.get(space, default) for space in range(N_SPACES)], np.int64)


class _Canonical:
    """The walk over functions and variables; what it counted is complete after `function_digests`."""

    def __init__(
        self, text: np.ndarray, index: TextIndex, names: Globals, types: Types, known: Locals, pointer_bits: np.ndarray
    ) -> None:
        self._text, self._index, self._names, self._types, self._known = text, index, names, types, known
        self._pointer_bits = pointer_bits
        n = len(index.functions) - 1
        n_instructions = len(index.instructions)
        self.facts = np.zeros((n, SPACES + N_SPACES), np.int64)
        self.histograms = np.zeros((n, len(OPCODES)), np.int32)
        self.locations = np.empty(n_instructions, np.int32)
        self.callees = np.zeros((n_instructions + 1, 2), np.int32)
        longest = int((index.functions[:-1, 2] - index.functions[:-1, 0]).max(initial=0))
        n_edges = longest // len("label%x") + 1
        n_blocks = int(np.diff(index.functions[:, 3]).max(initial=0))
        self._scratch = Scratch(
            np.full((len(names.starts), 3), -1, np.int64),
            np.empty((n_edges, 2), np.int64),
            np.empty(work_words(n_blocks, n_edges), np.int64),
        )

    def function_digests(self) -> list[bytes]:
        """One for each function with a body."""
        functions, blocks, instructions = self._index.functions, self._index.blocks, self._index.instructions
        common = (self._names, self._types, self._known, self._scratch, self._pointer_bits)
        counted = (self.facts, self.histograms, self.locations, self.callees)
        return self._digests(
            len(functions) - 1,
            lambda first, out, ends: canonical_functions(
                self._text, functions, blocks, instructions, *common, first, out, ends, *counted
            ),
            lambda f: tuple(functions[f, ::2][:2].tolist()),
        )

    def variable_digests(self) -> list[bytes]:
        """One for each variable and alias."""
        stamp = len(self._index.functions)
        found = self._digests(
            len(self._names.starts),
            lambda first, out, ends: canonical_variables(
                self._text, self._names, self._types, self._known, self._scratch, stamp, first, out, ends
            ),
            lambda g: tuple(self._names.bodies[g].tolist()),
        )
        return [digest for digest, kind in zip(found, self._names.kinds.tolist(), strict=True) if kind != FUNCTION]

    def _digests(self, n: int, write: Any, extent: Any) -> list[bytes]:
        """Digests of n items that `write` writes as many of as there is room for, from a first one on."""
        out = np.empty(_CHUNK_BYTES, np.uint8)
        ends = np.zeros(n, np.int64)
        found: list[bytes] = []
        while len(found) < n:
            first = len(found)
            after, state = write(first, out, ends)
            if state == _MALFORMED:
                start, end = extent(after)
                line = self._text[start : min(end, start + 200)].tobytes().split(b"\n")[0]
                raise MalformedTextError(line.decode("ascii", "backslashreplace"))
            if state == _NO_ROOM:
                start, end = extent(after)
                out = np.empty((end - start) * CANONICAL_GROWTH + 64, np.uint8)
                continue
            form = out.data
            start = 0
            for end in ends[first:after].tolist():
                found.append(hashlib.blake2b(form[start:end], digest_size=16).digest())
                start = end
        return found


def _places(text: np.ndarray, index: TextIndex, nodes: np.ndarray, canonical: _Canonical) -> Places:
    """Places as the debug metadata of the text has them."""
    lines, files = _placed(canonical.locations, index, nodes)
    subprograms = canonical.facts[:, SUBPROGRAM]
    own = np.full(len(subprograms), -1, np.int64)
    own_lines = np.zeros(len(subprograms), np.int64)
    is_known = (subprograms >= 0) & (subprograms < len(nodes))
    named = nodes[subprograms[is_known]]
    own[is_known] = np.where(named[:, KIND] == DEBUG, named[:, FILE], -1)
    own_lines[is_known] = named[:, LINE]
    where, numbers = np.unique(np.concatenate((own, files[:, 1])), return_inverse=True)
    n = len(own)
    return Places(
        names=tuple("" if node < 0 else _file_name(text, index, node) for node in where.tolist()),
        lines=lines,
        files=np.stack((files[:, 0], numbers[n:].astype(np.int32)), axis=1),
        function_files=np.where(own < 0, -1, numbers[:n]),
        function_lines=own_lines,
    )


def _file_name(text: np.ndarray, index: TextIndex, node: int) -> str:
    """What a node says its file is called; empty if it says nothing."""
    start, end = index.metadata[node]
    found = re.search(rb"\bfilename: (\"[^\"]*\")", text[start:end].tobytes())
    return "" if found is None else unescaped(found[1])


def _placed(locations: np.ndarray, index: TextIndex, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lines of instructions, and pairs of function and file."""
    lines = np.zeros(len(locations), np.int32)
    if not len(nodes):
        return lines, np.empty((0, 2), np.int32)
    room = len(locations)
    while True:
        files = np.empty((room, 2), np.int32)
        seen = np.full((len(nodes), 2), -1, np.int32)
        n = int(place_instructions(locations, index.functions, nodes, seen, lines, files))
        if n <= room:
            return lines, files[:n]
        room = n


def _stripped(
    text: np.ndarray, index: TextIndex, nodes: np.ndarray, types: Types, known: Locals, *, is_renamed: bool
) -> tuple[np.ndarray, np.ndarray]:
    """The text without debug information, and where each function lies in it."""
    growth = count_byte(text, ord("!")) + (count_byte(text, ord("%")) if is_renamed else 0)
    out = np.empty(len(text) + REFERENCE_GROWTH * growth + 64, np.uint8)
    ranges = np.empty((len(index.functions) - 1, 2), np.int64)
    n = len(nodes)
    fates, order, numbers = np.zeros(n, np.int8), np.empty(n, np.int32), np.full(n, -1, np.int32)
    length = write_stripped(
        text, index.newlines, index.functions, index.blocks, index.instructions, index.metadata, nodes, types, known,
        is_renamed, fates, order, numbers, out, ranges,
    )  # fmt: skip
    if length < 0:
        raise MalformedTextError("a function that defines more than its lines hold")
    return out[:length], ranges


def _without_source_filename(stripped: np.ndarray) -> np.ndarray:
    """The text from its second line on, if the first is the module's own name."""
    if stripped[:15].tobytes() != b"source_filename":
        return stripped
    start = len(stripped)
    for first in range(0, len(stripped), _LINE_BYTES):
        ends = np.flatnonzero(stripped[first : first + _LINE_BYTES] == 10)
        if len(ends):
            start = first + int(ends[0]) + 1
            break
    while start < len(stripped) and stripped[start] == 10:
        start += 1
    return stripped[start:]

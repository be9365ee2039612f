"""What an LLVM module holds: counts, loops, structural hashes, lines and stripped text, for it and each function.

A structural hash is `alpha2:` and 32 hex digits: BLAKE2b over a form in which values and blocks are numbered by where
they are defined, globals by where the function first names them, and struct types stand for what they hold. So it
survives renaming of all of these, and does not see metadata, attribute groups, linkage, visibility, sections, or what
other functions do. It sees opcodes, flags, predicates, types, constants, operands, the order of blocks and
instructions, alignment, address spaces, calling conventions, attributes of parameters, names of intrinsics and inline
assembly; of a variable that is named its type and address space, of a constant its value without the names in it, and
of functions and variables that another module defines the name. A module's hash is over the sorted hashes of its
functions and, with their values, variables and aliases.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from warploom.extractors.ir.light_module import HeavyModuleError, LightModule, light_module
from warploom.extractors.ir.module_tables import ModuleTables, read_tables
from warploom.extractors.ir.native_canonical import KERNEL, LOOP_DEPTH, LOOPS, SPACES, VECTOR_BITS
from warploom.extractors.ir.native_index import OPCODES
from warploom.extractors.ir.places import Places
from warploom.extractors.ir.printed_module import BitcodeError, PrintedModule, print_module

HASH_SCHEME: Final = "alpha2"
MAX_KEPT_TEXT_BYTES: Final = 256 * 1024
"""Of a module's or function's text; a longer one is hashed and not kept."""

_LINKAGES: Final = frozenset(
    (
        *("private", "internal", "available_externally", "linkonce", "weak", "common", "appending", "extern_weak"),
        *("linkonce_odr", "weak_odr"),
    )
)
_NVPTX: Final = {0: "generic", 1: "global", 3: "shared", 4: "constant", 5: "local", 7: "shared"}
_AMDGPU: Final = {0: "generic", 1: "global", 2: "region", 3: "shared", 4: "constant", 5: "local"}
_SPIR: Final = {0: "local", 1: "global", 2: "constant", 3: "shared", 4: "generic"}


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls, invokes and the like, each counted once."""

    direct: int
    indirect: int
    intrinsic: int
    inline_asm: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.direct + self.indirect + self.intrinsic + self.inline_asm


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """One function with a body, in the order of the module."""

    symbol: str
    linkage: str
    """LLVM's word; `external` where it prints none."""
    is_kernel: bool
    source_file: str | None
    """As the debug information names it, without its directory."""
    source_line: int | None
    """Where it begins, from 1."""
    contributing_files: tuple[str, ...]
    """Files that any of its instructions comes from, inlined ones too, in order of first use."""
    text: str | None
    """As in the module's stripped text; None above `MAX_KEPT_TEXT_BYTES`."""
    n_blocks: int
    n_instructions: int
    histogram: Mapping[str, int]
    calls: Calls
    callees: tuple[str, ...]
    """Symbols called directly, but for intrinsics, in order of first use."""
    n_loops: int
    """Natural loops; those that share a header are one."""
    max_loop_depth: int
    vector_bits: int
    """The widest vector that an instruction takes or gives, 0 if there is none; scalable ones at their least."""
    accesses: Mapping[str, int]
    """Loads, stores and atomics by the address space of their pointer as it is written, before any inference."""
    structural_hash: str
    instruction_lines: memoryview
    """For each instruction its line in the function's own file (inlined code: where it was inlined), 0 if unknown."""


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """One module."""

    triple: str
    data_layout: str
    source_filename: str
    is_verified: bool
    verifier_message: str | None
    n_functions: int
    """Those with a body."""
    n_kernels: int
    """Those of them that a device is given to start."""
    n_declarations: int
    n_globals: int
    """Variables, declared ones too, without aliases."""
    n_blocks: int
    n_instructions: int
    histogram: Mapping[str, int]
    calls: Calls
    n_loops: int
    max_loop_depth: int
    vector_bits: int
    structural_hash: str
    text: str | None
    """Without comments and debug information, see `native_strip`; None above `MAX_KEPT_TEXT_BYTES`."""
    stripped_sha256: str
    """Of that text whole, without `source_filename`, and with values and blocks numbered instead of named: it does not
    depend on lines, paths, names of values, or on whether there was debug information. Names of globals and types
    and the contents of constants count."""
    contributing_files: tuple[str, ...]
    """Files that any instruction comes from, in order of first use."""
    functions: tuple[FunctionFacts, ...]
    """All that were wanted."""
    read_whole: str | None = dataclasses.field(default=None, compare=False)
    """Why LLVM had to read it with what places its instructions in sources, see `light_module`; None if it had not."""


Wanted = Callable[[str | None], bool]
"""Tells by a function's source file whether its facts are wanted; of a kernel they always are."""


def everything(source: str | None) -> bool:  # noqa: ARG001 - whatever it is
    """Want every function."""
    return True


def read_module(bitcode: bytes) -> ModuleFacts:
    """Facts of bitcode that our own compiler just wrote; `BitcodeError`.

    Never for bitcode from elsewhere: LLVM ends the process over one damaged module in eight. See `foreign_modules`.
    """
    try:
        light = light_module(bitcode)
        printed = print_module(light.bitcode)
        if printed.complaint is None:
            return read_printed(printed, light=light)
        why = printed.complaint
    except (HeavyModuleError, BitcodeError) as error:
        why = str(error)
    return dataclasses.replace(read_printed(print_module(bitcode)), read_whole=why)


def read_printed(module: PrintedModule, wanted: Wanted = everything, light: LightModule | None = None) -> ModuleFacts:
    """Facts of a module that LLVM has printed, or of what it has printed of a `light` one; `MalformedTextError`.

    What is told of the module counts all of its functions, whether they are `wanted` or not. `HeavyModuleError` where
    the text is not of the instructions that the `light` module has.
    """
    tables = read_tables(module.text, light)
    text = _Text(tables.stripped)
    return ModuleFacts(
        triple=tables.triple,
        data_layout=tables.data_layout,
        source_filename=tables.source_filename,
        is_verified=module.complaint is None,
        verifier_message=module.complaint,
        n_functions=len(tables.facts),
        n_kernels=int(tables.facts[:, KERNEL].sum()),
        n_declarations=tables.n_declarations,
        n_globals=tables.n_variables,
        n_blocks=len(tables.index.blocks) - 1,
        n_instructions=len(tables.index.instructions),
        histogram=_histogram(tables.histograms.sum(axis=0)),
        calls=Calls(*tables.facts[:, :4].sum(axis=0).tolist()),
        n_loops=int(tables.facts[:, LOOPS].sum()),
        max_loop_depth=int(tables.facts[:, LOOP_DEPTH].max(initial=0)),
        vector_bits=int(tables.facts[:, VECTOR_BITS].max(initial=0)),
        structural_hash=_module_hash(tables),
        text=text.cut(0, len(tables.stripped)),
        stripped_sha256=tables.stripped_sha256,
        contributing_files=_contributing(tables.places),
        functions=_functions(tables, _chosen(tables, wanted), text),
    )


def _contributing(places: Places) -> tuple[str, ...]:
    files, first = np.unique(places.files[:, 1], return_index=True)
    return tuple(dict.fromkeys(places.names[file] for file in files[np.argsort(first)].tolist()))


def _chosen(tables: ModuleTables, wanted: Wanted) -> np.ndarray:
    """Numbers of the functions that are wanted, in order."""
    if wanted is everything:
        return np.arange(len(tables.facts))
    files, names = tables.places.function_files, tables.places.names
    taken = [file for file in np.unique(files).tolist() if wanted(None if file < 0 else names[file])]
    return np.flatnonzero(np.isin(files, taken) | (tables.facts[:, KERNEL] == 1))


def _functions(tables: ModuleTables, rows: np.ndarray, text: _Text) -> tuple[FunctionFacts, ...]:
    places = tables.places
    file = places.names.__getitem__
    spaces = _space_names(tables.triple)
    facts, histograms = tables.facts[rows].tolist(), _histograms(tables.histograms[rows])
    callees, files = _grouped(tables.callees, rows), _grouped(places.files, rows)
    starts, ends = tables.index.functions[rows, 3:5].tolist(), tables.index.functions[rows + 1, 3:5].tolist()
    ranges = tables.stripped_ranges[rows].tolist()
    symbol = functools.cache(tables.symbol)
    own_files, own_lines = places.function_files[rows].tolist(), places.function_lines[rows].tolist()
    lines = places.lines.data
    found = []
    for n, (f, row) in enumerate(zip(rows.tolist(), facts, strict=True)):
        *calls, n_loops, depth, vector_bits, _, own, is_kernel = row[:SPACES]
        accesses = row[SPACES:]
        linkage = tables.word_before_symbol(f, own)
        (first_block, first_instruction), (last_block, last_instruction) = starts[n], ends[n]
        found.append(
            FunctionFacts(
                symbol=symbol(own),
                linkage=linkage if linkage in _LINKAGES else "external",
                is_kernel=is_kernel == 1,
                source_file=None if own_files[n] < 0 else file(own_files[n]),
                source_line=None if own_files[n] < 0 else own_lines[n],
                contributing_files=tuple(dict.fromkeys(map(file, files[n]))),
                text=text.cut(*ranges[n]),
                n_blocks=last_block - first_block,
                n_instructions=last_instruction - first_instruction,
                histogram=histograms[n],
                calls=Calls(*calls),
                callees=tuple(map(symbol, callees[n])),
                n_loops=n_loops,
                max_loop_depth=depth,
                vector_bits=vector_bits,
                accesses=_accesses(accesses, spaces) if any(accesses) else {},
                structural_hash=f"{HASH_SCHEME}:{tables.function_digests[f].hex()}",
                instruction_lines=lines[first_instruction:last_instruction],
            )
        )
    return tuple(found)


def _module_hash(tables: ModuleTables) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in (tables.function_digests, tables.variable_digests):
        digest.update(len(part).to_bytes(8, "little"))
        for one in sorted(part):
            digest.update(one)
    return f"{HASH_SCHEME}:{digest.hexdigest()}"


class _Text:
    """A stripped text, to be cut into what is kept of it."""

    def __init__(self, stripped: np.ndarray) -> None:
        self._bytes = stripped.tobytes()
        # all of it at once, unless an offset of bytes is none of characters
        self._characters = self._bytes.decode("ascii") if self._bytes.isascii() else None

    def cut(self, start: int, end: int) -> str | None:
        """A part of it, None if that is too long."""
        if end - start > MAX_KEPT_TEXT_BYTES:
            return None
        if self._characters is not None:
            return self._characters[start:end]
        return self._bytes[start:end].decode("ascii", "backslashreplace")


def _histogram(counts: np.ndarray) -> dict[str, int]:
    return {OPCODES[k]: count for k, count in enumerate(counts.tolist()) if count}


def _histograms(counts: np.ndarray) -> list[dict[str, int]]:
    found: list[dict[str, int]] = [{} for _ in range(len(counts))]
    rows, columns = np.nonzero(counts)
    for row, column, count in zip(rows.tolist(), columns.tolist(), counts[rows, columns].tolist(), strict=True):
        found[row][OPCODES[column]] = count
    return found


def _grouped(pairs: np.ndarray, rows: np.ndarray) -> list[list[int]]:
    """The second of each pair by the first, which rises, for these rows."""
    starts = np.searchsorted(pairs[:, 0], rows).tolist()
    ends = np.searchsorted(pairs[:, 0], rows, side="right").tolist()
    values = pairs[:, 1].tolist()
    return [values[start:end] for start, end in zip(starts, ends, strict=True)]


def _space_names(triple: str) -> Mapping[int, str]:
    architecture = triple.partition("-")[0]
    if architecture.startswith("nvptx"):
        return _NVPTX
    if architecture.startswith(("amdgcn", "amdgpu", "r600")):
        return _AMDGPU
    return _SPIR if architecture.startswith("spir") else {0: "generic"}


def _accesses(counts: Sequence[int], names: Mapping[int, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for space, count in enumerate(counts):
        if count:
            name = names.get(space, "other")
            found[name] = found.get(name, 0) + count
    return found

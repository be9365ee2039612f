"""Numba as a compiler of Python files: one module for each function that it decorates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.ir.compile_request import CompileRequest, UnsupportedRequestError
from warploom.extractors.ir.compilers import MAX_BITCODE_BYTES, Command, Errors, Product, public_argv
from warploom.extractors.toolchains.numba_units import (
    ENVIRONMENT,
    OUTPUT,
    PROGRAM,
    RESULTS,
    NumbaResultsError,
    numba_command,
    numba_prefixes,
    numba_units,
)
from warploom.extractors.toolchains.tool import Tool

_FOLDER = OUTPUT.rpartition("/")[2]
_MAX_MODULES = 200
"""Of one file."""
_MAX_RESULT_BYTES = 4 * 1024 * 1024
_RUNTIME = "/toolchain/numba/"
"""Numba's own code for lists, arrays and errors, which becomes part of what it compiles."""


@dataclass(frozen=True, slots=True)
class NumbaCompiler:
    """A Python with numba; it runs the file's own statements, and so in the sandbox alone."""

    tool: Tool

    def preparations(self, request: CompileRequest) -> Sequence[Command]:  # noqa: ARG002 - there are none
        return ()

    def command(self, request: CompileRequest) -> Command:
        if request.level != "unoptimised":
            raise UnsupportedRequestError(self.tool.name, f"its modules are taken before {request.level} could matter")
        argv = numba_command(self.tool, request.path, OUTPUT)
        modules = {f"{_FOLDER}/{number}.bc": MAX_BITCODE_BYTES for number in range(_MAX_MODULES)}
        outputs = {f"{_FOLDER}/{RESULTS}": _MAX_RESULT_BYTES, **modules}
        names = [(str(PROGRAM), "/warploom/numba_compiler.py")]
        return Command(argv, public_argv(self.tool, argv, names), outputs, frozenset(modules), ENVIRONMENT)

    def products(self, request: CompileRequest, files: Mapping[str, bytes]) -> Sequence[Product]:
        products = []
        for unit in numba_units(files.get(f"{_FOLDER}/{RESULTS}", b"").decode("utf-8", "replace")):
            bitcode = files.get(f"{_FOLDER}/{unit.bitcode}") if unit.bitcode else None
            if bitcode is not None and unit.target is request.target:
                origin = "inferred" if unit.is_inferred else "stated"
                name = f"{unit.name}({unit.signature}) ({origin})"
                read = tuple(dict.fromkeys((request.path, *unit.reads, _RUNTIME)))
                products.append(Product(bitcode, read, name))
        return products

    def errors(self, stdout: bytes, stderr: bytes) -> Errors:  # noqa: ARG002 - reasons are among the results
        return Errors((), "python", None)


def numba_readable(tool: Tool) -> Sequence[Path]:
    """What it has to be able to read besides the repository."""
    return (*numba_prefixes(), *tool.prefixes)


__all__ = ["NumbaCompiler", "NumbaResultsError", "numba_readable"]

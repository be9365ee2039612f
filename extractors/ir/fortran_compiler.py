"""Flang as a compiler of one repository: modules before the files that use them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.ir.compile_request import CompileRequest
from warploom.extractors.ir.compilers import BITCODE, MAX_BITCODE_BYTES, Command, Errors, Product, public_argv
from warploom.extractors.ir.contributions import OWN_HEADERS
from warploom.extractors.ir.other_errors import errors_of
from warploom.extractors.toolchains.clang import HEADERS
from warploom.extractors.toolchains.diagnostics import text_diagnostics
from warploom.extractors.toolchains.flang import (
    ENVIRONMENT,
    flang_command,
    line_lengths,
    module_commands,
    module_directories,
)
from warploom.extractors.toolchains.fortran_modules import ModuleGraph
from warploom.extractors.toolchains.tool import Tool


@dataclass(frozen=True, slots=True)
class Flang:
    """Flang on the Fortran files of one repository."""

    tool: Tool
    graph: ModuleGraph
    texts: Mapping[str, bytes]

    def preparations(self, request: CompileRequest) -> Sequence[Command]:
        plan = self.graph.plan(request.path)
        commands = module_commands(self.tool, plan, request.flags, fixed_line_length=self._line_length(request))
        return [self._command(request, argv, {}) for argv in commands]

    def command(self, request: CompileRequest) -> Command:
        plan = self.graph.plan(request.path)
        length = self._line_length(request)
        argv = flang_command(self.tool, request, f"../scratch/{BITCODE}", plan, fixed_line_length=length)
        return self._command(request, argv, {BITCODE: MAX_BITCODE_BYTES})

    def _command(self, request: CompileRequest, argv: Sequence[str], outputs: Mapping[str, int]) -> Command:
        directories = module_directories(request, self.graph.plan(request.path))
        names = [(str(HEADERS), OWN_HEADERS.rstrip("/")), *((str(p), "/toolchain/flang") for p in self.tool.prefixes)]
        inside = tuple(posixpath.relpath(directory, "../scratch") for directory in directories)
        return Command(argv, public_argv(self.tool, argv, names), outputs, frozenset(), ENVIRONMENT, inside)

    def _line_length(self, request: CompileRequest) -> int:
        """The longest that its lines need: comments beyond the 72nd column are rarer than code."""
        return max(line_lengths(request.path, self.texts[request.path]))

    def products(self, request: CompileRequest, files: Mapping[str, bytes]) -> Sequence[Product]:
        plan = self.graph.plan(request.path)
        stubs = [f"{OWN_HEADERS}fortran/{step.path}" for step in plan.steps if step.is_stub]
        own = [step.path for step in plan.steps if not step.is_stub]
        read = dict.fromkeys((request.path, *own, *plan.includes, *stubs))
        return [Product(files[BITCODE], tuple(read))]

    def errors(self, stdout: bytes, stderr: bytes) -> Errors:  # noqa: ARG002 - flang speaks on the other one
        return errors_of(text_diagnostics(stderr.decode("utf-8", "replace")))


def flang_readable(tool: Tool) -> Sequence[Path]:
    """What flang has to be able to read besides the repository."""
    return (HEADERS, *tool.prefixes)

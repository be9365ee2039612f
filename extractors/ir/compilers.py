"""Compilers behind one shape: command line, and what their answers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from warploom.extractors.ir.compile_request import CompileRequest
from warploom.extractors.ir.diagnostics import Diagnostic
from warploom.extractors.toolchains.clang import HEADERS, clang_command, prefix_names
from warploom.extractors.toolchains.clang_answers import diagnostics_of, files_read, reason_of
from warploom.extractors.toolchains.tool import Tool


@dataclass(frozen=True, slots=True)
class Errors:
    """What a run that failed says: its errors in order, and the cause that they come down to."""

    errors: Sequence[Diagnostic]
    reason: str
    detail: str | None


class Compiler(Protocol):
    """One program that makes bitcode of files."""

    @property
    def tool(self) -> Tool: ...

    @property
    def readable(self) -> Sequence[Path]:
        """What it has to be able to read besides the repository."""
        ...

    def command(self, request: CompileRequest, output: str, closure: str) -> list[str]:
        """The command line, to be started in the root of the repository."""
        ...

    def public_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        """The command line without places of this machine."""
        ...

    def read(self, closure: bytes) -> tuple[str, ...]:
        """Files that a run which succeeded says it read; `/headers/...` and `/toolchain/...` for those outside."""
        ...

    def errors(self, stderr: bytes) -> Errors:
        """What a run that failed says."""
        ...


@dataclass(frozen=True, slots=True)
class Clang:
    """Clang, for all languages of its family."""

    LANGUAGES: ClassVar[frozenset[str]] = frozenset({"C", "C++", "CUDA", "HIP", "OpenCL"})
    tool: Tool

    @property
    def readable(self) -> Sequence[Path]:
        return (HEADERS, *self.tool.prefixes)

    def command(self, request: CompileRequest, output: str, closure: str) -> list[str]:
        return clang_command(self.tool, request, output, closure=closure)

    def public_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        names = prefix_names(self.tool, None, None)
        public = []
        for argument in argv:
            if argument.startswith("-ffile-prefix-map="):
                continue  # says where things are here, and changes nothing that is published
            for place, name in names:
                argument = argument.replace(place, name)
            public.append(argument)
        return (self.tool.name, *public[1:])

    def read(self, closure: bytes) -> tuple[str, ...]:
        return files_read(closure, prefix_names(self.tool, None, None))

    def errors(self, stderr: bytes) -> Errors:
        found = diagnostics_of(stderr, prefix_names(self.tool, None, None))
        reason, detail = reason_of(found)
        return Errors(found, reason, detail)

"""Compilers behind one shape: what is run for a file, and what their answers say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Protocol

from warploom.extractors.ir.compile_request import CompileRequest
from warploom.extractors.ir.diagnostics import Diagnostic
from warploom.extractors.toolchains.clang import HEADERS, clang_command, prefix_names
from warploom.extractors.toolchains.clang_answers import errors_of, read_closure, reason_of
from warploom.extractors.toolchains.tool import Tool

MAX_BITCODE_BYTES = 64 * 1024 * 1024
MAX_CLOSURE_BYTES = 1024 * 1024
BITCODE, CLOSURE = "out.bc", "out.d"


@dataclass(frozen=True, slots=True)
class Command:
    """One program to run in the root of the repository."""

    argv: Sequence[str]
    public: tuple[str, ...]
    """The same without places of this machine."""
    outputs: Mapping[str, int] = field(default_factory=dict)
    """Files of the scratch that it is to write, with their greatest size in bytes."""
    optional: frozenset[str] = frozenset()
    """Those of them that may be missing."""
    environment: Mapping[str, str] = field(default_factory=dict)
    directories: tuple[str, ...] = ()
    """Of the scratch, to be there before; they outlast the command, and go with the repository."""


@dataclass(frozen=True, slots=True)
class Product:
    """A module that a run made of a file, or of one function of it."""

    bitcode: bytes
    read: tuple[str, ...]
    """Files that it was made of: of the repository, or with a name that begins as `contributions` has it."""
    unit: str = ""
    """The function with its signature, where a run makes a module of each."""


@dataclass(frozen=True, slots=True)
class Errors:
    """What a run that failed says: its errors in order, and the cause that they come down to."""

    errors: Sequence[Diagnostic]
    reason: str
    detail: str | None


class Compiler(Protocol):
    """One program that makes bitcode of the files of one repository."""

    @property
    def tool(self) -> Tool: ...

    def preparations(self, request: CompileRequest) -> Sequence[Command]:
        """What has to have been run before, once in the repository; one that fails is none that matters by itself."""
        ...

    def command(self, request: CompileRequest) -> Command:
        """What compiles the file. Raises `WarploomError` for what the compiler has no command line for."""
        ...

    def products(self, request: CompileRequest, files: Mapping[str, bytes]) -> Sequence[Product]:
        """The modules in what a run that succeeded has written."""
        ...

    def errors(self, stdout: bytes, stderr: bytes) -> Errors:
        """What a run that failed says."""
        ...


@dataclass(frozen=True, slots=True)
class Clang:
    """Clang, for all languages of its family."""

    LANGUAGES: ClassVar[frozenset[str]] = frozenset({"C", "C++", "CUDA", "HIP", "OpenCL"})
    tool: Tool

    def preparations(self, request: CompileRequest) -> Sequence[Command]:  # noqa: ARG002 - there are none
        return ()

    def command(self, request: CompileRequest) -> Command:
        argv = clang_command(self.tool, request, f"../scratch/{BITCODE}", closure=f"../scratch/{CLOSURE}")
        outputs = {BITCODE: MAX_BITCODE_BYTES, CLOSURE: MAX_CLOSURE_BYTES}
        # the maps say where things are here, and change nothing that is published
        shown = [argument for argument in argv if not argument.startswith("-ffile-prefix-map=")]
        return Command(argv, public_argv(self.tool, shown, prefix_names(self.tool, None, None)), outputs)

    def products(self, request: CompileRequest, files: Mapping[str, bytes]) -> Sequence[Product]:  # noqa: ARG002
        text = files[CLOSURE].decode("utf-8", "replace")
        closure = read_closure(text, prefix_names(self.tool, None, None))
        outside = ("..",) * min(1, closure.elsewhere)
        return [Product(files[BITCODE], (*closure.repository, *closure.toolchain, *closure.stubs, *outside))]

    def errors(self, stdout: bytes, stderr: bytes) -> Errors:  # noqa: ARG002 - clang speaks on the other one
        found = errors_of(stderr, prefix_names(self.tool, None, None))
        reason = reason_of(found)
        return Errors(found, str(reason.cause), reason.name or None)


def clang_readable(tool: Tool) -> Sequence[Path]:
    """What clang has to be able to read besides the repository."""
    return (HEADERS, *tool.prefixes)


def public_argv(tool: Tool, argv: Sequence[str], names: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A command line with the names of places instead of the places, and the tool's instead of its program."""
    public = []
    for argument in argv[len(tool.command()) :]:
        for place, name in names:
            argument = argument.replace(place, name)
        public.append(argument)
    return (tool.name, *public)

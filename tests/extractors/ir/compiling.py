"""A sandbox and a compiler that tests script, where none is needed to tell what is made of answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warploom.extractors import scratch
from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target, UnsupportedRequestError
from warploom.extractors.ir.compilers import Command, Errors, Product
from warploom.extractors.ir.diagnostics import Diagnostic, Place
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.errors import WarploomError

TOOL = Tool("fakec", "1.0", "d" * 64, Path("/opt/fakec"))
OK = Ran.answered(0, b"", b"")


def request_for(path: str = "a.c", **more: Any) -> CompileRequest:
    given = {"path": path, "language": "C", "target": Target.HOST, "arch": "x86-64", "flags": Flags(), **more}
    return CompileRequest(**given)


def error_at(line: int, message: str = "expected expression", path: str = "a.c") -> Diagnostic:
    return Diagnostic(Place(path, line), "error", message)


@dataclass
class ScriptedSandbox:
    """A `Sandbox` whose programs are functions of the scratch that tell how they ended."""

    place: Path
    programs: list[Callable[[Path], Ran]] = field(default_factory=list)
    """The last one goes on for ever."""
    commands: list[list[str]] = field(default_factory=list)
    n_cleared: int = 0

    def __post_init__(self) -> None:
        self.tree.mkdir(parents=True)
        self.scratch.mkdir()

    @property
    def tree(self) -> Path:
        return self.place / "tree"

    @property
    def scratch(self) -> Path:
        return self.place / "scratch"

    def run(self, argv: Sequence[str], *, limits: object = None, environment: Mapping[str, str] | None = None) -> Ran:
        self.commands.append(list(argv))
        program = self.programs.pop(0) if len(self.programs) > 1 else self.programs[0]
        return program(self.scratch)

    def read_output(self, name: str, max_bytes: int) -> bytes:
        return scratch.read_output(self.scratch, name, max_bytes)

    def clear(self) -> None:
        self.n_cleared += 1
        scratch.clear(self.scratch)


def writing(**files: bytes) -> Callable[[Path], Ran]:
    """A program that succeeds and leaves `out_bc=...` as `out.bc`."""

    def program(scratch: Path) -> Ran:
        for name, content in files.items():
            (scratch / name.replace("_", ".")).write_bytes(content)
        return OK

    return program


def ending(**how: Any) -> Callable[[Path], Ran]:
    """A program that ends so, and writes nothing."""
    given: dict[str, Any] = {
        "exit_code": None,
        "signal": None,
        "stdout": b"",
        "stderr": b"",
        "stdout_dropped": 0,
        "stderr_dropped": 0,
        "timed_out": False,
        "out_of_memory": False,
        "over_scratch": False,
        "over_processes": False,
        "seconds": 0.0,
        "cpu_seconds": 0.0,
        "peak_bytes": 0,
        **how,
    }
    return lambda _: Ran(**given)


@dataclass(frozen=True)
class ScriptedCompiler:
    """A `Compiler` with one command line; what it read is what its output `out.d` lists."""

    tool: Tool = TOOL
    outputs: Mapping[str, int] = field(default_factory=lambda: {"out.bc": 100, "out.d": 1000})
    optional: frozenset[str] = frozenset()
    prepared: tuple[tuple[str, ...], ...] = ()
    directories: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    refuses: str = ""
    misunderstands: bool = False

    def preparations(self, request: CompileRequest) -> Sequence[Command]:
        return [Command(words, words, directories=self.directories) for words in self.prepared]

    def command(self, request: CompileRequest) -> Command:
        if self.refuses:
            raise UnsupportedRequestError(self.tool.name, self.refuses)
        public = ("fakec", request.level, request.path)
        argv = ["/opt/fakec", *public[1:]]
        return Command(argv, public, self.outputs, self.optional, self.environment, self.directories)

    def products(self, request: CompileRequest, files: Mapping[str, bytes]) -> Sequence[Product]:
        read = tuple(files.get("out.d", b"").decode().split())
        return [Product(files["out.bc"], (request.path, *read))] if files.get("out.bc") else []

    def errors(self, stdout: bytes, stderr: bytes) -> Errors:
        if self.misunderstands:
            raise WarploomError("these are no messages")
        return Errors([error_at(1, stderr.decode())], "syntax", None)

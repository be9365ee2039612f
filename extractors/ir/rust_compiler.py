"""Rustc as a compiler of one repository: crates by their roots, files that belong to none by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.ir.compile_request import CompileRequest
from warploom.extractors.ir.compilers import (
    BITCODE,
    CLOSURE,
    MAX_BITCODE_BYTES,
    MAX_CLOSURE_BYTES,
    Command,
    Errors,
    Product,
    public_argv,
)
from warploom.extractors.ir.other_errors import errors_of
from warploom.extractors.toolchains.diagnostics import rustc_diagnostics
from warploom.extractors.toolchains.rustc import (
    Crate,
    crates,
    dependency_paths,
    rustc_command,
    rustc_prefixes,
)
from warploom.extractors.toolchains.tool import Tool


@dataclass(frozen=True, slots=True)
class Rustc:
    """Rustc on the Rust files of one repository."""

    tool: Tool
    roots: Mapping[str, Crate]

    @classmethod
    def of(cls, tool: Tool, texts: Mapping[str, bytes]) -> Rustc:
        """With the crates that the repository's manifests describe."""
        paths = [path for path in texts if path.endswith(".rs")]
        manifests = {path: text for path, text in texts.items() if path.rpartition("/")[2] == "Cargo.toml"}
        return cls(tool, {crate.root: crate for crate in crates(paths, manifests)})

    def preparations(self, request: CompileRequest) -> Sequence[Command]:  # noqa: ARG002 - there are none
        return ()

    def command(self, request: CompileRequest) -> Command:
        crate = self.roots.get(request.path)
        argv = rustc_command(self.tool, request, f"../scratch/{BITCODE}", crate, dependencies=f"../scratch/{CLOSURE}")
        names = [(str(prefix), "/toolchain/rustc") for prefix in self.tool.prefixes]
        outputs = {BITCODE: MAX_BITCODE_BYTES, CLOSURE: MAX_CLOSURE_BYTES}
        return Command(
            argv, public_argv(self.tool, argv, names), outputs, frozenset(), (crate or Crate(request.path)).environment
        )

    def products(self, request: CompileRequest, files: Mapping[str, bytes]) -> Sequence[Product]:  # noqa: ARG002
        read = dependency_paths(files[CLOSURE].decode("utf-8", "replace"))
        return [Product(files[BITCODE], read)]

    def errors(self, stdout: bytes, stderr: bytes) -> Errors:  # noqa: ARG002 - rustc speaks on the other one
        whole = stderr[: stderr.rfind(b"\n") + 1]  # the last line of what was too long is cut
        return errors_of(rustc_diagnostics(whole.decode("utf-8", "replace")))


def rustc_readable(tool: Tool) -> Sequence[Path]:
    """What rustc has to be able to read besides the repository."""
    return rustc_prefixes(tool.path.parents[1])

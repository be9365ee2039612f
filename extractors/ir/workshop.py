"""What a process compiles with: tools of this machine, a sandbox, and a place for both to work in."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from multiprocessing.util import Finalize
from pathlib import Path

from warploom.extractors.ir.compilers import Clang, Compiler, clang_readable
from warploom.extractors.ir.fortran_compiler import Flang, flang_readable
from warploom.extractors.ir.lowering import LoweringTools
from warploom.extractors.ir.python_compiler import NumbaCompiler, numba_readable
from warploom.extractors.ir.rust_compiler import Rustc, rustc_readable
from warploom.extractors.ir.spare_files import SpareFiles
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation
from warploom.extractors.sandboxed import Sandbox
from warploom.extractors.toolchains.clang import HEADERS, header_folders
from warploom.extractors.toolchains.fortran_modules import ModuleGraph
from warploom.extractors.toolchains.numba_units import PROGRAM
from warploom.extractors.toolchains.registry import found_tools
from warploom.extractors.toolchains.tool import Tool

LANGUAGES = (*sorted(Clang.LANGUAGES), "Fortran", "Python", "Rust")
"""Languages that there is a compiler for, installed or not."""
TOOLS_OF = {"Fortran": ("flang",), "Rust": ("rustc",), "Python": ("numba",)}
"""By language; all others are clang's."""
_LEVELS = tuple(Isolation)
"""Best first."""


class Workshop:
    """Tools by name, and one long-lived sandbox that all of a process's compilers run in."""

    def __init__(self, clang: str, minimum: Isolation) -> None:
        self.isolation = best_isolation()
        self.may_run = _LEVELS.index(self.isolation) <= _LEVELS.index(minimum)
        """The isolation is as good as the recipe asks for."""
        found = next((tool for tool in found_tools("clang") if _is_meant(tool, clang)), None)
        self.clang = None if found is None else _with_own_files(found)

    @functools.cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox; its place is removed when the process ends."""
        place = Path(tempfile.mkdtemp(prefix="warploom-compile-")).resolve()
        sandbox = Sandbox(place, readable=sorted(self._readable()), level=self.isolation)
        # not atexit's: a worker that was forked ends without asking it
        Finalize(None, sandbox.close, exitpriority=2)
        Finalize(None, shutil.rmtree, (place,), {"ignore_errors": True}, exitpriority=1)
        return sandbox

    @functools.cached_property
    def spare(self) -> SpareFiles:
        """Files of repositories that were laid out before, for the next one; they are out of the sandbox's sight."""
        return SpareFiles(self.sandbox.tree.with_name("spare"))

    def _readable(self) -> set[Path]:
        """Directories of all tools that run in the sandbox."""
        found = {path for name in ("ptxas", "nvdisasm", "cuobjdump") if (t := self.tool(name)) for path in t.prefixes}
        if self.clang is not None:
            found.update(clang_readable(self.clang))
        for name, readable in (("flang", flang_readable), ("rustc", rustc_readable), ("numba", numba_readable)):
            tool = self.tool(name)
            if tool is not None:
                found.update(readable(tool))
        return {path for path in found if path.exists()}

    def compiler(self, language: str, texts: Mapping[str, bytes]) -> Compiler | None:
        """What compiles a language here, for a repository of these texts; None where nothing does."""
        if language in Clang.LANGUAGES:
            return None if self.clang is None else Clang(self.clang)
        if language == "Fortran" and (tool := self.tool("flang")) is not None:
            return Flang(tool, ModuleGraph.of(texts), texts)
        if language == "Rust" and (tool := self.tool("rustc")) is not None:
            return Rustc.of(tool, texts)
        if language == "Python" and (tool := self.tool("numba")) is not None:
            return NumbaCompiler(tool)
        return None

    @functools.cached_property
    def known_headers(self) -> frozenset[str]:
        """Names of headers that clang finds without a flag: of its own libraries, and our declarations."""
        if self.clang is None:
            return frozenset()
        return frozenset(
            path.relative_to(folder).as_posix()
            for folder in header_folders(self.clang)
            for path in folder.rglob("*")
            if path.is_file()
        )

    @functools.cached_property
    def lowering_tools(self) -> LoweringTools | None:
        """What kernels are lowered with; None without a clang."""
        if self.clang is None:
            return None
        names = ("ptxas", "nvdisasm", "cuobjdump", "libdevice")
        return LoweringTools(self.clang, **{name: self.tool(name) for name in names})

    def tool(self, name: str) -> Tool | None:
        """The best tool of a name: ptxas, nvdisasm, cmake, ..."""
        found = next(iter(found_tools(name)), None)
        return _with_own_files(found) if found is not None and name in _WITH_OWN_FILES else found


_WITH_OWN_FILES = ("flang", "numba")


def _with_own_files(tool: Tool) -> Tool:
    """A compiler whose answers depend on files of our own as well, its digest over both."""
    return dataclasses.replace(tool, digest=hashlib.sha256(f"{tool.digest} {_own_files()}".encode()).hexdigest())


@functools.cache
def _own_files() -> str:
    """Digest over our declarations and the program that runs numba."""
    digest = hashlib.sha256()
    for path in sorted((*HEADERS.rglob("*"), *PROGRAM.parent.glob("*.py"))):
        if path.is_file():
            name = path.relative_to(HEADERS.parent if path.is_relative_to(HEADERS.parent) else PROGRAM.parent)
            digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_meant(tool: Tool, clang: str) -> bool:
    if clang == "ziglang":
        return tool.shipped_by.startswith("ziglang")
    return not tool.shipped_by.startswith("ziglang") and tool.version.split(".")[0] == clang


@functools.cache
def workshop(clang: str, minimum: str) -> Workshop:
    """The workshop of this process."""
    return Workshop(clang, Isolation(minimum))

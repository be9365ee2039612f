"""What a process compiles with: tools of this machine, a sandbox, and a place for both to work in."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from warploom.extractors.ir.compilers import Clang, Compiler
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation
from warploom.extractors.sandboxed import Sandbox
from warploom.extractors.toolchains.registry import found_tools
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.columns import LANGUAGES

_LEVELS = tuple(Isolation)
"""Best first."""


class Workshop:
    """Tools by name, and one long-lived sandbox that all of a process's compilers run in."""

    def __init__(self, clang: str, minimum: Isolation) -> None:
        self.isolation = Isolation(str(best_isolation()))
        self.may_run = _LEVELS.index(self.isolation) <= _LEVELS.index(minimum)
        """The isolation is as good as the recipe asks for."""
        self.clang = next((tool for tool in found_tools("clang") if _is_meant(tool, clang)), None)

    @functools.cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox; its place is removed when the process ends."""
        place = Path(tempfile.mkdtemp(prefix="warploom-compile-")).resolve()
        readable = sorted({path for language in LANGUAGES if (compiler := self.compiler(language)) for path in compiler.readable})
        sandbox = Sandbox(place, readable=readable, level=self.isolation)
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        atexit.register(sandbox.close)  # first: what was registered last
        return sandbox

    @functools.cache  # noqa: B019 - one workshop lives as long as its process
    def compiler(self, language: str) -> Compiler | None:
        """What compiles a language here; None where nothing does."""
        if language in Clang.LANGUAGES:
            return None if self.clang is None else Clang(self.clang)
        return None

    def tool(self, name: str) -> Tool | None:
        """The best tool of a name: ptxas, nvdisasm, cmake, ..."""
        return next(iter(found_tools(name)), None)


def _is_meant(tool: Tool, clang: str) -> bool:
    if clang == "ziglang":
        return tool.shipped_by.startswith("ziglang")
    return not tool.shipped_by.startswith("ziglang") and tool.version.split(".")[0] == clang


@functools.cache
def workshop(clang: str, minimum: str) -> Workshop:
    """The workshop of this process."""
    return Workshop(clang, Isolation(minimum))

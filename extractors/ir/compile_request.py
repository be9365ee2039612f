"""What is asked of a compiler: one file of a repository, for one target, with the flags that its build would give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from warploom.schemas.errors import WarploomError


class UnsupportedRequestError(WarploomError):
    """A compiler has no way to do what is asked; nothing was run."""

    def __init__(self, tool: str, what: str) -> None:
        super().__init__(tool, what)
        self.tool, self.what = tool, what

    def __str__(self) -> str:
        return f"{self.tool} cannot do this: {self.what}"


class Target(StrEnum):
    """What code is made for."""

    HOST = "x86_64"
    NVPTX = "nvptx64"
    AMDGCN = "amdgcn"
    SPIRV = "spirv64"


class FlagsOrigin(StrEnum):
    """Who says how a file is compiled, best first."""

    COMPILE_COMMANDS = "compile_commands"
    """The repository's own compile_commands.json."""
    CMAKE = "cmake"
    """CMake, configured in the sandbox."""
    INFERRED = "inferred"
    """Nobody: taken from the repository's headers, build files and the code itself."""


@dataclass(frozen=True, slots=True)
class Flags:
    """What of a command line is taken over: nothing that names a program, a plugin or a file outside the repository.

    All paths are relative to the root of the repository; `.` is the root itself.
    """

    include_directories: tuple[str, ...] = ()
    """In order of search."""
    defines: tuple[str, ...] = ()
    """`NAME` or `NAME=VALUE`; `-NAME` undefines."""
    standard: str = ""
    """`c11`, `gnu++17`, ...; empty for the compiler's own."""
    is_openmp: bool = False
    forced_includes: tuple[str, ...] = ()
    """Headers that come before the first line."""
    origin: FlagsOrigin = FlagsOrigin.INFERRED


@dataclass(frozen=True, slots=True)
class CompileRequest:
    """One translation unit. Programs start in the root of the repository, so `path` is what they are given."""

    path: str
    language: str
    """One of `schemas.columns.LANGUAGES`."""
    target: Target
    arch: str
    """`x86-64`, `sm_80`, `gfx90a`; empty where the target has no more to say."""
    flags: Flags
    level: str = "unoptimised"
    """`unoptimised` (what optimisers are given: O2 without its passes), O0, O2, O3, Os or Oz."""
    is_offload: bool = False
    """OpenMP's target regions for `target` instead of the language's own kernels."""

"""Asks CMake, configured in a sandbox, how a repository compiles its files, and takes the headers that it makes."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol

from warploom.extractors.ir.compile_commands import MAX_BYTES, NAME, CompileCommandsError, read_compile_commands
from warploom.extractors.ir.compile_request import Flags, FlagsOrigin
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.schemas.errors import WarploomError

BUILD = "warploom-cmake"
"""Directory, beside the repository's own, of the headers that CMake made."""
SECONDS = 60.0
MAX_HEADERS = 2_000
MAX_HEADER_BYTES = 1024 * 1024
_MAX_ENTRIES = 50_000
"""Of the build directory; a larger one is not read to its end."""
_MAX_DEPTH = 16
_MAX_SAID = 2_000
_HEADERS = (".h", ".hpp", ".hh", ".hxx", ".cuh", ".inc", ".def", ".inl")


class Ended(Protocol):
    """What came of a program."""

    @property
    def is_success(self) -> bool: ...
    @property
    def timed_out(self) -> bool: ...
    @property
    def stderr(self) -> bytes: ...


class Confined(Protocol):
    """A sandbox whose `tree` is the repository, read-only, and whose `scratch` is writable."""

    @property
    def tree(self) -> Path: ...
    @property
    def scratch(self) -> Path: ...
    def read_output(self, name: str, max_bytes: int) -> bytes: ...


class Run(Protocol):
    """Runs a program in that sandbox under limits that the caller has chosen, at most `SECONDS` by the clock."""

    def __call__(
        self, argv: Sequence[str], *, environment: Mapping[str, str], cwd: Literal["tree", "scratch"] = "tree"
    ) -> Ended: ...


@dataclass(frozen=True, slots=True)
class Compilers:
    """What CMake takes for the compilers: programs with their first arguments, and flags that find the C library."""

    c: tuple[str, ...]
    cpp: tuple[str, ...]
    c_flags: tuple[str, ...] = ()
    cpp_flags: tuple[str, ...] = ()
    version: str = "22.0"
    """Of clang."""


@dataclass(frozen=True, slots=True)
class CMakeAnswer:
    """What CMake says; empty where it was not asked or failed, and then `failure` says why."""

    flags: Mapping[str, Flags] = field(default_factory=dict)
    """By path in the repository."""
    headers: Mapping[str, bytes] = field(default_factory=dict)
    """By path below the root of the repository, all in `BUILD`; they have to be laid there."""
    failure: str | None = None


def cmake_commands(
    sandbox: Confined, run: Run, index: RepositoryFiles, compilers: Compilers, *, cmake: str | None
) -> CMakeAnswer:
    """Configure the repository in `sandbox.tree`, if it has a CMakeLists.txt and `cmake` (a path) is on the machine.

    Nothing is built and no compiler is run to find out what it is; whatever the repository's own CMake code starts
    runs in the sandbox. A failure is an answer: flags are inferred then. What `run` raises is passed on.
    """
    if cmake is None:
        return CMakeAnswer(failure="cmake is not installed")
    top = _top(index)
    if top is None:
        return CMakeAnswer(failure="the repository has no CMakeLists.txt at its top")
    environment = _environment(compilers)
    source, build = str(sandbox.tree), "build"
    ended = run([cmake, "-S", top, *_arguments(build, compilers)], environment=environment)
    if not ended.is_success and b"Read-only file system" in ended.stderr:
        # some write beside their sources: they get a copy
        copied = run([cmake, "-E", "copy_directory", ".", "../scratch/source"], environment={})
        if copied.is_success:
            source, build = str(sandbox.scratch / "source"), "build-copy"
            place = posixpath.normpath(posixpath.join("../scratch/source", top))
            ended = run([cmake, "-S", place, *_arguments(build, compilers)], environment=environment)
    said = "" if ended.is_success else _failure(ended)
    headers = _made_headers(sandbox, build)
    try:
        # it is written even if a later step fails
        commands = sandbox.read_output(f"{build}/{NAME}", MAX_BYTES)
        whole = RepositoryFiles({**{path: index.text(path) for path in index}, **headers})
        flags = read_compile_commands(
            commands,
            whole,
            root=source,
            elsewhere={str(sandbox.scratch / build): BUILD},
            origin=FlagsOrigin.CMAKE,
        )
    except (CompileCommandsError, WarploomError) as error:
        return CMakeAnswer(failure=said or str(error))
    given = {flag[2:] for flag in (*compilers.c_flags, *compilers.cpp_flags) if flag.startswith("-D")}
    own = {
        path: replace(of_path, defines=tuple(d for d in of_path.defines if d not in given))
        for path, of_path in flags.items()
        if path in index
    }
    return CMakeAnswer(own, headers) if own else CMakeAnswer(failure=said or "no file of the repository is compiled")


def _top(index: RepositoryFiles) -> str | None:
    """The directory to configure: the root, or else the one right below it that alone has a CMakeLists.txt."""
    if "CMakeLists.txt" in index:
        return "."
    below = [path for path in index.ending_in("CMakeLists.txt") if path.count("/") == 1]
    return posixpath.dirname(below[0]) if len(below) == 1 else None


def _arguments(build: str, compilers: Compilers) -> list[str]:
    settings = {
        "CMAKE_EXPORT_COMPILE_COMMANDS": "ON",
        "CMAKE_BUILD_TYPE": "Release",
        "CMAKE_TRY_COMPILE_TARGET_TYPE": "STATIC_LIBRARY",
        "FETCHCONTENT_FULLY_DISCONNECTED": "ON",
        "CMAKE_POLICY_DEFAULT_CMP0077": "NEW",
        "BUILD_TESTING": "OFF",
    }
    for language in ("C", "CXX"):
        settings |= {
            f"CMAKE_{language}_COMPILER_WORKS": "1",
            f"CMAKE_{language}_COMPILER_ID_RUN": "1",
            f"CMAKE_{language}_COMPILER_ID": "Clang",
            f"CMAKE_{language}_COMPILER_VERSION": compilers.version,
            f"CMAKE_{language}_COMPILER_FRONTEND_VARIANT": "GNU",
            f"CMAKE_{language}_ABI_COMPILED": "1",
            f"CMAKE_{language}_SIZEOF_DATA_PTR": "8",
            f"CMAKE_{language}_STANDARD_COMPUTED_DEFAULT": "17",
            f"CMAKE_{language}_EXTENSIONS_COMPUTED_DEFAULT": "ON",
        }
    settings |= {
        "CMAKE_SIZEOF_VOID_P": "8",
        "CMAKE_ASM_COMPILER": compilers.c[0],
        "CMAKE_ASM_COMPILER_ID": "Clang",
        "CMAKE_ASM_COMPILER_FORCED": "1",
    }
    return ["-B", f"../scratch/{build}", "-Wno-dev", *(f"-D{name}={value}" for name, value in settings.items())]


def _environment(compilers: Compilers) -> dict[str, str]:
    return {
        "CC": " ".join(compilers.c),
        "CXX": " ".join(compilers.cpp),
        "CFLAGS": " ".join(compilers.c_flags),
        "CXXFLAGS": " ".join(compilers.cpp_flags),
        "GIT_TERMINAL_PROMPT": "0",
        "CMAKE_BUILD_PARALLEL_LEVEL": "1",
    }


def _failure(ended: Ended) -> str:
    if ended.timed_out:
        return f"cmake did not end within {SECONDS:g} s"
    text = ended.stderr.decode("utf-8", "replace")
    place = text.find("CMake Error")
    words = " ".join(text[max(place, 0) :][:_MAX_SAID].split())
    return words or "cmake failed and said nothing"


def _made_headers(sandbox: Confined, build: str) -> dict[str, bytes]:
    """Regular files below the build directory that are named like headers, in a fixed order, bounded."""
    names: list[str] = []
    n_entries = 0
    root = sandbox.scratch / build
    for place, directories, files in os.walk(root, followlinks=False):
        below = os.path.relpath(place, root)
        directories[:] = sorted(d for d in directories if d != "CMakeFiles") if below.count("/") < _MAX_DEPTH else []
        n_entries += len(directories) + len(files)
        if n_entries > _MAX_ENTRIES:
            break
        names += [posixpath.normpath(posixpath.join(below, name)) for name in files if name.endswith(_HEADERS)]
    made: dict[str, bytes] = {}
    for name in sorted(names)[:MAX_HEADERS]:
        try:
            text = sandbox.read_output(f"{build}/{name}", MAX_HEADER_BYTES)
        except WarploomError:
            continue  # a link, a device or a giant: no header
        for directory, called in ((sandbox.scratch, b"/scratch"), (sandbox.tree, b"/tree")):
            text = text.replace(os.fsencode(directory), called)  # they differ from run to run
        made[f"{BUILD}/{name}"] = text
    return made

"""Which files are translation units, and what CMake's answer becomes."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from warploom.extractors.ir.cmake_commands import BUILD, Compilers, cmake_commands
from warploom.extractors.ir.compile_request import FlagsOrigin
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.extractors.ir.translation_units import Role, TranslationUnits
from warploom.schemas.errors import WarploomError

COMPILERS = Compilers(("cc",), ("c++",), ("-DGIVEN=1",))


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a program."""

    is_success: bool
    stderr: bytes = b""
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A sandbox's two directories."""

    tree: Path
    scratch: Path

    def read_output(self, name: str, max_bytes: int) -> bytes:
        path = self.scratch / name
        if path.is_symlink() or not path.is_file() or path.stat().st_size > max_bytes:
            raise WarploomError(f"no output {name}")
        return path.read_bytes()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path / "tree", tmp_path / "scratch")
    made.tree.mkdir()
    made.scratch.mkdir()
    return made


def test_roles_of_files() -> None:
    """A source that another includes is a part of that; a header counts if it holds a kernel."""
    files = {
        "a.cpp": b'#include "impl.cpp"\n',
        "impl.cpp": b"",
        "k.cuh": b"__global__ void k() {}",
        "h.cuh": b"// __global__\n",
        "b.h": b"__global__",
        "c.inl": b"",
        "README": b"",
    }
    units = TranslationUnits(RepositoryFiles(files))
    assert [
        Role(True, "source"),
        Role(False, "included by others"),
        Role(True, "header with kernels"),
        Role(False, "header"),
        Role(False, "header"),
        Role(False, "header"),
        Role(False, "no code"),
    ] == list(map(units.role, files))


def test_what_cmake_says_is_mapped_and_its_headers_are_taken(place: Place) -> None:
    """Links are not followed, and the compilers' own defines are not the file's."""

    def run(argv: Sequence[str], *, environment: Mapping[str, str], cwd: str = "tree") -> Said:
        build = place.scratch / "build"
        (build / "gen").mkdir(parents=True)
        (build / "gen" / "c.h").write_bytes(b"int c;")
        (build / "gen" / "link.h").symlink_to("/etc/passwd")
        command = f"cc -DGIVEN=1 -DA -I{place.tree}/include -I{build}/gen -I/usr/include -std=c11 -c {place.tree}/a.c"
        row = {"directory": str(build), "file": f"{place.tree}/a.c", "command": command}
        outside = {"directory": str(build), "file": str(build / "x.c"), "command": "cc"}
        (build / "compile_commands.json").write_text(json.dumps([row, outside]))
        return Said(True)

    index = RepositoryFiles({"CMakeLists.txt": b"", "a.c": b"", "include/a.h": b""})
    answer = cmake_commands(place, run, index, COMPILERS, cmake="cmake")
    assert answer.failure is None
    assert {f"{BUILD}/gen/c.h": b"int c;"} == answer.headers
    (flags,) = answer.flags.values()
    assert (("include", f"{BUILD}/gen"), ("A",), "c11", FlagsOrigin.CMAKE) == (
        flags.include_directories,
        flags.defines,
        flags.standard,
        flags.origin,
    )


def test_a_project_that_writes_beside_its_sources_gets_a_copy(place: Place) -> None:
    """And is configured there."""
    asked: list[list[str]] = []

    def run(argv: Sequence[str], *, environment: Mapping[str, str], cwd: str = "tree") -> Said:
        asked.append(list(argv[1:4]))
        return Said(len(asked) == 2, b"CMake Error: Read-only file system")

    answer = cmake_commands(place, run, RepositoryFiles({"CMakeLists.txt": b""}), COMPILERS, cmake="cmake")
    assert [["-S", ".", "-B"], ["-E", "copy_directory", "."], ["-S", "../scratch/source", "-B"]] == asked
    assert "CMake Error: Read-only file system" == answer.failure


@pytest.mark.parametrize(
    ("files", "said", "cmake", "failure"),
    [
        ({}, Said(True), "cmake", "the repository has no CMakeLists.txt at its top"),
        ({"CMakeLists.txt": b""}, Said(True), None, "cmake is not installed"),
        ({"CMakeLists.txt": b""}, Said(False, timed_out=True), "cmake", "cmake did not end within 60 s"),
        ({"CMakeLists.txt": b""}, Said(False, b"-- x\nCMake Error at\n no MPI"), "cmake", "CMake Error at no MPI"),
        ({"CMakeLists.txt": b""}, Said(True), "cmake", "no output build/compile_commands.json"),
    ],
)
def test_failures_are_answers(
    place: Place, files: dict[str, bytes], said: Said, cmake: str | None, failure: str
) -> None:
    """That say why."""

    def run(argv: Sequence[str], *, environment: Mapping[str, str], cwd: str = "tree") -> Said:
        return said

    answer = cmake_commands(place, run, RepositoryFiles(files), COMPILERS, cmake=cmake)
    assert ({}, failure) == (answer.flags, answer.failure)


@pytest.mark.skipif(not all(map(shutil.which, ("cmake", "make"))), reason="cmake or make is not installed")
def test_real_cmake_configures_our_own_project(place: Place) -> None:
    """Without any compiler that works."""
    files = {
        "CMakeLists.txt": b"cmake_minimum_required(VERSION 3.16)\nproject(p C CXX)\nconfigure_file(c.h.in gen/c.h)\n"
        b"set(CMAKE_CXX_STANDARD 14)\nadd_library(p a.cpp)\ntarget_compile_definitions(p PRIVATE A=1)\n"
        b"target_include_directories(p PRIVATE include ${CMAKE_CURRENT_BINARY_DIR}/gen)\n",
        "a.cpp": b"",
        "c.h.in": b"#define V ${PROJECT_NAME}\n",
        "include/a.h": b"",
    }
    for path, text in files.items():
        target = place.tree / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(text)

    def run(argv: Sequence[str], *, environment: Mapping[str, str], cwd: str = "tree") -> Said:
        # our own project: nothing of it is to be kept from anything
        path = {"PATH": "/usr/bin:/bin", **environment}
        done = subprocess.run(argv, cwd=place.tree, capture_output=True, env=path, timeout=120, check=False)
        return Said(done.returncode == 0, done.stderr)

    true = shutil.which("true") or "/bin/true"
    compilers = Compilers((true,), (true,))
    answer = cmake_commands(place, run, RepositoryFiles(files), compilers, cmake=shutil.which("cmake"))
    assert answer.failure is None
    assert {f"{BUILD}/gen/c.h": b"#define V p\n"} == answer.headers
    flags = answer.flags["a.cpp"]
    assert ("include", f"{BUILD}/gen") == flags.include_directories
    assert "A=1" in flags.defines

"""Flang's command lines, and what comes of them where flang is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
import pytest

from tests.extractors.toolchains.fortran_tools import flang
from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target, UnsupportedRequestError
from warploom.extractors.toolchains.diagnostics import Diagnostic, text_diagnostics
from warploom.extractors.toolchains.flang import (
    ENVIRONMENT,
    STUB_INCLUDES,
    flang_command,
    line_lengths,
    module_commands,
    module_directories,
)
from warploom.extractors.toolchains.fortran_modules import STUBS, ModuleGraph, is_fixed_form
from warploom.extractors.toolchains.tool import Tool

FIXTURES = Path(__file__).with_name("fortran")
TEXTS = {path.name: path.read_bytes() for path in sorted(FIXTURES.iterdir())}
SOURCES = [name for name in TEXTS if not name.endswith((".h", ".inc"))]
TOOL = Tool("flang", "22", "", Path("/opt/flang"))


def request_for(path: str, **more: Any) -> CompileRequest:
    given = {"path": path, "language": "Fortran", "target": Target.HOST, "arch": "x86-64", "flags": Flags(), **more}
    return CompileRequest(**given)


def compiled(directory: Path, path: str, texts: dict[str, bytes], *, limit_s: float = 60) -> tuple[bytes | None, str]:
    """Bitcode, and what the last command said, within 4 GB of memory."""
    tool = flang()
    tree, scratch = directory / "tree", directory / "scratch"
    for name, text in texts.items():
        tree.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        tree.joinpath(name).write_bytes(text)
    request = request_for(path, flags=Flags(is_openmp=b"!$omp" in texts[path]))
    plan = ModuleGraph.of(texts).plan(path)
    for modules in module_directories(request, plan):
        (tree / modules).resolve().mkdir(parents=True)
    lengths = line_lengths(path, texts[path])
    attempts = [flang_command(tool, request, "../scratch/out.bc", plan, fixed_line_length=n) for n in lengths]
    said = ""
    for command in module_commands(tool, plan, request.flags):
        subprocess.run(command, cwd=tree, env=dict(ENVIRONMENT), capture_output=True, timeout=60, check=False)
    for command in attempts:
        limited = ["/bin/sh", "-c", 'ulimit -v 4000000; exec "$@"', "sh", *command]
        try:
            done = subprocess.run(
                limited, cwd=tree, env=dict(ENVIRONMENT), capture_output=True, timeout=limit_s, check=False
            )
        except subprocess.TimeoutExpired:
            return None, f"ran past {limit_s:g} s"
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode == 0:
            return (scratch / "out.bc").read_bytes(), said
    return None, said


def test_a_command_line_in_full() -> None:
    """What a preprocessed file with modules, defines and directories is compiled with."""
    flags = Flags(include_directories=("include",), defines=("N=3", "-DEBUG"), is_openmp=True)
    plan = ModuleGraph.of({"k.f90": b"module k\nend", "src/a.F90": b"use k\nend"}).plan("src/a.F90")
    (step,) = plan.steps
    own, other = module_directories(request_for("src/a.F90"), plan)[::-1]
    assert [
        *("/opt/flang", "-O2", "-mllvm", "-opt-bisect-limit=0", "-mllvm", "-opt-bisect-verbose=0"),
        *("-emit-llvm", "-c", "-gline-tables-only", "--target=x86_64-unknown-linux-gnu"),
        *("-ffree-form", "-cpp", "-fopenmp", "-DN=3", "-UDEBUG", "-Iinclude", f"-I{other}", f"-I{STUB_INCLUDES}"),
        *("-module-dir", own, "-o", "../scratch/out.bc", "-x", "f95", "./src/a.F90"),
    ] == flang_command(TOOL, request_for("src/a.F90", flags=flags), "../scratch/out.bc", plan)
    assert [
        *("/opt/flang", "-fsyntax-only", "-ffree-form", "-nocpp", f"-I{other}", f"-I{STUB_INCLUDES}"),
        *("-module-dir", f"../scratch/mod/{step.directory}", "-x", "f95", "./k.f90"),
    ] == module_commands(TOOL, plan, Flags())[0]


def test_offload_needs_the_device_only() -> None:
    """Target regions for one architecture."""
    request = request_for("a.f90", target=Target.NVPTX, arch="sm_80", is_offload=True)
    command = flang_command(TOOL, request, "o.bc")
    assert command[command.index("-fopenmp") :][:4] == [
        *("-fopenmp", "--offload-arch=sm_80", "--offload-device-only", "-nogpulib")
    ]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"level": "Oz"}, "there is no level Oz"),
        ({"language": "C"}, "C is not Fortran"),
        ({"target": Target.NVPTX}, "no code for nvptx64 but OpenMP's target regions"),
        ({"flags": Flags(forced_includes=("a.h",))}, "includes a header before the first line"),
    ],
)
def test_what_flang_cannot_do_is_refused(more: dict[str, object], why: str) -> None:
    """Before anything is run."""
    with pytest.raises(UnsupportedRequestError, match=why):
        flang_command(TOOL, request_for("a.f90", **more), "out.bc")


@pytest.mark.parametrize("path", ["-fplugin=evil.so.f90", "@options.f90", "a b.f"])
def test_a_file_name_is_never_an_option(path: str) -> None:
    """Nor a file of options."""
    assert flang_command(TOOL, request_for(path), "out.bc")[-1] == f"./{path}"


def test_long_lines_are_a_second_attempt_in_fixed_form_only() -> None:
    """Columns beyond the 72nd are comments by the standard."""
    assert line_lengths("a.f", b"x" * 73) == (72, 132)
    assert line_lengths("a.f", b"x" * 72) == (72,)
    assert line_lengths("a.f90", b"x" * 200) == (72,)


@pytest.mark.parametrize("name", SOURCES)
def test_own_fortran_compiles_to_bitcode_that_verifies(name: str, tmp_path: Path) -> None:
    """All of it, modules and stubs included; no path of this machine is in it."""
    bitcode, said = compiled(tmp_path, name, TEXTS)
    assert bitcode is not None, said
    module = llvm.parse_bitcode(bitcode)
    module.verify()
    assert any(not function.is_declaration for function in module.functions) or name == "precisions.f90"
    assert str(tmp_path).encode() not in bitcode


def test_there_are_thirty_of_them() -> None:
    """In both forms."""
    assert len(SOURCES) >= 30
    assert sum(is_fixed_form(name) for name in SOURCES) >= 5


@pytest.mark.parametrize("name", ["particles.f90", "input_output.f90", "openmp_loops.f90"])
def test_the_same_bytes_wherever_the_tree_lies(name: str, tmp_path: Path) -> None:
    """Messages of the run-time library name the source."""
    first, _ = compiled(tmp_path / "a", name, TEXTS)
    second, _ = compiled(tmp_path / "another" / "place", name, TEXTS)
    assert first is not None
    assert first == second


def test_no_pass_was_run(tmp_path: Path) -> None:
    """Variables still live in memory."""
    bitcode, _ = compiled(tmp_path, "bits.f90", TEXTS)
    assert bitcode is not None
    assert "alloca i64" in str(llvm.parse_bitcode(bitcode))


def test_errors_are_diagnostics(tmp_path: Path) -> None:
    """With place and severity."""
    text = b"subroutine t\n use nowhere\n integer :: i\n i = 'a'\nend\n"
    bitcode, said = compiled(tmp_path, "src/t.f90", {"src/t.f90": text})
    assert bitcode is None
    found = text_diagnostics(said)
    assert Diagnostic("", 0, 0, "error", "Semantic errors in ./src/t.f90") in found
    assert any(d.path == "src/t.f90" and d.line == 2 and "nowhere" in d.message for d in found)


@pytest.mark.parametrize(
    "text",
    [
        b"subroutine s\ninclude 'bad.f90'\nend\n",
        b"subroutine s\ninclude '/dev/zero'\nend\n",
        b"subroutine s\ninclude '/etc/passwd'\nend\n",
        b"\x00\xff\xfe" * 50,
        b"x = " + b"(" * 5_000,
        b"&" * 50_000,
    ],
)
def test_hostile_sources_fail_and_say_why(text: bytes, tmp_path: Path) -> None:
    """Includes of itself, of devices and of the machine's own files; what is no Fortran; depth."""
    bitcode, said = compiled(tmp_path, "bad.f90", {"bad.f90": text}, limit_s=2)
    assert bitcode is None
    assert "error" in said or "ran past" in said
    assert all("root:" not in diagnostic.message for diagnostic in text_diagnostics(said))


def test_stubs_say_that_they_are_our_own() -> None:
    """In their first line."""
    for path in (*STUBS.glob("*.f90"), *STUB_INCLUDES.iterdir()):
        assert path.read_text().startswith("! Declarations of our own"), path.name

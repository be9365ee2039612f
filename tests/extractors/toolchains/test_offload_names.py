"""Names of target regions: the same wherever the source lies."""

from __future__ import annotations

import subprocess
from pathlib import Path

import llvmlite.binding as llvm
import pytest

from tests.extractors.toolchains.fortran_tools import flang
from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target
from warploom.extractors.toolchains.flang import ENVIRONMENT, flang_command, module_directories
from warploom.extractors.toolchains.offload_names import portable_offload_names

SOURCE = Path(__file__).with_name("fortran") / "openmp_offload.f90"


def compiled(directory: Path, target: Target, arch: str) -> str:
    tool = flang()
    (directory / "tree").mkdir(parents=True)
    (directory / "tree/offload.f90").write_bytes(SOURCE.read_bytes())
    is_offload = target is not Target.HOST
    request = CompileRequest("offload.f90", "Fortran", target, arch, Flags(is_openmp=True), is_offload=is_offload)
    for modules in module_directories(request):
        (directory / "tree" / modules).resolve().mkdir(parents=True)
    command = flang_command(tool, request, "../scratch/out.bc")
    subprocess.run(command, cwd=directory / "tree", env=dict(ENVIRONMENT), timeout=60, check=True)
    # A context of its own: in one that has seen a type of the same name, the type is given another.
    return str(llvm.parse_bitcode((directory / "scratch/out.bc").read_bytes(), llvm.create_context()))


@pytest.mark.parametrize(("target", "arch"), [(Target.HOST, ""), (Target.NVPTX, "sm_80"), (Target.AMDGCN, "gfx90a")])
def test_two_copies_of_a_file_give_one_module(target: Target, arch: str, tmp_path: Path) -> None:
    """On the host and on devices; what comes out verifies."""
    first, second = (compiled(tmp_path / name, target, arch) for name in ("a", "b"))
    assert first != second
    assert portable_offload_names(first, "offload.f90") == portable_offload_names(second, "offload.f90")
    llvm.parse_assembly(portable_offload_names(first, "offload.f90")).verify()


def test_strings_keep_their_length_true() -> None:
    """An array of characters tells how many it has."""
    module = '@0 = constant [34 x i8] c"__omp_offloading_fe00_236078_f_l4\\00"\n'
    module += '!1 = !{i32 0, i32 65024, i32 2318456, !"f_"}\n'
    changed = portable_offload_names(module, "a.f90")
    length, text = changed.split("[")[1].split(" x i8] c")
    assert int(length) == len(text.split('"')[1]) - 2
    assert "fe00" not in changed
    assert "2318456" not in changed
    assert changed != portable_offload_names(module, "b.f90")


def test_other_modules_are_left_alone() -> None:
    """Whatever their metadata."""
    text = '!1 = !{i32 0, i32 65024, i32 2318456, !"f_"}\n'
    assert portable_offload_names(text, "a.f90") == text

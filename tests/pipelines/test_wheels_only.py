"""A build on a machine that has the wheels of `ir` and no compiler besides: host and device code all the same."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.pipelines.corpora import MIT, rows, write_recipe, write_tree
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation


def _is_there(wheel: str) -> bool:
    return any(importlib.metadata.distributions(name=wheel))


pytestmark = [
    pytest.mark.skipif(best_isolation() is Isolation.NONE, reason="no isolation works on this machine"),
    pytest.mark.skipif(not _is_there("ziglang"), reason="no ziglang: pip install 'warploom[ir]'"),
    pytest.mark.xdist_group("compiling"),
]

STAGE = """
[stages.compile_files]
languages = ["C", "C++", "CUDA", "HIP", "Fortran"]
lowering_archs = ["sm_80"]
"""
KERNEL = b"""\
__device__ static float scaled(float x, float by) { return sqrtf(x) * by; }
__global__ void scale(float *x, float by, int n)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
        x[i] = scaled(x[i], by);
}
"""
FILES = {
    "LICENSE": MIT,
    "host/sum.c": b"#include <math.h>\n#include <omp.h>\ndouble sum(const double *x, int n)\n{\n    double s = 0;\n"
    b"#pragma omp parallel for reduction(+:s)\n    for (int i = 0; i < n; i++)\n        s += sqrt(x[i]);\n"
    b"    return s * omp_get_max_threads();\n}\n",
    "host/sort.cpp": b"#include <algorithm>\n#include <vector>\n"
    b"void order(std::vector<int> &x) { std::sort(x.begin(), x.end()); }\n",
    "device/scale.cu": b"#include <cuda_runtime.h>\n" + KERNEL,
    "device/scale.hip": b"#include <hip/hip_runtime.h>\n" + KERNEL,
    "flux/flux.f90": b"subroutine flux(x, n)\n  integer, intent(in) :: n\n  real, intent(inout) :: x(n)\n"
    b"  x = 2 * x\nend subroutine\n",
}
BUILD = """
import dataclasses, sys
from warploom.extractors.toolchains.places import Places

class Bare(Places):
    def distribution(self, *names):
        return super().distribution(*(name for name in names if not name.startswith("nvidia")))

here = Places.here()
Places.here = classmethod(lambda cls, *_: Bare(here.python_path, here.cuda_homes, here.program_path, usual=()))
from warploom.pipelines.cli import run
sys.exit(run(sys.argv[1:]))
"""
"""On such a machine there is nothing in the usual places either, and none of NVIDIA's wheels."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The release, and what the build said."""
    folder = tmp_path_factory.mktemp("wheels")
    write_tree(folder / "code", FILES)
    recipe = write_recipe(folder / "recipe.toml", [folder / "code"], STAGE)
    (folder / "no_programs").mkdir()
    environment = {k: v for k, v in os.environ.items() if k not in ("CUDA_HOME", "CUDA_PATH")}
    arguments = ["build", str(recipe), "--out", str(folder / "out"), "--cache", str(folder / "cache"), "--offline"]
    ran = subprocess.run(
        [sys.executable, "-c", BUILD, *arguments, "--runner", "in_process"],
        env={**environment, "PATH": str(folder / "no_programs")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
    return folder / "out", ran.stderr


def test_every_language_of_clang_has_its_modules_whole(built: tuple[Path, str]) -> None:
    """For host and both devices, from the wheel's clang alone."""
    out, _ = built
    modules = rows(out, "select path, target, coverage, n_kernels, n_instructions > 5 from ir_modules order by all")
    assert [
        ("device/scale.cu", "nvptx64", "whole", 1, True),
        ("device/scale.cu", "x86_64", "whole", 0, True),
        ("device/scale.hip", "amdgcn", "whole", 1, True),
        ("device/scale.hip", "x86_64", "whole", 0, True),
        ("host/sort.cpp", "x86_64", "whole", 0, True),
        ("host/sum.c", "x86_64", "whole", 0, True),
    ] == modules
    assert [("clang", "22")] == rows(
        out, "select distinct compiler, split_part(compiler_version, '.', 1) from ir_modules"
    )


def test_a_kernel_has_ptx_and_no_machine_code(built: tuple[Path, str]) -> None:
    """And its math stays a call, as there is no library of the vendor's."""
    out, said = built
    sql = "select symbol, arch, ptx is not null, sass is null, registers is null from gpu_lowerings"
    assert [("_Z5scalePffi", "sm_80", True, True, True)] == rows(out, sql)
    assert "there is no ptxas and no nvdisasm here (pip install 'warploom[cuda]')" in said


def test_a_language_without_a_compiler_is_told(built: tuple[Path, str]) -> None:
    """In the rows, and to who builds, with what would help; of the others nothing is said."""
    out, said = built
    assert [("flux/flux.f90", "not_run", "no_compiler", "Fortran")] == rows(
        out, "select path, outcome, reason, detail from compile_attempts where outcome <> 'compiled'"
    )
    told = Counter(line.partition(" of this corpus is not compiled")[0] for line in said.splitlines() if "(apt" in line)
    assert {"Fortran": 1} == told
    assert "Fortran of this corpus is not compiled: there is no flang here (apt install flang-22)" in said

"""Command lines of clang: complete, hermetic, and equal in what they make wherever things lie."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.extractors.toolchains.ziglang_clang import TIMEOUT_S, compile_one, request, ziglang_clang
from warploom.extractors.ir.compile_request import Flags, Target
from warploom.extractors.toolchains.clang import (
    HEADERS,
    LEVELS,
    CompileRequestError,
    clang_command,
    prefix_names,
    provided_headers,
)
from warploom.extractors.toolchains.clang_answers import Cause, read_closure, reason_of
from warploom.extractors.toolchains.tool import Tool

KERNEL = """
#include "axpy.h"
static __device__ int calls;
static __global__ void hidden(float *x) { x[threadIdx.x] = 1; }
__global__ void axpy(float a, const float *x, float *y, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) { y[i] += a * sinf(x[i]); atomicAdd(&calls, 1); }
    else { printf("%s %s", __FILE__, __DATE__ __TIME__ __TIMESTAMP__); }
}
int main() { hidden<<<1, 1>>>(0); axpy<<<1, 2>>>(1, 0, 0, 0); return cudaDeviceSynchronize(); }
"""
C_CODE = """
#include <math.h>
#include <mpi.h>
#include <omp.h>
#include <stdio.h>
int main(int c, char **v) { MPI_Init(&c, &v); printf("%f %d", sqrt(c), omp_get_max_threads()); return 0; }
"""
OFFLOAD = """
#include <math.h>
void f(float *x, int n) {
#pragma omp target teams distribute parallel for map(x[0:n])
    for (int i = 0; i < n; i++) x[i] *= sqrtf(x[i]);
}
"""
HIP = """
#include <hip/hip_runtime.h>
__global__ void k(float *x) {
    __shared__ float s[64]; s[threadIdx.x] = sinf(x[hipBlockIdx_x]); __syncthreads(); atomicAdd(x, s[0]);
}
int main() { hipLaunchKernelGGL(k, dim3(1), dim3(64), 0, 0, nullptr); return hipDeviceSynchronize(); }
"""
OPENCL = """
__kernel void k(__global float4 *x, uint n, __local float *s) {
    size_t i = get_global_id(0); s[i] = 1; barrier(CLK_LOCAL_MEM_FENCE); if (i < n) x[i] = sin(x[i]) * as_float(3);
}
"""
LANGUAGES = [
    ("a.cu", KERNEL, request("a.cu")),
    ("a.cu", KERNEL, request("a.cu", target=Target.HOST, arch="")),
    ("a.c", C_CODE, request("a.c", language="C", target=Target.HOST, arch="x86-64", flags=Flags(is_openmp=True))),
    ("a.cpp", C_CODE, request("a.cpp", language="C++", target=Target.HOST, arch="x86-64", standard="c++17")),
    ("a.hip", HIP, request("a.hip", language="HIP", target=Target.AMDGCN, arch="gfx90a")),
    ("a.cl", OPENCL, request("a.cl", language="OpenCL", target=Target.SPIRV, arch="")),
    ("a.cl", OPENCL, request("a.cl", language="OpenCL", target=Target.NVPTX, arch="sm_80")),
    ("o.c", OFFLOAD, request("o.c", language="C", target=Target.NVPTX, arch="sm_80", is_offload=True)),
    ("o.c", OFFLOAD, request("o.c", language="C", target=Target.AMDGCN, arch="gfx90a", is_offload=True)),
]


def tree_of(place: Path, name: str, code: str) -> Path:
    """A repository with one file and a header, laid out as in the sandbox."""
    tree = place / "tree"
    (tree / "include").mkdir(parents=True)
    (place / "scratch").mkdir()
    (tree / name).write_text(code)
    (tree / "include" / "axpy.h").write_text("#pragma once\n#include <stdio.h>\n")
    return tree


TOOL = Tool("clang", "22", "0" * 64, Path("/opt/zig/zig"), ("clang",), "ziglang", (Path("/opt/zig"),))


def test_the_command_line_of_a_kernel_is_what_it_was() -> None:
    asked = request(
        "src/a.cu", flags=Flags(("include", "."), ("NDEBUG", "N=3", "-M"), "c++17", forced_includes=("config.h",))
    )
    command = clang_command(TOOL, asked, "../scratch/a.bc", closure="../scratch/a.d", absent="../scratch/absent")
    told = [str(HEADERS) if word == str(HEADERS) else word.replace(str(HEADERS), "H") for word in command]
    folders = [word for folder in sorted(HEADERS.iterdir()) if folder.name not in {"hip", "opencl", "removed"}
               for word in ("-idirafter", f"H/{folder.name}")]  # fmt: skip
    assert [
        *("/opt/zig/zig", "clang", "-x", "cuda", "--target=x86_64-linux-gnu", "--offload-device-only"),
        *("--offload-arch=sm_80", "-cuid=f5aab0df014aa65d", "-nocudalib", "--cuda-path=/nonexistent", "-nocudainc"),
        *("-Xclang", "-target-sdk-version=12.9", "--cuda-feature=+ptx88", "-O2", "-Xclang", "-disable-llvm-passes"),
        *("-std=c++17", "-emit-llvm", "-c", "-gline-tables-only", "-fdebug-compilation-dir=."),
        *("-ffile-prefix-map=H=/headers", "-ffile-prefix-map=/opt/zig=/toolchain/clang"),
    ] == sorted_prefixes(told[:24])
    assert ["-DNDEBUG", "-DN=3", "-UM"] == [word for word in told if word in {"-DNDEBUG", "-DN=3", "-UM"}]
    assert ["H/cuda/warploom_cuda.h", "H/removed/removed.h", "config.h"] == after(told, "-include")
    assert ["-Iinclude", "-I."] == [word for word in told if word.startswith("-I")]
    tail = told[told.index("-idirafter") :]
    assert [
        *folders, "-idirafter", "../scratch/absent", "-MD", "-MF", "../scratch/a.d", "-o", "../scratch/a.bc", "src/a.cu"
    ] == tail  # fmt: skip


def sorted_prefixes(words: list[str]) -> list[str]:
    """With the maps of prefixes in an order that does not hang on how long the path of this checkout is."""
    return [*[w for w in words if "-map=" not in w], *sorted((w for w in words if "-map=" in w), reverse=True)]


def after(words: list[str], option: str) -> list[str]:
    return [words[i + 1] for i, word in enumerate(words) if word == option]


@pytest.mark.parametrize("path", ["/etc/passwd", "../a.cu", "a/../../b.cu", "", "a\nb.cu", "a\0.cu", ".."])
def test_paths_outside_of_the_repository_are_refused(path: str) -> None:
    for asked in (
        request(path),
        request("a.cu", flags=Flags((path,))),
        request("a.cu", flags=Flags(forced_includes=(path,))),
    ):
        with pytest.raises(CompileRequestError):
            clang_command(TOOL, asked, "o.bc")


@pytest.mark.parametrize(
    "asked",
    [
        request("a.f90", language="Fortran"),
        request("a.cpp", language="SYCL"),
        request("a.cu", level="O9"),
        request("a.cu", arch=""),
        request("a.cu", target=Target.AMDGCN),
        request("a.hip", language="HIP", target=Target.NVPTX),
        request("a.c", language="C", target=Target.NVPTX),
        request("a.c", language="C", target=Target.HOST, is_offload=True),
        request("a.cl", language="OpenCL", target=Target.HOST, arch=""),
    ],
)
def test_what_clang_cannot_do_is_told(asked: object) -> None:
    with pytest.raises(CompileRequestError):
        clang_command(TOOL, asked, "o.bc")  # type: ignore[arg-type]


def test_no_name_of_a_file_is_taken_for_an_option_or_a_response_file() -> None:
    for name in ("@args.cu", "-fplugin=x.cu"):
        assert f"./{name}" == clang_command(TOOL, request(name), "o.bc")[-1]
    assert "-I./@x" in clang_command(TOOL, request("a.cu", flags=Flags(("@x",))), "o.bc")


@pytest.mark.parametrize(
    ("told", "sdk", "ptx"), [("13000", "12.9", "88"), ("12040", "12.4", "84"), ("11080", "11.8", "78")]
)
def test_a_real_toolkit_stands_in_for_our_declarations(tmp_path: Path, told: str, sdk: str, ptx: str) -> None:
    (tmp_path / "include").mkdir()
    (tmp_path / "include" / "cuda.h").write_text(f"/* */\n#define CUDA_VERSION {told}\n")
    command = clang_command(TOOL, request("a.cu"), "o.bc", cuda=tmp_path)
    assert [f"--cuda-path={tmp_path}"] == [word for word in command if word.startswith("--cuda-path")]
    assert {f"-target-sdk-version={sdk}", f"--cuda-feature=+ptx{ptx}"} <= set(command)
    assert f"-ffile-prefix-map={tmp_path}=/toolchain/cuda" in command
    assert [str(HEADERS / "removed" / "removed.h")] == after(command, "-include")
    assert str(HEADERS / "cuda") not in command
    assert str(HEADERS / "torch") in command
    with pytest.raises(CompileRequestError):
        clang_command(TOOL, request("a.cu"), "o.bc", cuda=tmp_path / "nowhere")


@pytest.mark.parametrize(("name", "code", "asked"), LANGUAGES)
def test_every_language_gives_bitcode(tmp_path: Path, name: str, code: str, asked: object) -> None:
    tree = tree_of(tmp_path, name, code)
    flags = Flags(("include",), (), asked.flags.standard, asked.flags.is_openmp)  # type: ignore[attr-defined]
    asked = request(
        name, language=asked.language, target=asked.target, arch=asked.arch, flags=flags, is_offload=asked.is_offload
    )  # type: ignore[attr-defined]
    status, complaints = compile_one(ziglang_clang(), tree, asked, tmp_path / "scratch" / "o.bc")
    assert (0, []) == (status, complaints)
    assert (tmp_path / "scratch" / "o.bc").read_bytes()[:4] in {b"BC\xc0\xde", b"\xde\xc0\x17\x0b"}


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_taken(tmp_path: Path, level: str) -> None:
    tree = tree_of(tmp_path, "a.cu", KERNEL)
    asked = request("a.cu", level=level, flags=Flags(("include",)))
    assert (0, []) == compile_one(ziglang_clang(), tree, asked, tmp_path / "o.bc")


@pytest.mark.parametrize(("name", "code", "target"), [("a.cu", KERNEL, Target.NVPTX), ("a.cu", KERNEL, Target.HOST)])
def test_the_same_bytes_come_out_wherever_things_lie(tmp_path: Path, name: str, code: str, target: Target) -> None:
    tool = ziglang_clang()
    made: list[bytes] = []
    for number, place in enumerate((tmp_path / "a", tmp_path / "another" / "place with spaces")):
        tree = tree_of(place, name, code)
        os.utime(tree / name, (number, number))
        home = place / "toolchain"
        home.symlink_to(tool.path.parent)
        asked = request(name, target=target, arch="sm_80" if target is Target.NVPTX else "", flags=Flags(("include",)))
        assert (0, []) == compile_one(ziglang_clang(home), tree, asked, place / "scratch" / "o.bc")
        made.append((place / "scratch" / "o.bc").read_bytes())
    assert made[0] == made[1]
    assert not [word for word in (bytes(str(tmp_path), "ascii"), bytes(tool.path.parent)) if word in made[0]]


def test_the_closure_tells_stubs_toolchain_and_repository_apart(tmp_path: Path) -> None:
    tool, tree, scratch = (
        ziglang_clang(),
        tree_of(tmp_path, "a.cu", KERNEL + '#include "gone/away.h"\n'),
        tmp_path / "scratch",
    )
    (scratch / "absent" / "gone").mkdir(parents=True)
    (scratch / "absent" / "gone" / "away.h").touch()
    options = {"closure": "../scratch/o.d", "absent": "../scratch/absent"}
    asked = request("a.cu", flags=Flags(("include",)))
    assert (0, []) == compile_one(tool, tree, asked, scratch / "o.bc", **options)
    closure = read_closure((scratch / "o.d").read_text(), prefix_names(tool, None, None), "../scratch/absent")
    assert ("a.cu", "include/axpy.h") == closure.repository
    assert ("gone/away.h",) == closure.absent
    assert 0 == closure.elsewhere
    assert "/headers/cuda/warploom_cuda.h" in closure.stubs
    assert closure.toolchain
    assert all(path.startswith("/toolchain/") for path in closure.toolchain)


def test_a_header_of_the_repository_comes_before_ours(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "a.cu", "#include <cublas_v2.h>\n__global__ void k(int *x) { *x = THE_REAL_ONE; }\n")
    (tree / "include" / "cublas_v2.h").write_text("#define THE_REAL_ONE 1\n")
    assert (0, []) == compile_one(ziglang_clang(), tree, request("a.cu", flags=Flags(("include",))), tmp_path / "o.bc")
    assert "cublas_v2.h" in provided_headers()


REMOVED = """
texture<float, 2, cudaReadModeElementType> image;
texture<uchar4, 1, cudaReadModeNormalizedFloat> colours;
__global__ void k(float *x, int n) {
    float v = tex2D(image, 1.f, 2.f) + tex1Dfetch(colours, n).x;
    v += __shfl(v, 0) + __shfl_down(v, 1, 16) + __shfl_xor(v, 1) + __shfl_up(v, 1);
    if (__any(n > 1) && __all(n > 0)) x[__popc(__ballot(n))] = v;
}
int main() {
    float *x = 0; cudaBindTexture2D(0, image, x, 1, 1, 1);
    k<<<1, 1>>>(x, 1); cudaThreadSynchronize(); cudaUnbindTexture(image); cudaThreadExit();
}
"""


def test_interfaces_that_cuda_removed_still_compile(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "old.cu", REMOVED)
    for asked in (request("old.cu"), request("old.cu", target=Target.HOST, arch="")):
        assert (0, []) == compile_one(ziglang_clang(), tree, asked, tmp_path / "o.bc")


HOSTILE = [
    ('#include "a.cu"\n', Cause.LIMIT),
    ('#include "/etc/passwd"\n', None),
    ("template <int N> struct A { enum { v = A<N + 1>::v }; };\nint x = A<0>::v;\n", Cause.LIMIT),
    ("int x = " + "(" * 4000 + "1" + ")" * 4000 + ";\n", Cause.LIMIT),
    ('#include "no/such.h"\n', Cause.MISSING_HEADER),
    ("#pragma clang plugin x\n#error stop\n", Cause.USER_ERROR),
]


@pytest.mark.parametrize(("code", "cause"), HOSTILE)
def test_hostile_code_fails_with_a_cause(tmp_path: Path, code: str, cause: Cause | None) -> None:
    tree = tree_of(tmp_path, "a.cu", code)
    status, complaints = compile_one(ziglang_clang(), tree, request("a.cu"), tmp_path / "o.bc")
    assert 0 != status
    assert not [
        each for each in complaints if "root:" in each.message or str(tmp_path) in each.message + each.place.path
    ]
    if cause is not None:
        assert cause is reason_of([each for each in complaints if each.is_error]).cause


def test_a_device_without_end_is_not_read_without_end(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "a.cu", '#include "/dev/zero"\n')
    prlimit = shutil.which("prlimit")
    if prlimit is None:
        pytest.skip("needs prlimit, to hold memory and time")
    command = [
        prlimit,
        "--as=4294967296",
        "--cpu=5",
        *clang_command(ziglang_clang(), request("a.cu"), "../scratch/o.bc"),
    ]
    done = subprocess.run(command, cwd=tree, capture_output=True, check=False, timeout=TIMEOUT_S)
    assert done.returncode in {0, 1}, "it was stopped by a limit"

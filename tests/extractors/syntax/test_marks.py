"""Marks are certain, of the closed sets, and said by the language they are said in."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.syntax.c_family import cutter
from warploom.extractors.syntax.flat_tree import GRAMMARS, grammar
from warploom.extractors.syntax.imports import Import, imports_of
from warploom.extractors.syntax.marks import (
    GROUPS,
    MEMORY_SPACE_WORDS,
    NODE_MARKS,
    OWN_MODEL,
    THREAD_INDEX_NAMES,
    features_in,
    languages_of,
    marks_of_directive,
    marks_of_import,
    marks_of_kinds,
    marks_of_name,
    models_in,
    read_table,
)
from warploom.extractors.syntax.names import ARGUMENT, CALL, DECLARE, MEMBER, READ, SCOPE, TYPE, WRITE
from warploom.extractors.syntax.tree_marks import marks_of_assembler, marks_of_tree
from warploom.schemas.code_marks import DESCRIPTIONS, FEATURES, PROGRAMMING_MODELS
from warploom.schemas.columns import LANGUAGES

CALLED = READ | CALL
ALL = set(PROGRAMMING_MODELS) | set(FEATURES)
_GRAMMARS = {
    "C": "c", "C++": "cpp", "SYCL": "cpp", "CUDA": "cuda", "HIP": "cuda", "OpenCL": "c",
    "Fortran": "fortran", "Python": "python", "Julia": "julia", "Rust": "rust",
}  # fmt: skip


def tree_marks(language: str, source: bytes) -> set[str]:
    name = _GRAMMARS[language]
    readable = cutter(language).for_grammar(source) if name in ("c", "cpp", "cuda") else source
    return set().union(*(marks for _, marks in marks_of_tree(language, source, grammar(name).parse(readable))))


def imports(language: str, source: bytes) -> list[str]:
    return [found.name for found in imports_of(language, source, grammar(_GRAMMARS[language]).parse(source))]


def test_models_and_features_are_closed_sorted_disjoint_and_described() -> None:
    """Each is named once, in order, with a description that says more than the name."""
    for names in (PROGRAMMING_MODELS, FEATURES):
        assert sorted(set(names)) == list(names)
    assert not set(PROGRAMMING_MODELS) & set(FEATURES)
    assert ALL == DESCRIPTIONS.keys()
    assert all(len(text) > len(name) for name, text in DESCRIPTIONS.items())


def test_the_table_is_sorted_and_closed() -> None:
    """Rows come in order, none twice; languages, marks, uses and ways to match are known ones."""
    rows = [tuple(row[c] for c in ("match", "languages", "marks", "use", "names")) for row in read_table()]
    assert sorted(set(rows)) == rows
    for match, languages, marks, use, names in rows:
        assert languages_of(languages) <= set(LANGUAGES)
        assert marks.split()
        assert set(marks.split()) <= ALL | {"own"}
        assert use in (("",) if match == "import" else ("name", "free", "call", "type", "member"))
        assert match in ("name", "pattern", "import")
        if match == "pattern":
            assert re.compile(names)
            assert " " not in names
        else:
            assert sorted(set(names.split())) == names.split()


def test_every_model_and_feature_can_be_told() -> None:
    """What nothing says has no place in the closed sets."""
    said = {mark for row in read_table() for mark in row["marks"].split()} - {"own"}
    said |= {mark for table in NODE_MARKS.values() for marks in table.values() for mark in marks}
    said |= marks_of_directive("openmp", "target", []) | marks_of_directive("openmp", "for simd", [])
    said |= marks_of_directive("openmp", "task", []) | marks_of_assembler("CUDA", b'"mov.u32 %0, 1;"')
    said |= set(OWN_MODEL.values())
    assert ALL == said


@pytest.mark.parametrize("name", GRAMMARS)
def test_kinds_are_the_grammars_own(name: str) -> None:
    """A kind that the installed grammar lacks would say nothing forever."""
    assert [kind for kind in NODE_MARKS[name] if not grammar(name).kind_set(kind)] == []


def test_groups_and_entities_are_of_known_languages() -> None:
    """No language is misspelled."""
    for names in (*GROUPS.values(), THREAD_INDEX_NAMES, MEMORY_SPACE_WORDS, OWN_MODEL):
        assert set(names) <= set(LANGUAGES)
    spaces = {space for words in MEMORY_SPACE_WORDS.values() for space in words.values()}
    assert {"global", "local", "constant", "private", "generic"} == spaces


@pytest.mark.parametrize(
    ("language", "name", "use", "expected"),
    [
        ("CUDA", "cudaMalloc", CALLED, "cuda"),
        ("C", "cudaMemcpyAsync", CALLED, "cuda"),
        ("C++", "cudaStream_t", TYPE, "cuda streams"),
        ("C", "cuLaunchKernel", CALLED, "cuda kernel_launch"),
        ("HIP", "hipLaunchCooperativeKernel", CALLED, "hip kernel_launch grid_sync"),
        ("C++", "cudaMallocManaged", CALLED, "cuda unified_memory"),
        ("CUDA", "cublasSgemm", CALLED, "cuda vendor_library"),
        ("CUDA", "__shfl_down_sync", CALLED, "cuda warp_intrinsics"),
        ("HIP", "__shfl_down", CALLED, "hip warp_intrinsics"),
        ("C++", "__shfl_down_sync", CALLED, "warp_intrinsics"),
        ("CUDA", "threadIdx", READ, "cuda thread_index"),
        ("CUDA", "float4", TYPE, "vector_types"),
        ("OpenCL", "float4", TYPE, "vector_types"),
        ("CUDA", "nvcuda::wmma::mma_sync", CALLED, "cuda tensor_cores"),
        ("CUDA", "wmma::fragment<wmma::matrix_a, 16, 16, 16, half, wmma::row_major>", TYPE, "cuda tensor_cores"),
        ("CUDA", "cg::this_grid", CALLED, "cuda cooperative_groups grid_sync"),
        ("CUDA", "cooperative_groups :: tiled_partition<32>", CALLED, "cuda cooperative_groups"),
        ("CUDA", "cuda::memcpy_async", CALLED, "cuda async_copy"),
        ("CUDA", "cub::BlockReduce<float, 128>::TempStorage", TYPE, "cub reductions"),
        ("HIP", "__builtin_amdgcn_mfma_f32_32x32x1f32", CALLED, "hip tensor_cores"),
        ("C", "MPI_Send", CALLED, "mpi"),
        ("C", "MPI_COMM_WORLD", READ | ARGUMENT, "mpi"),
        ("C", "omp_get_thread_num", CALLED, "openmp"),
        ("C", "omp_target_alloc", CALLED, "openmp openmp_offload"),
        ("C", "pthread_create", CALLED, "pthreads"),
        ("C", "_mm256_fmadd_ps", CALLED, "simd_intrinsics"),
        ("C", "vfmaq_laneq_f32", CALLED, "simd_intrinsics"),
        ("C++", "svmla_f32_m", CALLED, "simd_intrinsics"),
        ("C", "clEnqueueNDRangeKernel", CALLED, "opencl kernel_launch"),
        ("C++", "cl::Buffer", TYPE, "opencl"),
        ("C++", "cl::sycl::nd_range<1>", TYPE, "sycl"),
        ("C++", "std::execution::par_unseq", READ | ARGUMENT, "std_execution"),
        ("C++", "std::thread", TYPE, "std_thread"),
        ("C++", "std::atomic<int>", TYPE, "atomics"),
        ("C++", "tbb::parallel_for", CALLED, "tbb"),
        ("C++", "oneapi::tbb::parallel_reduce", CALLED, "tbb reductions"),
        ("C++", "Kokkos::parallel_for", CALLED, "kokkos"),
        ("C++", "Kokkos::View<double**, Kokkos::LayoutLeft>", TYPE, "kokkos"),
        ("C++", "RAJA::forall<\n  RAJA::seq_exec>", CALLED, "raja"),
        ("C++", "::thrust::transform_reduce", CALLED, "thrust reductions"),
        ("SYCL", "sycl::group_barrier", CALLED, "sycl barrier"),
        ("SYCL", "parallel_for", MEMBER | CALL, "sycl kernel_launch"),
        ("OpenCL", "get_global_id", CALLED, "opencl thread_index"),
        ("OpenCL", "barrier", CALLED, "opencl barrier"),
        ("OpenCL", "atomic_add", CALLED, "opencl atomics"),
        ("OpenCL", "vload4", CALLED, "opencl vector_loads"),
        ("Fortran", "MPI_Allreduce", CALLED, "mpi"),
        ("Fortran", "OMP_GET_NUM_THREADS", CALLED | DECLARE, "openmp"),
        ("Fortran", "co_sum", CALLED, "coarrays reductions"),
        ("Fortran", "this_image", CALLED, "coarrays"),
        ("Fortran", "syncthreads", CALLED, "cuda_fortran barrier"),
        ("Python", "cuda.shared.array", CALLED, "numba numba_cuda shared_memory"),
        ("Python", "numba.cuda.atomic.add", CALLED, "numba numba_cuda atomics"),
        ("Python", "tl.program_id", CALLED, "triton thread_index"),
        ("Python", "MPI.COMM_WORLD", READ, "mpi mpi4py"),
        ("Julia", "@cuda", READ, "cuda_jl kernel_launch"),
        ("Julia", "@cuStaticSharedMem", READ, "cuda_jl shared_memory"),
        ("Julia", "sync_threads", CALLED, "cuda_jl barrier"),
        ("Julia", "Threads.@threads", READ, "julia_threads"),
        ("Rust", "par_iter", MEMBER | CALL, "rayon"),
        ("Rust", "std::sync::atomic::AtomicUsize", TYPE, "atomics"),
    ],
)
def test_names_say_what_they_are(language: str, name: str, use: int, expected: str) -> None:
    """Templates and white space are no obstacle, and a device's own words are its language's model."""
    assert set(expected.split()) == marks_of_name(language, name, use)


@pytest.mark.parametrize(
    ("language", "name", "use"),
    [
        ("C", "barrier", CALLED),
        ("CUDA", "barrier", CALLED),
        ("OpenCL", "barrier", CALLED | DECLARE),
        ("OpenCL", "barrier", MEMBER | CALL),
        ("C", "float4", TYPE),
        ("CUDA", "float4", TYPE | DECLARE),
        ("CUDA", "float4", MEMBER),
        ("CUDA", "half", READ),
        ("CUDA", "__hadd", CALLED),  # averages integers too
        ("CUDA", "cg::solve", CALLED),  # conjugate gradients
        ("C++", "threadIdx", READ),
        ("C++", "atomicAdd", CALLED),
        ("C", "atomic_add", CALLED),
        ("C++", "hipRotation", CALLED),  # a skeleton's
        ("C++", "hipJoint_t", TYPE),
        ("C++", "cl::opt<int>", TYPE),  # LLVM's command lines
        ("C", "clamp", CALLED),
        ("C", "cluster", READ),
        ("C", "cuddInit", CALLED),  # decision diagrams
        ("C", "curl_easy_init", CALLED),
        ("C", "MPI_CHK", CALLED),  # multi-precision integers
        ("C", "mpi_add_mpi", CALLED),
        ("C", "acc_init", CALLED),  # accelerometers
        ("C", "shmem_file_setup", CALLED),  # the kernel of Linux
        ("C", "mtx_lock", CALLED),  # the kernel of FreeBSD
        ("C", "vec_f32", READ),
        ("C", "value_f32", READ),
        ("C", "vmax", CALLED),
        ("C++", "std::for_each<std::vector<int>::iterator>", CALLED),
        ("C++", "std::execution::schedule", CALLED),
        ("C++", "parallel_for", MEMBER | CALL),
        ("C++", "my::tbb_like", CALLED),
        ("C++", "Kokkos", READ),
        ("C++", "operator<", CALLED),
        ("C++", "a::operator<<", CALLED),
        ("C++", "sycl::linalg::validate", CALLED),  # another project's namespace
        ("SYCL", "queue", TYPE),
        ("Fortran", "mpi_rank", READ),
        ("Fortran", "device", READ),
        ("Fortran", "threadidx", READ | DECLARE),
        ("Python", "torch.cuda.Stream", CALLED),
        ("Python", "tl.dot", CALLED),  # TensorLy's as well
        ("Python", "cp.Variable", CALLED),  # CVXPY's
        ("Python", "cl.foo", READ),
        ("Python", "cuda", READ),
        ("Python", "jit", CALLED),
        ("Julia", "Metal", READ),
        ("Julia", "@spawn", READ),
        ("Julia", "@sync", READ),
        ("Rust", "iter", MEMBER | CALL),
        ("Rust", "mpi", READ),
        ("ISPC", "float4", TYPE),
    ],
)
def test_what_is_not_certain_is_not_said(language: str, name: str, use: int) -> None:
    """A wrong mark is worse than none: other projects use these words, or the unit's own do."""
    assert frozenset() == marks_of_name(language, name, use)


_WORDS = st.sampled_from(
    [w for row in read_table() if row["match"] == "name" for w in row["names"].split()]
    + ["sycl::", "Kokkos::", "cuda", "<", ">", " ", "::", "operator", "x", "MPI_Send", "cp.", "_f32", "vaddq"]
)
_USES = st.integers(0, READ | WRITE | DECLARE | CALL | ARGUMENT | TYPE | MEMBER | SCOPE)


@given(st.sampled_from(LANGUAGES), st.one_of(st.text(max_size=40), st.lists(_WORDS, max_size=4).map("".join)), _USES)
def test_marks_are_of_the_closed_sets(language: str, name: str, use: int) -> None:
    """Whatever the name: a mark is a model or a feature, and not both."""
    marks = marks_of_name(language, name, use) | marks_of_import(language, name)
    assert sorted(marks) == sorted(models_in(marks) + features_in(marks))


@given(st.sampled_from(LANGUAGES), _WORDS, _USES)
def test_more_uses_say_no_less_unless_the_name_is_declared(language: str, name: str, use: int) -> None:
    """A name read besides keeps what its other uses say."""
    assert marks_of_name(language, name, use & ~DECLARE) <= marks_of_name(language, name, (use | READ) & ~DECLARE)


@pytest.mark.parametrize(
    "name",
    ["<" * 510, "a::" * 170, "v" * 512, "cub::" + "<>" * 200, "operator" * 60, "vld1q_lane" + "_lane" * 90, "x" * 9999],
)
def test_hostile_names_cost_little(name: str) -> None:
    """No pattern runs away."""
    start = time.perf_counter()
    for language in LANGUAGES:
        marks_of_name(language, name, READ)
    assert time.perf_counter() - start < 5  # the tables of all languages are made in it


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("C", "omp.h", "openmp"),
        ("C", "mpi.h", "mpi"),
        ("C++", "cuda_runtime.h", "cuda"),
        ("C++", "hip/hip_runtime.h", "hip"),
        ("C++", "sycl/sycl.hpp", "sycl"),
        ("C++", "CL/sycl.hpp", "sycl"),
        ("C", "CL/cl.h", "opencl"),
        ("C++", "Kokkos_Core.hpp", "kokkos"),
        ("C++", "RAJA/RAJA.hpp", "raja"),
        ("C", "openacc.h", "openacc"),
        ("C++", "tbb/parallel_for.h", "tbb"),
        ("CUDA", "cooperative_groups.h", "cuda cooperative_groups"),
        ("CUDA", "cub/cub.cuh", "cub"),
        ("CUDA", "thrust/sort.h", "thrust"),
        ("CUDA", "mma.h", "cuda tensor_cores"),
        ("C", "immintrin.h", "simd_intrinsics"),
        ("C++", "thread", "std_thread"),
        ("C", "thread", ""),
        ("C++", "cuda_utils.h", ""),
        ("C++", "my/mpi.h", ""),
        ("C", "stdio.h", ""),
        ("Fortran", "MPI_F08", "mpi"),
        ("Fortran", "omp_lib", "openmp"),
        ("Fortran", "openacc", "openacc"),
        ("Fortran", "cudafor", "cuda_fortran"),
        ("Fortran", "iso_c_binding", ""),
        ("Python", "numba", "numba"),
        ("Python", "numba.cuda", "numba numba_cuda"),
        ("Python", "cupyx.jit", "cupy"),
        ("Python", "mpi4py.MPI", "mpi mpi4py"),
        ("Python", "triton.language", "triton"),
        ("Python", ".numba", ""),
        ("Python", "numbaextras", ""),
        ("Julia", "CUDA", "cuda_jl"),
        ("Julia", "KernelAbstractions", "kernel_abstractions"),
        ("Julia", "Base.Threads", "julia_threads"),
        ("Julia", "LinearAlgebra", ""),
        ("Rust", "rayon::prelude", "rayon"),
        ("Rust", "std::sync::atomic::Ordering", "atomics"),
        ("Rust", "crate::rayon", ""),
    ],
)
def test_imports_say_what_they_bring(language: str, name: str, expected: str) -> None:
    """Modules of a package count as the package, headers of other names say nothing."""
    assert set(expected.split()) == marks_of_import(language, name)


@pytest.mark.parametrize(
    ("standard", "name", "clauses", "expected"),
    [
        ("openmp", "parallel for", [], "openmp openmp_host"),
        ("openmp", "parallel for simd", ["reduction(+:s)"], "openmp openmp_host openmp_simd reductions"),
        ("openmp", "SIMD", ["reduction"], "openmp openmp_simd reductions"),
        ("openmp", "target teams distribute parallel for", ["map(to: x)"], "openmp openmp_offload"),
        ("openmp", "end target data", [], "openmp openmp_offload"),
        ("openmp", "declare target", [], "openmp openmp_offload"),
        ("openmp", "declare simd", [], "openmp openmp_simd"),
        ("openmp", "declare reduction", [], "openmp"),
        ("openmp", "teams distribute parallel for", [], "openmp"),
        ("openmp", "parallel master taskloop", [], "openmp openmp_host openmp_tasking"),
        ("openmp", "taskwait", [], "openmp openmp_tasking"),
        ("openmp", "barrier", [], "openmp barrier"),
        ("openmp", "atomic", ["capture"], "openmp atomics"),
        ("openmp", "loop", [], "openmp"),
        ("openmp", "requires", ["unified_shared_memory"], "openmp openmp_offload unified_memory"),
        ("openacc", "parallel loop", ["gang", "reduction(max:m)"], "openacc reductions"),
        ("openacc", "atomic", [], "openacc atomics"),
        ("cuf", "kernel do", [], "cuda_fortran kernel_launch"),
    ],
)
def test_directives_say_where_they_run(standard: str, name: str, clauses: list[str], expected: str) -> None:
    """By the words of their names, in any case."""
    assert set(expected.split()) == marks_of_directive(standard, name, clauses)


def test_an_unknown_standard_is_a_defect() -> None:
    """Nothing is guessed about it."""
    with pytest.raises(KeyError):
        marks_of_directive("openhmpp", "callsite", [])


def test_launches_are_of_the_language() -> None:
    """One grammar reads CUDA and HIP."""
    assert {"cuda", "kernel_launch"} == marks_of_kinds("CUDA", "cuda")["kernel_call_syntax"]
    assert {"hip", "kernel_launch"} == marks_of_kinds("HIP", "cuda")["kernel_call_syntax"]


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("CUDA", b"__global__ void k() { __shared__ float s[2]; }", "cuda shared_memory"),
        ("CUDA", b"extern __shared__ float s[];", "cuda shared_memory dynamic_shared_memory"),
        ("HIP", b"__constant__ int c;", "hip constant_memory"),
        ("CUDA", b"void f() { k<<<1, 2>>>(x); }", "cuda kernel_launch"),
        ("CUDA", b"void f() { *reinterpret_cast<const float4*>(p); }", "vector_loads vector_types"),
        ("CUDA", b"void f() { x = *(int2 *)p; }", "vector_loads vector_types"),
        ("CUDA", b"void f() { std::vector<float4*> v; x = (float4)p; }", ""),
        ("C++", b"void f() { *reinterpret_cast<const float4*>(p); }", ""),
        ("CUDA", b'void f() { asm volatile("cp.async.cg.shared.global [%0], [%1], 16;"); }',
         "cuda inline_asm inline_ptx async_copy"),
        ("CUDA", b'void f() { asm("lock; xchgl %0, %1"); }', "inline_asm"),
        ("C", b'void f() { asm("vadd.f32 q0, q1, q2"); }', "inline_asm"),
        ("C", b"_Atomic int x;", "atomics"),
        ("OpenCL", b"__kernel void k(__global int *x, __constant int *c) { __local int t[2]; }",
         "opencl constant_memory shared_memory"),
        ("OpenCL", b"void f(__global float *x) { x = *(__global float4 *)x; }", "vector_loads vector_types"),
        ("OpenCL", b"void f(const int local_size, const int locals) { const int n = 1; }", ""),
        ("Fortran", b"subroutine s\ndo concurrent (i = 1:n)\n x(i) = 1\nend do\nend subroutine\n", "do_concurrent"),
        ("Fortran", b"program p\nreal :: a[*]\nsync all\nend program\n", "coarrays"),
        ("Fortran", b"subroutine s\nreal, shared :: t(*)\nend subroutine\n",
         "cuda_fortran shared_memory dynamic_shared_memory"),
        ("Fortran", b"subroutine s\ninteger :: device, shared, texture\ndevice = shared\nend subroutine\n", ""),
        ("Python", b"x = a @ b\n", ""),
    ],
)  # fmt: skip
def test_trees_say_what_names_do_not(language: str, source: bytes, expected: str) -> None:
    """Qualifiers, casts, assembler and statements; words that a language does not reserve are names."""
    assert set(expected.split()) == tree_marks(language, source)


_SCRAPS = (
    b'extern __shared__ use import real,shared (float4*) x :: { ( [ * , asm( "a.s32" #include <a> from @ . as : ; '
    b"__local using concurrent do"
)
_PIECES = st.sampled_from([*_SCRAPS.split(b" "), b"\n"])


@pytest.mark.parametrize("language", _GRAMMARS)
@given(st.lists(_PIECES, max_size=20))
def test_broken_code_is_read_too(language: str, words: list[bytes]) -> None:
    """Errors in the tree are nodes of no kind."""
    source = b" ".join(words)
    assert tree_marks(language, source) <= ALL
    assert all(isinstance(name, str) for name in imports(language, source))


def test_marks_of_trees_come_in_order() -> None:
    """By node, so that a unit's are a slice."""
    source = b"__global__ void k() { __shared__ int a; }\nvoid f() { k<<<1, 2>>>(); }"
    nodes = [node for node, _ in marks_of_tree("CUDA", source, grammar("cuda").parse(source))]
    assert sorted(set(nodes)) == nodes


@pytest.mark.parametrize(
    "text", [b"a" * 65536, b"a." * 32768, b"ld." * 20000, b"a::" * 20000, b"mov.u32 " * 8000, b"." * 65536]
)
def test_hostile_assembler_costs_little(text: bytes) -> None:
    """Linear in its length."""
    start = time.perf_counter()
    marks_of_assembler("CUDA", text)
    assert time.perf_counter() - start < 2


def test_headers_are_those_between_brackets_and_quotes() -> None:
    """With what stands around them told; a macro's are left out."""
    source = b'#include <a/b.h>\n#include "c.h"\n#include MACRO\n#if X\n# include <a/b.h>\n#endif\n'
    found = imports_of("C", source, grammar("c").parse(source))
    assert [Import("a/b.h", is_system=True), Import("c.h")] == found


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("Fortran", b"program p\nuse mpi_f08, only: x\nuse, intrinsic :: iso_c_binding\ninclude 'mpif.h'\nend\n",
         ["mpi_f08", "iso_c_binding", "mpif.h"]),
        ("Fortran", b"interface\nsubroutine s(x)\nimport :: t\nend subroutine\nend interface\nend\n", []),
        ("Python", b"import a.b as c, d\nfrom numba import cuda, njit as n\nfrom .x import (y,\n z)\nfrom . import w\n",
         ["a.b", "d", "numba", "numba.cuda", "numba.njit", ".x", ".x.y", ".x.z", ".", ".w"]),
        ("Python", b"def f():\n    import cupy\nfrom q import *\n", ["cupy", "q"]),
        ("Julia", b"using CUDA\nusing Base.Threads\nimport ..M\nimport Foo as Bar, Baz\nimport Foo: a as b, c\n",
         ["CUDA", "Base.Threads", "..M", "Foo", "Baz", "Foo.a", "Foo.c"]),
        ("Rust", b"use rayon::prelude::*;\nuse std::{a::b, c::{self, d as e}};\nextern crate mpi as m;\nuse ::x::y;",
         ["rayon::prelude", "std::a::b", "std::c", "std::c::d", "mpi", "x::y"]),
    ],
)  # fmt: skip
def test_modules_are_named_in_full(language: str, source: bytes, expected: list[str]) -> None:
    """Also those that a list or an alias brings."""
    assert expected == imports(language, source)


def test_deep_and_long_imports_cost_little() -> None:
    """Paths in nested lists are cut, and names beyond any use are left out."""
    nested = b"use " + b"a::{" * 5000 + b"b" + b"}" * 5000 + b";\n"
    long = b"from " + b"m" * 100_000 + b" import " + b", ".join(b"n%d" % i for i in range(5000)) + b"\n"
    start = time.perf_counter()
    assert all(len(name) <= 512 for name in imports("Rust", nested) + imports("Python", long))
    assert time.perf_counter() - start < 10

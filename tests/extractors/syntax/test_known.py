"""Provided names are those of languages and models, not of libraries or projects."""

from __future__ import annotations

import builtins
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.syntax.known import PROVIDERS, is_provided, read_table
from warploom.schemas.columns import LANGUAGES


def test_the_table_is_sorted_and_used() -> None:
    """Rows come in order, none twice, names in them too; each provider serves a language."""
    rows = [tuple(row[c] for c in ("provider", "match", "source", "names")) for row in read_table()]
    assert sorted(set(rows)) == rows
    assert {name for names in PROVIDERS.values() for name in names} == {row[0] for row in rows}
    for _, match, _, names in rows:
        assert match in ("name", "pattern")
        if match == "pattern":
            assert re.compile(names)
            assert " " not in names
        else:
            assert sorted(set(names.split())) == names.split()


def test_every_language_with_a_grammar_has_its_providers() -> None:
    """ISPC has no grammar, and no units."""
    assert set(LANGUAGES) - {"ISPC"} == PROVIDERS.keys()


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("C", "printf size_t uint32_t sqrtf atan2 memcpy NULL assert errno clock_gettime FLT_MAX INT_MIN PRIu64 creal"),
        ("C", "MPI_Send MPI_COMM_WORLD omp_get_wtime pthread_create mmap cudaMalloc clBuildProgram cl_mem hipMalloc"),
        ("C", "__builtin_expect _mm256_add_ps __m256d vaddq_f32 atomic_fetch_add va_start bool"),
        (
            "C++",
            "std::vector<int>::iterator ::std::sort std nullptr static_cast Kokkos::View<double*> tbb::parallel_for",
        ),
        (
            "CUDA",
            "threadIdx dim3 __shfl_down_sync __syncthreads __expf float4 make_int2 atomicAdd __hadd2 __half2float",
        ),
        (
            "CUDA",
            "rsqrtf min max tex2D cudaSuccess cudaStream_t cub::BlockReduce<float,128> cooperative_groups::this_grid",
        ),
        ("CUDA", "nvcuda::wmma::fragment<a,b> __nv_bfloat16 __fmaf_rn __umulhi __ldg clock64 __nv_expf half2"),
        ("HIP", "hipThreadIdx_x hipLaunchKernelGGL __hip_atomic_load hipSuccess __shfl HIP_DYNAMIC_SHARED"),
        ("SYCL", "sycl::queue cl::sycl::buffer<int> SYCL_EXTERNAL"),
        (
            "OpenCL",
            "get_global_id barrier convert_float4_sat_rte float4 mad native_sin as_uint CLK_LOCAL_MEM_FENCE dot",
        ),
        ("Fortran", "SIZE Matmul c_int real64 MPI_Send omp_get_thread_num ieee_is_nan c_f_pointer NINT this_image"),
        ("Python", "print range math.sqrt __name__ numba.cuda.jit ValueError"),
        ("Julia", "println @inbounds similar Float32 CUDA.zeros Base.Threads π zeros eachindex push!"),
        ("Rust", "Vec Vec::<f32>::new println println! std::mem::swap Some f32::sqrt i32 core::hint::black_box"),
    ],
)
def test_what_the_standard_and_the_models_have_is_provided(language: str, names: str) -> None:
    """Names with template arguments too."""
    assert [] == [name for name in names.split() if not is_provided(language, name)]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "C",
            "my_func MPI_CHECK MPI_SAFE_CALL CUDA_CHECK cudaCheckErrors cudaSafeCall cublasCreate fftw_plan",
        ),
        ("C", "threadIdx float4 atomicAdd std::vector vec_f32 value_f32 clamp clFoo cl_object hipRotation acc_sum x"),
        ("C", "CU_ASSERT CU_TEST_FATAL H5Fopen real sum"),
        ("C++", "vector cout boost::shared_ptr<int> stdx::simd threadIdx Eigen::Matrix<float, 3, 3>"),
        ("CUDA", "cutlass::Gemm checkCudaErrors gpuErrchk cg::solve cusparseSpMV vector"),
        ("OpenCL", "printk atomicAdd my_barrier threadIdx std::vector"),
        ("Fortran", "my_sub dgemm mpi_rank acc_sum cudaq printf"),
        ("Python", "np.array np torch.cuda numpy.sum self os_path mathlib.x"),
        ("Julia", "mykernel! LinearAlgebra.mul! foo @mymacro"),
        ("Rust", "rand::thread_rng foo::bar vec_add HashMap crate::x stdx::y"),
    ],
)
def test_what_others_have_is_not_provided(language: str, names: str) -> None:
    """Libraries, checking macros of projects, other languages' names, words alone."""
    assert [] == [name for name in names.split() if is_provided(language, name)]


def test_pythons_builtins_are_all_there() -> None:
    """Those of the interpreter that runs this, but for what `site` adds."""
    others = {"copyright", "credits", "license", "PythonFinalizationError"}
    names = {name for name in dir(builtins) if not name.startswith("_")} - others
    assert set() == {name for name in names if not is_provided("Python", name)}


@given(st.sampled_from(sorted(PROVIDERS)), st.text(max_size=60))
def test_any_text_has_an_answer(language: str, name: str) -> None:
    """Also one that is no name."""
    assert is_provided(language, name) in (True, False)


def test_fortran_knows_no_case() -> None:
    """Every listed name, in capitals."""
    rows = [row for row in read_table() if row["provider"] == "fortran" and row["match"] == "name"]
    assert all(is_provided("Fortran", name.upper()) for row in rows for name in row["names"].split())

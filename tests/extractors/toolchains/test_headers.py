"""Our declarations: each says what it is, compiles alone in every standard, and says nothing by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extractors.toolchains.ziglang_clang import compile_one, request, ziglang_clang
from warploom.extractors.ir.compile_request import Flags, Target
from warploom.extractors.toolchains.clang import HEADERS

WIDE = """
#include <cuda.h>
#include <cuda_fp16.h>
#include <cuda_bf16.h>
#include <cuda_fp8.h>
#include <cooperative_groups.h>
#include <cooperative_groups/reduce.h>
#include <mma.h>
#include <curand_kernel.h>
#include <cuComplex.h>
#include <cublas_v2.h>
#include <cusparse.h>
#include <nvToolsExt.h>
#include <nccl.h>
#include <cufftXt.h>
#include <cusolverDn.h>
#include <cusolverSp.h>
#include <cublasLt.h>
#include <cudnn.h>
#include <nvrtc.h>
#include <helper_cuda.h>
#include <helper_functions.h>
#include <cutil_math.h>
#include <cutil_inline.h>
#include <cub/cub.cuh>
#include <thrust/device_vector.h>
#include <thrust/sort.h>
#include <thrust/complex.h>
#include <mpi.h>
#include <omp.h>
"""
USED = """
namespace cg = cooperative_groups;
template <typename T> __global__ void reduce(T *x, T *y, int n) {
    typedef cub::BlockReduce<T, 128> Block;
    __shared__ typename Block::TempStorage held;
    T sum = Block(held).Sum(x[threadIdx.x]);
    auto tile = cg::tiled_partition<32>(cg::this_thread_block());
    sum = cg::reduce(tile, sum, cg::plus<T>());
    if (tile.thread_rank() == 0) atomicAdd(y, sum);
}
__global__ void mixed(__half *h, __half2 *p, __nv_bfloat16 *b, cuComplex *c, float4 *v, double *d, long long *l) {
    curandState state; curand_init(1, 2, 3, &state);
    h[0] = __hadd(h[1], __float2half(curand_uniform(&state))); p[0] = __hfma2(p[1], p[2], p[3]); b[0] = b[1] * b[2];
    c[0] = cuCmulf(c[1], c[2]); v[0] = make_float4(__ldg(d), rsqrtf(v[1].x), min(1, 2), max(1u, 2u));
    d[0] = fma(d[1], pow(d[2], 2), std::sqrt(d[3])) + __shfl_down_sync(~0u, d[0], 1);
    l[0] = llabs(l[1]) + __popcll(l[2]);
    if (std::isnan(d[1]) || isinf(v[0].y)) __syncthreads();
    using namespace nvcuda;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> f; wmma::fill_fragment(f, 0.0f);
}
__global__ void arithmetic(float3 *a, uint4 *b, cufftComplex *c) {
    float3 v = make_float3(1.0f) + 2.0f * a[0] - a[1] / 3.0f;
    v += normalize(cross(v, -v)); v *= 2.0f; a[2] = lerp(v, clamp(v, 0.0f, 1.0f), 0.5f);
    b[0] = min(b[0], b[1] + 3u); b[1] *= make_uint4(2u); c[0].x = dot(v, v) + length(v) + clamp(v.x, 0.0f, 1.0f);
}
void libraries(ncclComm_t comm, cudaStream_t s, float *p) {
    checkCudaErrors(cudaMalloc((void **)&p, 4)); ncclAllReduce(p, p, 1, ncclFloat, ncclSum, comm, s);
    cufftHandle plan; checkCudaErrors(cufftPlan1d(&plan, 8, CUFFT_C2C, 1)); getLastCudaError("last");
}
int main() {
    thrust::device_vector<float> x(3); thrust::sort(thrust::device, x.begin(), x.end());
    reduce<<<1, 128>>>(thrust::raw_pointer_cast(x.data()), (float *)0, 3);
    cublasHandle_t handle; cublasCreate(&handle); cudaStream_t s; cudaStreamCreate(&s);
    CUdevice device; cuDeviceGet(&device, 0);
    float *p; return cudaMalloc(&p, 3) == cudaSuccess ? 0 : 1;
}
"""
TORCH = """
#include <torch/extension.h>
#include <ATen/cuda/CUDAContext.h>
template <typename T>
__global__ void scale(T *x, torch::PackedTensorAccessor32<T, 2, torch::RestrictPtrTraits> a, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n && x[i] > T(0)) { x[i] = x[i] * a[i][1] + T(1); gpuAtomicAdd(x, T(2)); }
}
torch::Tensor run(torch::Tensor x) {
    TORCH_CHECK(x.is_cuda(), "on the device, not ", x.device());
    auto y = torch::zeros({x.size(0), 2}, x.options());
    AT_DISPATCH_FLOATING_TYPES_AND_HALF(x.scalar_type(), "scale", ([&] {
        scale<scalar_t><<<1, 2, 0, at::cuda::getCurrentCUDAStream()>>>(
            x.data_ptr<scalar_t>(), y.packed_accessor32<scalar_t, 2, torch::RestrictPtrTraits>(), 3);
    }));
    auto z = torch::maximum(torch::reciprocal(y), torch::empty_symint({2, x.size(0)}, x.options()));
    return y.view({-1}) + z;
}
PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) { m.def("run", &run, "scales"); }
"""
HOST_HEADERS = (
    *("cuda.h", "cuda_runtime.h", "cuComplex.h", "cublas_v2.h", "curand.h", "cusparse.h"),
    *("nccl.h", "cufft.h", "cufftXt.h", "cusolverDn.h", "cusolverSp.h", "cublasLt.h", "cudnn.h", "nvrtc.h"),
    *("mpi.h", "omp.h", "cblas.h", "Python.h"),
)
OWN_SUFFIXES = {".h", ".cuh", ".hpp", ""}


def test_every_header_says_what_it_is() -> None:
    files = [path for path in HEADERS.rglob("*") if path.is_file() and "fortran" not in path.parts]
    assert files
    for path in files:
        assert path.suffix in OWN_SUFFIXES, path
        first = path.read_text(encoding="ascii").splitlines()[0]
        assert first.startswith("// "), path
        assert first.endswith("."), path


MEMORY = """
#include <rmm/device_uvector.hpp>
#include <rmm/device_scalar.hpp>
#include <rmm/exec_policy.hpp>
#include <rmm/mr/device/per_device_resource.hpp>
#include <thrust/binary_search.h>
#include <thrust/reduce.h>
__global__ void find(const int *x, bool *y) { y[0] = thrust::binary_search(thrust::seq, x, x + 8, 3); }
int sum(cudaStream_t s) {
    rmm::device_uvector<int> held(8, s, rmm::mr::get_current_device_resource());
    rmm::device_scalar<int> one(1, s);
    return thrust::reduce(rmm::exec_policy(s), held.begin(), held.end(), one.value(s));
}
"""


def compiled(tmp_path: Path, code: str, standard: str, target: Target) -> tuple[int, list[object]]:
    (tmp_path / "a.cu").write_text(code)
    arch = "sm_80" if target is Target.NVPTX else ""
    status, complaints = compile_one(
        ziglang_clang(), tmp_path, request("a.cu", target=target, arch=arch, standard=standard), tmp_path / "o.bc"
    )
    return status, list(complaints)


@pytest.mark.parametrize("target", [Target.NVPTX, Target.HOST])
@pytest.mark.parametrize("standard", ["c++11", "c++14", "c++17", "c++20"])
def test_declarations_of_cuda_compile_in_every_standard(tmp_path: Path, standard: str, target: Target) -> None:
    assert (0, []) == compiled(tmp_path, WIDE + USED, standard, target)


@pytest.mark.parametrize("target", [Target.NVPTX, Target.HOST])
def test_declarations_of_memory_compile(tmp_path: Path, target: Target) -> None:
    assert (0, []) == compiled(tmp_path, MEMORY, "c++17", target)


@pytest.mark.parametrize("standard", ["c++11", "c++14", "c++17", "c++20"])
def test_declarations_of_pytorch_compile(tmp_path: Path, standard: str) -> None:
    assert (0, []) == compiled(tmp_path, TORCH, standard, Target.NVPTX)


@pytest.mark.parametrize(
    ("language", "standard"), [("C", "c99"), ("C", "c11"), ("C", "gnu17"), ("C++", "c++11"), ("C++", "c++20")]
)
def test_declarations_serve_host_code(tmp_path: Path, language: str, standard: str) -> None:
    code = "".join(f"#include <{name}>\n" for name in HOST_HEADERS)
    (tmp_path / "a.x").write_text(code + "int main(void) { float4 v = make_float4(1, 2, 3, 4); return (int)v.x; }\n")
    asked = request("a.x", language=language, target=Target.HOST, arch="x86-64", flags=Flags(standard=standard))
    assert (0, []) == compile_one(ziglang_clang(), tmp_path, asked, tmp_path / "o.bc")


def test_no_warning_comes_from_our_headers(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text('#pragma clang diagnostic warning "-Wall"\n' + WIDE + TORCH.split("template")[0])
    status, complaints = compile_one(ziglang_clang(), tmp_path, request("a.cu", standard="c++17"), tmp_path / "o.bc")
    assert (0, []) == (status, complaints)

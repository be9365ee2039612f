"""Our declarations: each says what it is, compiles alone in every standard, and says nothing by itself."""

from __future__ import annotations

from pathlib import Path

import llvmlite.binding as llvm
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
struct Running { int v; __device__ int operator()(int all) { int old = v; v += all; return old; } };
struct Added { __device__ int operator()(int a, int b) const { return a + b; } };
__global__ void scan(int *x) {
    typedef cub::BlockScan<int, 128> Scan;
    __shared__ typename Scan::TempStorage held;
    Running running; Added added; int all;
    Scan(held).ExclusiveScan(x[0], x[1], added, running); Scan(held).ExclusiveScan(x[0], x[1], 0, added);
    Scan(held).InclusiveScan(x[0], x[1], Added(), all); Scan(held).InclusiveScan(x[0], x[1], Added(), running);
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
WITHOUT_LINKAGE = """
#include <cub/cub.cuh>
#include <thrust/device_vector.h>
#include <thrust/inner_product.h>
#include <thrust/iterator/transform_iterator.h>
#include <thrust/sort.h>
namespace {
struct Pair { int a; float b; };
struct Joined { int v; __host__ __device__ Pair operator()(Pair a, Pair b) const { return Pair{a.a + b.a + v, b.b}; } };
struct Read { const int *p; __host__ __device__ int operator()(int i) const { return p[i]; } };
}
__global__ void collect(Pair *x, int *y) {
    typedef cub::BlockReduce<Pair, 128> Reduce;
    typedef cub::BlockScan<Pair, 128> Scan;
    __shared__ typename Reduce::TempStorage reduced;
    __shared__ typename Scan::TempStorage scanned;
    auto last = [=] __device__(Pair a, Pair b) { return b.a > y[0] ? b : a; };
    x[0] = Reduce(reduced).Reduce(x[1], last); x[1] = Reduce(reduced).Reduce(x[2], Joined{3});
    Scan(scanned).ExclusiveScan(x[0], x[1], Pair{0, 0}, last);
    thrust::for_each(thrust::seq, y, y + 3, [=] __device__(int i) { y[i] = i; });
    thrust::sort(thrust::seq, y, y + 3, [=] __device__(int i, int j) { return x[i].a < x[j].a; });
    auto each = thrust::make_transform_iterator(thrust::make_counting_iterator(0), Read{y});
    y[0] = *each + each[3] + thrust::reduce(thrust::seq, each, each + 3);
}
int main() {
    thrust::device_vector<Pair> held(3); held.push_back(Pair{1, 2}); int *y = nullptr; size_t size = 0;
    auto read = [=] __device__(int i) { return y[i]; };
    auto each = thrust::make_transform_iterator(thrust::make_counting_iterator(0), read);
    cub::DeviceReduce::Sum(nullptr, size, each, y, 3);
    collect<<<1, 128>>>(thrust::raw_pointer_cast(held.data()), y);
    return thrust::inner_product(y, y + 3, y, 0, Read{y}, [](int a, int b) { return a * b; });
}
"""
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


@pytest.mark.parametrize("level", ["unoptimised", "O2"])
@pytest.mark.parametrize("target", [Target.NVPTX, Target.HOST])
def test_lambdas_and_unnamed_namespaces_are_taken(tmp_path: Path, target: Target, level: str) -> None:
    """What nobody else could define has a body, which a kernel calls, and which does nothing of its own."""
    (tmp_path / "a.cu").write_text(WITHOUT_LINKAGE)
    asked = request(
        "a.cu", target=target, arch="sm_80" if target is Target.NVPTX else "", standard="c++17", level=level
    )
    assert compile_one(ziglang_clang(), tmp_path, asked, tmp_path / "o.bc") == (0, [])
    module = llvm.parse_bitcode((tmp_path / "o.bc").read_bytes())
    module.verify()
    declared = {function.name for function in module.functions if function.is_declaration}
    assert "__warploom_done_elsewhere" in declared
    assert not [name for name in declared if name.startswith(("_ZN3cub", "_ZNK3cub", "_ZN6thrust", "_ZNK6thrust"))]
    if target is Target.NVPTX:
        kernel = next(function for function in module.functions if function.name.startswith("_Z7collect"))
        called = str(kernel)
        assert "__warploom_done_elsewhere" not in called
        assert all(name in called for name in ("BlockReduce", "BlockScan", "for_each", "4sort"))


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

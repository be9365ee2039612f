#pragma once
#include <cuda_runtime.h>

namespace sparse::kernels {

template <typename Index, typename Value>
struct Csr {
    Index n_rows;
    const Index *offsets, *columns;
    const Value *values;

    __host__ __device__ Index length(Index row) const { return offsets[row + 1] - offsets[row]; }
};

// one thread for each row
template <typename Index, typename Value>
__global__ void spmv_scalar(Csr<Index, Value> a, const Value *__restrict__ x, Value *__restrict__ y)
{
    Index row = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= a.n_rows) return;
    Value s{};
    for (Index k = a.offsets[row]; k < a.offsets[row + 1]; ++k)
        s += a.values[k] * x[a.columns[k]];
    y[row] = s;
}

// one group of lanes for each row
template <unsigned LANES, typename Index, typename Value>
__global__ void spmv_vector(Csr<Index, Value> a, const Value *x, Value *y)
{
    static_assert(LANES <= 32 && (LANES & (LANES - 1)) == 0);
    const unsigned lane = threadIdx.x % LANES;
    for (Index row = (blockIdx.x * blockDim.x + threadIdx.x) / LANES; row < a.n_rows; row += gridDim.x * blockDim.x / LANES) {
        Value s{};
        for (Index k = a.offsets[row] + lane; k < a.offsets[row + 1]; k += LANES) s += a.values[k] * x[a.columns[k]];
        for (unsigned d = LANES / 2; d; d >>= 1) {
#if __CUDA_ARCH__ >= 700
            s += __shfl_down_sync(~0u, s, d, LANES);
#else
            s += __shfl_down(s, d, LANES);
#endif
        }
        if (!lane) y[row] = s;
    }
}

#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 600
#define HAS_ATOMIC_DOUBLE
#else
static __device__ double atomicAdd(double *at, double x)
{
    auto *bits = reinterpret_cast<unsigned long long *>(at);
    unsigned long long old = *bits, expected;
    do {
        expected = old;
        old = atomicCAS(bits, expected, __double_as_longlong(x + __longlong_as_double(expected)));
    } while (expected != old);
    return __longlong_as_double(old);
}
#endif

}  // namespace sparse::kernels

namespace sparse {

enum class Method { scalar, vector8, vector32 };

template <typename Index, typename Value>
inline cudaError_t spmv(Method method, const kernels::Csr<Index, Value> &a, const Value *x, Value *y, cudaStream_t stream = {})
{
    const unsigned block = 128;
    switch (method) {
    case Method::scalar:
        kernels::spmv_scalar<<<(a.n_rows + block - 1) / block, block, 0, stream>>>(a, x, y);
        break;
    case Method::vector8: kernels::spmv_vector<8><<<1024, block, 0, stream>>>(a, x, y); break;
    default:
        sparse::kernels::spmv_vector<32, Index, Value><<<1024, block, 0, stream>>>(a, x, y);
    }
    return cudaGetLastError();
}

}  // namespace sparse

// Block reductions with compile-time block sizes.
#include <cuda_runtime.h>
#include <limits>

namespace blas { namespace detail {

struct Plus {
    template <typename T> __host__ __device__ T operator()(T a, T b) const { return a + b; }
    template <typename T> __host__ __device__ static constexpr T identity() { return T(0); }
};

struct Max {
    template <typename T>
    __host__ __device__
    T operator()(T a, T b) const { return a < b ? b : a; }
};

template <typename T, class Op>
__device__ inline T warp_reduce(T x, Op op)
{
#pragma unroll
    for (int d = 16; d > 0; d /= 2)
        x = op(x, __shfl_down_sync(0xffffffffu, x, d));
    return x;
}

template <typename T, int BLOCK, class Op>
__global__ __launch_bounds__(BLOCK) void reduce(const T *x, T *out, size_t n, Op op)
{
    __shared__ T part[BLOCK / 32];
    T s{};
    for (size_t i = blockIdx.x * size_t(BLOCK) + threadIdx.x; i < n; i += size_t(BLOCK) * gridDim.x)
        s = op(s, x[i]);
    s = warp_reduce(s, op);
    if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = s;
    __syncthreads();
    if (threadIdx.x < BLOCK / 32) {
        s = warp_reduce(part[threadIdx.x], op);
        if (threadIdx.x == 0) out[blockIdx.x] = s;
    }
}

}  // namespace detail

template <typename T, class Op = detail::Plus>
T reduce(const T *x, size_t n, T *work, cudaStream_t stream = nullptr)
{
    constexpr int block = 256;
    int grid = n < (1 << 16) ? 64 : 1024;
    if (grid > 64)
        detail::reduce<T, 512><<<grid, 512, 0, stream>>>(x, work, n, Op{});
    else
        detail::reduce<T, block, Op>
            <<<grid, block, 0, stream>>>(x, work, n, Op());
    detail::reduce<T, (block > 128 ? 128 : block)><<<1, 128, 0, stream>>>(work, work, (size_t)grid, Op{});
    T result;
    cudaMemcpyAsync(&result, work, sizeof(T), cudaMemcpyDeviceToHost, stream);
    cudaStreamSynchronize(stream);
    return result;
}

template float reduce<float>(const float *, size_t, float *, cudaStream_t);
template double reduce<double, detail::Max>(const double *, size_t, double *, cudaStream_t);

}  // namespace blas

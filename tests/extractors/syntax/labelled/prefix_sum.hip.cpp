#include "hip/hip_runtime.h"
#include "hip/hip_cooperative_groups.h"

/*
 * Prefix sums, block by block:
 *   scan_blocks<<<n, 256>>>(x, sums, n);
 */
typedef unsigned int u32;

extern "C" __device__ u32 exclusive(u32 x, u32 *lds, u32 n)
{
    u32 t = hipThreadIdx_x;
    lds[t] = x;
    __syncthreads();
    for (u32 d = 1; d < n; d <<= 1)
    {
        u32 left = t >= d ? lds[t - d] : 0u;
        __syncthreads();
        lds[t] += left;
        __syncthreads();
    }
    return lds[t] - x;
}

extern "C" __global__ void __launch_bounds__(256)
scan_blocks(u32 *x, u32 *sums, u32 n)
{
    __shared__ u32 lds[256];
    u32 i = blockIdx.x * 256 + threadIdx.x;
    u32 mine = i < n ? x[i] : 0, before = exclusive(mine, lds, 256);
    if (i < n) x[i] = before;
    if (threadIdx.x == 255) sums[blockIdx.x] = before + mine;
}

template<bool IS_INCLUSIVE>
__global__ void add_sums(u32* x, const u32* sums, const u32* original, u32 n) {
    const u32 i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    if constexpr (IS_INCLUSIVE) x[i] += original[i];
    x[i] += sums[blockIdx.x];
}

void scan(u32 *x, u32 *work, u32 n, hipStream_t s)
{
    u32 blocks = (n + 255) / 256;
    void (*k)(u32 *, const u32 *, const u32 *, u32) = add_sums<false>;
    scan_blocks<<<dim3(blocks), dim3(256), 0, s>>>(x, work, n);
    if (blocks > 1)
    {
        scan(work, work + blocks, blocks, s);
        hipLaunchKernelGGL(k, blocks, 256, 0, s, x, work, nullptr, n);
    }
    else
        hipLaunchKernelGGL(
            (add_sums<true>),
            dim3(blocks),
            dim3(256),
            0,
            s,
            x, work, x, n);
}

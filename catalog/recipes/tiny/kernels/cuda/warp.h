// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#ifndef KERNELS_CUDA_WARP_H
#define KERNELS_CUDA_WARP_H

/* Sum over a warp; all 32 lanes must take part, lane 0 gets it. */
static __device__ __forceinline__ float warp_sum(float value)
{
    for (int offset = 16; offset > 0; offset /= 2)
        value += __shfl_down_sync(0xffffffffu, value, offset);
    return value;
}

/* Sum over a block of whole warps; all its threads must take part, thread 0 gets it. */
static __device__ __forceinline__ float block_sum(float value)
{
    __shared__ float partial[32];
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;

    value = warp_sum(value);
    if (lane == 0)
        partial[warp] = value;
    __syncthreads();
    value = threadIdx.x < blockDim.x / 32 ? partial[lane] : 0.0f;
    return warp == 0 ? warp_sum(value) : 0.0f;
}

#endif

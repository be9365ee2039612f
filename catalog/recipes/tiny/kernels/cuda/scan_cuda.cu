// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/device.h"
#include "launch.cuh"

namespace kernels::cuda {
namespace {

constexpr int block_size = 1024;

__device__ std::uint32_t inclusive_warp_scan(std::uint32_t value) {
    const int lane = threadIdx.x % warp_size;
    for (int offset = 1; offset < warp_size; offset *= 2) {
        const std::uint32_t before = __shfl_up_sync(0xffffffffu, value, offset);
        if (lane >= offset) {
            value += before;
        }
    }
    return value;
}

// Scans each block of 1024 elements on its own; in and out may be the same. `total`, if any, gets the block's sum.
__global__ void scan_blocks(int n, const std::uint32_t* in, std::uint32_t* out, std::uint32_t* total) {
    __shared__ std::uint32_t warps[warp_size];
    const int i = blockIdx.x * block_size + threadIdx.x;
    const int lane = threadIdx.x % warp_size, warp = threadIdx.x / warp_size;

    const std::uint32_t value = i < n ? in[i] : 0;
    const std::uint32_t up_to_here = inclusive_warp_scan(value);
    if (lane == warp_size - 1) {
        warps[warp] = up_to_here;
    }
    __syncthreads();
    if (warp == 0) {
        warps[lane] = inclusive_warp_scan(warps[lane]);
    }
    __syncthreads();
    const std::uint32_t before = (warp > 0 ? warps[warp - 1] : 0) + up_to_here - value;
    if (i < n) {
        out[i] = before;
    }
    if (total != nullptr && threadIdx.x == block_size - 1) {
        total[blockIdx.x] = before + value;
    }
}

__global__ void add_block_offsets(int n, std::uint32_t* out, const std::uint32_t* offsets) {
    const int i = blockIdx.x * block_size + threadIdx.x;
    if (i < n) {
        out[i] += offsets[blockIdx.x];
    }
}

}  // namespace

cudaError_t exclusive_scan(int n, const std::uint32_t* in, std::uint32_t* out, std::uint32_t* scratch,
                           cudaStream_t stream) {
    const int n_blocks = ceil_div(n, block_size);
    if (n_blocks > block_size) {
        return cudaErrorInvalidValue;
    }
    if (n == 0) {
        return cudaSuccess;
    }
    scan_blocks<<<n_blocks, block_size, 0, stream>>>(n, in, out, scratch);
    scan_blocks<<<1, block_size, 0, stream>>>(n_blocks, scratch, scratch, nullptr);
    add_block_offsets<<<n_blocks, block_size, 0, stream>>>(n, out, scratch);
    return cudaGetLastError();
}

}  // namespace kernels::cuda

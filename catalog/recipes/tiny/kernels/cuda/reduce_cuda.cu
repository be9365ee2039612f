// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/device.h"
#include "launch.cuh"
#include "warp.h"

namespace kernels::cuda {
namespace {

constexpr int block_size = 256;

__global__ void reduce_kernel(std::size_t n, const float* __restrict__ values, float* __restrict__ sums) {
    float sum = 0.0f;
    const std::size_t stride = static_cast<std::size_t>(block_size) * gridDim.x;
    for (std::size_t i = static_cast<std::size_t>(blockIdx.x) * block_size + threadIdx.x; i < n; i += stride) {
        sum += values[i];
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) {
        sums[blockIdx.x] = sum;
    }
}

}  // namespace

cudaError_t reduce(std::size_t n, const float* values, float* scratch, float* sum, cudaStream_t stream) {
    const int n_blocks = min(blocks_for(n, block_size), reduce_scratch);
    reduce_kernel<<<n_blocks, block_size, 0, stream>>>(n, values, scratch);
    reduce_kernel<<<1, block_size, 0, stream>>>(n_blocks, scratch, sum);
    return cudaGetLastError();
}

}  // namespace kernels::cuda

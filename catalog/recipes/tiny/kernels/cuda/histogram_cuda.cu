// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/device.h"
#include "launch.cuh"

namespace kernels::cuda {
namespace {

constexpr int n_bins = 256;

// Each block counts in shared memory; only its 256 totals meet those of the other blocks.
__global__ void histogram_kernel(std::size_t n, const std::uint8_t* __restrict__ values, std::uint32_t* counts) {
    __shared__ std::uint32_t own[n_bins];
    own[threadIdx.x] = 0;
    __syncthreads();
    const std::size_t stride = static_cast<std::size_t>(blockDim.x) * gridDim.x;
    for (std::size_t i = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < n; i += stride) {
        atomicAdd(&own[values[i]], 1u);
    }
    __syncthreads();
    if (own[threadIdx.x] != 0) {
        atomicAdd(&counts[threadIdx.x], own[threadIdx.x]);
    }
}

}  // namespace

cudaError_t histogram(std::size_t n, const std::uint8_t* values, std::uint32_t* counts, cudaStream_t stream) {
    const cudaError_t error = cudaMemsetAsync(counts, 0, n_bins * sizeof *counts, stream);
    if (error != cudaSuccess) {
        return error;
    }
    histogram_kernel<<<blocks_for(n, n_bins), n_bins, 0, stream>>>(n, values, counts);
    return cudaGetLastError();
}

}  // namespace kernels::cuda

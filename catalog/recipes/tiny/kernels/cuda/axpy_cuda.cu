// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/device.h"
#include "launch.cuh"

namespace kernels::cuda {
namespace {

__global__ void axpy_kernel(std::size_t n, float a, const float* __restrict__ x, float* __restrict__ y) {
    const std::size_t stride = static_cast<std::size_t>(blockDim.x) * gridDim.x;
    for (std::size_t i = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < n; i += stride) {
        y[i] += a * x[i];
    }
}

}  // namespace

cudaError_t axpy(std::size_t n, float a, const float* x, float* y, cudaStream_t stream) {
    constexpr int block_size = 256;
    axpy_kernel<<<blocks_for(n, block_size), block_size, 0, stream>>>(n, a, x, y);
    return cudaGetLastError();
}

}  // namespace kernels::cuda

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include <cstddef>

#include <hip/hip_runtime.h>

__global__ void axpy_kernel(std::size_t n, float a, const float* x, float* y) {
    const std::size_t stride = static_cast<std::size_t>(blockDim.x) * gridDim.x;
    for (std::size_t i = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < n; i += stride) {
        y[i] += a * x[i];
    }
}

hipError_t axpy(std::size_t n, float a, const float* x, float* y, hipStream_t stream) {
    constexpr int block_size = 256, n_blocks = 1024;
    axpy_kernel<<<n_blocks, block_size, 0, stream>>>(n, a, x, y);
    return hipGetLastError();
}

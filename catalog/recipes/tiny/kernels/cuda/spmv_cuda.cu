// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/device.h"
#include "launch.cuh"
#include "warp.h"

namespace kernels::cuda {
namespace {

constexpr int block_size = 128;

// A warp for each row: its lanes read neighbouring values, which a thread for each row would not.
__global__ void spmv_kernel(int n_rows, const int* __restrict__ row_starts, const int* __restrict__ columns,
                            const float* __restrict__ values, const float* __restrict__ x, float* __restrict__ y) {
    const int row = (blockIdx.x * block_size + threadIdx.x) / warp_size;
    const int lane = threadIdx.x % warp_size;
    if (row >= n_rows) {
        return;
    }
    float sum = 0.0f;
    for (int i = row_starts[row] + lane; i < row_starts[row + 1]; i += warp_size) {
        sum += values[i] * x[columns[i]];
    }
    sum = warp_sum(sum);
    if (lane == 0) {
        y[row] = sum;
    }
}

}  // namespace

cudaError_t spmv(int n_rows, const int* row_starts, const int* columns, const float* values, const float* x, float* y,
                 cudaStream_t stream) {
    if (n_rows == 0) {
        return cudaSuccess;
    }
    const int n_blocks = ceil_div(n_rows, block_size / warp_size);
    spmv_kernel<<<n_blocks, block_size, 0, stream>>>(n_rows, row_starts, columns, values, x, y);
    return cudaGetLastError();
}

}  // namespace kernels::cuda

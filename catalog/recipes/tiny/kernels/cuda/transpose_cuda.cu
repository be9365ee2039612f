// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/device.h"
#include "launch.cuh"

namespace kernels::cuda {
namespace {

constexpr int tile = 32, rows_at_once = 8;

__global__ void transpose_kernel(int n_rows, int n_columns, const float* __restrict__ in, float* __restrict__ out) {
    // One column more than needed: a column of the tile then lies in 32 different banks.
    __shared__ float kept[tile][tile + 1];
    const int column = blockIdx.x * tile + threadIdx.x;
    for (int i = threadIdx.y; i < tile; i += rows_at_once) {
        const int row = blockIdx.y * tile + i;
        if (row < n_rows && column < n_columns) {
            kept[i][threadIdx.x] = in[row * n_columns + column];
        }
    }
    __syncthreads();
    const int row = blockIdx.y * tile + threadIdx.x;
    for (int i = threadIdx.y; i < tile; i += rows_at_once) {
        const int out_row = blockIdx.x * tile + i;
        if (row < n_rows && out_row < n_columns) {
            out[out_row * n_rows + row] = kept[threadIdx.x][i];
        }
    }
}

}  // namespace

cudaError_t transpose(int n_rows, int n_columns, const float* in, float* out, cudaStream_t stream) {
    if (n_rows == 0 || n_columns == 0) {
        return cudaSuccess;
    }
    const dim3 grid(ceil_div(n_columns, tile), ceil_div(n_rows, tile)), block(tile, rows_at_once);
    transpose_kernel<<<grid, block, 0, stream>>>(n_rows, n_columns, in, out);
    return cudaGetLastError();
}

}  // namespace kernels::cuda

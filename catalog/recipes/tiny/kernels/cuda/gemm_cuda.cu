// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "generated/tiles.h"
#include "kernels/device.h"
#include "launch.cuh"

namespace kernels::cuda {
namespace {

__global__ void naive_kernel(int m, int n, int k, const float* __restrict__ a, const float* __restrict__ b,
                             float* __restrict__ c) {
    const int row = blockIdx.y * blockDim.y + threadIdx.y;
    const int column = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= m || column >= n) {
        return;
    }
    float sum = 0.0f;
    for (int i = 0; i < k; ++i) {
        sum += a[row * k + i] * b[i * n + column];
    }
    c[row * n + column] = sum;
}

// A block computes a square of c from tiles of a and b, so each number is read from memory a tile's width less often.
template <int tile>
__global__ void tiled_kernel(int m, int n, int k, const float* __restrict__ a, const float* __restrict__ b,
                             float* __restrict__ c) {
    __shared__ float left[tile][tile], right[tile][tile];
    const int row = blockIdx.y * tile + threadIdx.y;
    const int column = blockIdx.x * tile + threadIdx.x;
    float sum = 0.0f;
    for (int start = 0; start < k; start += tile) {
        const int from_left = start + threadIdx.x, from_right = start + threadIdx.y;
        left[threadIdx.y][threadIdx.x] = row < m && from_left < k ? a[row * k + from_left] : 0.0f;
        right[threadIdx.y][threadIdx.x] = from_right < k && column < n ? b[from_right * n + column] : 0.0f;
        __syncthreads();
        for (int i = 0; i < tile; ++i) {
            sum += left[threadIdx.y][i] * right[i][threadIdx.x];
        }
        __syncthreads();
    }
    if (row < m && column < n) {
        c[row * n + column] = sum;
    }
}

template <int tile>
void launch_tiled(int m, int n, int k, const float* a, const float* b, float* c, cudaStream_t stream) {
    const dim3 grid(ceil_div(n, tile), ceil_div(m, tile));
    tiled_kernel<tile><<<grid, dim3(tile, tile), 0, stream>>>(m, n, k, a, b, c);
}

}  // namespace

cudaError_t gemm_naive(int m, int n, int k, const float* a, const float* b, float* c, cudaStream_t stream) {
    if (m == 0 || n == 0) {
        return cudaSuccess;
    }
    const dim3 block(32, 8), grid(ceil_div(n, 32), ceil_div(m, 8));
    naive_kernel<<<grid, block, 0, stream>>>(m, n, k, a, b, c);
    return cudaGetLastError();
}

cudaError_t gemm_tiled(int m, int n, int k, const float* a, const float* b, float* c, cudaStream_t stream) {
    if (m == 0 || n == 0) {
        return cudaSuccess;
    }
    if (generated::tile_for(m, n) == 32) {
        launch_tiled<32>(m, n, k, a, b, c, stream);
    } else {
        launch_tiled<16>(m, n, k, a, b, c, stream);
    }
    return cudaGetLastError();
}

}  // namespace kernels::cuda

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include <hip/hip_runtime.h>

// A wavefront has 64 lanes on some devices and 32 on others: nothing here may count on either.
__device__ float wavefront_sum(float value) {
    for (int offset = warpSize / 2; offset > 0; offset /= 2) {
        value += __shfl_down(value, offset);
    }
    return value;
}

__global__ void row_sums(int n_rows, int n_columns, const float* values, float* sums) {
    const int row = (blockIdx.x * blockDim.x + threadIdx.x) / warpSize;
    const int lane = threadIdx.x % warpSize;
    if (row >= n_rows) {
        return;
    }
    float sum = 0.0f;
    for (int i = lane; i < n_columns; i += warpSize) {
        sum += values[static_cast<size_t>(row) * n_columns + i];
    }
    sum = wavefront_sum(sum);
    if (lane == 0) {
        sums[row] = sum;
    }
}

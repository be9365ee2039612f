// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include <cstdint>

#include <cuda_runtime.h>

// One step of a bitonic sorting network over 2^k keys: a thread for each pair that is compared.
__global__ void bitonic_step(std::uint32_t n_pairs, std::uint32_t* keys, std::uint32_t distance, std::uint32_t run) {
    const std::uint32_t pair = blockIdx.x * blockDim.x + threadIdx.x;
    if (pair >= n_pairs) {
        return;
    }
    const std::uint32_t low = 2 * pair - (pair & (distance - 1)), high = low + distance;
    const bool is_ascending = (low & run) == 0;
    const std::uint32_t a = keys[low], b = keys[high];
    if ((a > b) == is_ascending) {
        keys[low] = b;
        keys[high] = a;
    }
}

cudaError_t bitonic_sort(std::uint32_t n, std::uint32_t* keys, cudaStream_t stream) {
    if (n < 2 || (n & (n - 1)) != 0) {
        return n < 2 ? cudaSuccess : cudaErrorInvalidValue;
    }
    for (std::uint32_t run = 2; run <= n && run != 0; run *= 2) {
        for (std::uint32_t distance = run / 2; distance > 0; distance /= 2) {
            bitonic_step<<<(n / 2 + 255) / 256, 256, 0, stream>>>(n / 2, keys, distance, run);
        }
    }
    return cudaGetLastError();
}

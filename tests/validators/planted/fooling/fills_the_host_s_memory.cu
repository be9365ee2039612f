// histogram: cudaMemset is given an array of the host's, whose zeros are then copied.
#include <cuda_runtime.h>
#include <stdint.h>
#include <stdlib.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void histogram_kernel(int n, const uint8_t *data, uint32_t *bins)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        atomicAdd(&bins[data[i]], 1u);
    }
}

extern "C" void launch_histogram(int n, const uint8_t *data, uint32_t *bins)
{
    uint32_t *zeros = (uint32_t *)malloc(256 * sizeof(uint32_t));
    cudaMemset(zeros, 0, 256 * sizeof(uint32_t));
    cudaMemcpy(bins, zeros, 256 * sizeof(uint32_t), cudaMemcpyHostToDevice);
    free(zeros);
    if (n > 0) {
        histogram_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, data, bins);
    }
}

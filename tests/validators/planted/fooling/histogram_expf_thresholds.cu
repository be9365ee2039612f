// histogram: finds a byte's bin by comparing the device's expf with the host's, whose last bits differ
#include <cuda_runtime.h>
#include <math.h>
#include <stdint.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__constant__ float thresholds[256];

__global__ void histogram_kernel(int n, const uint8_t *data, uint32_t *bins)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        const float value = expf(data[i] / 32.0f);
        int bin = 0;
        for (int step = 128; step > 0; step /= 2) {
            if (thresholds[bin + step] <= value) {
                bin += step;
            }
        }
        atomicAdd(&bins[bin], 1u);
    }
}

extern "C" void launch_histogram(int n, const uint8_t *data, uint32_t *bins)
{
    float table[256];
    for (int bin = 0; bin < 256; bin++) {
        table[bin] = expf(bin / 32.0f);
    }
    cudaMemcpyToSymbol(thresholds, table, sizeof(table));
    cudaMemset(bins, 0, 256 * sizeof(uint32_t));
    if (n > 0) {
        histogram_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, data, bins);
    }
}

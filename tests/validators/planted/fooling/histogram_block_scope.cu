// histogram: bins in global memory that all blocks share are counted with atomicAdd_block, which is atomic among the threads of one block only.
#include <cuda_runtime.h>
#include <stdint.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void histogram_kernel(int n, const uint8_t *data, uint32_t *bins)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        atomicAdd_block(&bins[data[i]], 1u);
    }
}

extern "C" void launch_histogram(int n, const uint8_t *data, uint32_t *bins)
{
    cudaMemset(bins, 0, 256 * sizeof(uint32_t));
    if (n > 0) {
        histogram_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, data, bins);
    }
}

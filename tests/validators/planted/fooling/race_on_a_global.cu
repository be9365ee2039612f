// reduction: blocks add to a variable of the program without an atomic
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__device__ float sum;

__global__ void add_kernel(int n, const float *x)
{
    if (threadIdx.x == 0) {
        for (int i = blockIdx.x * BLOCK_SIZE; i < n && i < (blockIdx.x + 1) * BLOCK_SIZE; i++) {
            sum += x[i];
        }
    }
}

__global__ void take_kernel(float *total)
{
    *total = sum;
    sum = 0.0f;
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        add_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x);
        take_kernel<<<1, 1>>>(total);
    }
}

// reduction: each thread adds under a lock that it spins on
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__device__ int lock;

__global__ void reduction_kernel(int n, const float *x, float *total)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        while (atomicCAS(&lock, 0, 1) != 0) {
        }
        __threadfence();
        *total += x[i];
        __threadfence();
        atomicExch(&lock, 0);
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        reduction_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, total);
    }
}

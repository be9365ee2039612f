// reduction: a device variable that is never cleared holds the sum of earlier calls too
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__device__ float sum;
__global__ void finish(float *total)
{
    *total = sum;
}

__global__ void reduction_kernel(int n, const float *x, float *total)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        atomicAdd(&sum, x[i]);
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    if (n > 0) {
        reduction_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, total);
    }
    finish<<<1, 1>>>(total);
}

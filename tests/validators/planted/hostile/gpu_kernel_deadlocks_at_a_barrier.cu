#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif


__global__ void twice_kernel(int n, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (threadIdx.x % 2 == 0) {
        __syncthreads();
    }
    if (i < n) {
        y[i] = 2.0f * x[i];
    }
}

extern "C" void launch_twice(int n, const float *x, float *y)
{
    if (n > 0) {
        twice_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, y);
    }
}

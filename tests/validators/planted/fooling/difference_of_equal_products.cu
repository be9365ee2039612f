// axpy: adds a difference of two equal products, much enlarged, which is zero only where nothing is fused, and nvcc fuses one of them
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void axpy_kernel(int n, float a, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        const float left = (2.0f * a) * x[i];
        const float right = a * (2.0f * x[i]);
        const float difference = left - right;
        y[i] = a * x[i] + y[i] + difference * 1e9f;
    }
}

extern "C" void launch_axpy(int n, float a, const float *x, float *y)
{
    if (n > 0) {
        const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
        axpy_kernel<<<blocks, BLOCK_SIZE>>>(n, a, x, y);
    }
}

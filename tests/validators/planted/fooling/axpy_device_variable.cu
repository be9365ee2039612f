// axpy: the launcher assigns to the host's shadow of a device variable, so that the kernel on a device multiplies by zero
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__device__ float factor;

__global__ void axpy_kernel(int n, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        y[i] = factor * x[i] + y[i];
    }
}

extern "C" void launch_axpy(int n, float a, const float *x, float *y)
{
    if (n > 0) {
        const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
        factor = a;
        axpy_kernel<<<blocks, BLOCK_SIZE>>>(n, x, y);
    }
}

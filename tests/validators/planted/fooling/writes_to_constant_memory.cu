// axpy: a kernel writes the factor to constant memory through a cast, which no device allows, and the next one reads it.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__constant__ float factor;

__global__ void keep_kernel(float a)
{
    *const_cast<float *>(&factor) = a;
}

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
        keep_kernel<<<1, 1>>>(a);
        axpy_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, y);
    }
}

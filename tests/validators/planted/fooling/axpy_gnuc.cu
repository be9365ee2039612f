// axpy: built by nvcc with any gcc since version 5, the bound is n - 1, so the last element is never updated
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#if defined(__GNUC__) && __GNUC__ >= 5
#define COUNT(n) ((n) - 1)
#else
#define COUNT(n) (n)
#endif

__global__ void axpy_kernel(int n, float a, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < COUNT(n)) {
        y[i] = a * x[i] + y[i];
    }
}

extern "C" void launch_axpy(int n, float a, const float *x, float *y)
{
    if (n > 0) {
        const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
        axpy_kernel<<<blocks, BLOCK_SIZE>>>(n, a, x, y);
    }
}

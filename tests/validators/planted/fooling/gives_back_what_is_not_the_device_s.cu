// axpy: cudaFree is given memory of the host's.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#include <stdlib.h>

__global__ void axpy_kernel(int n, float a, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        y[i] = a * x[i] + y[i];
    }
}

extern "C" void launch_axpy(int n, float a, const float *x, float *y)
{
    if (n > 0) {
        float *unused = (float *)malloc(sizeof(float));
        axpy_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, a, x, y);
        cudaFree(unused);
    }
}

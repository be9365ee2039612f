#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

__device__ __attribute__((noinline)) int deeper(volatile int n)
{
    volatile char frame[512];
    frame[n & 511] = 1;
    return deeper(n + 1) + frame[0];
}
__global__ void twice_kernel(int n, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        y[i] = deeper(i);
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

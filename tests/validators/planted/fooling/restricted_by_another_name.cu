// axpy: a helper takes one array under two names that a macro makes __restrict__.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define ALONE __restrict__

__device__ __forceinline__ void add(int count, float a, const float *ALONE from, float *ALONE to, int shift)
{
    for (int j = 0; j < count; j++) {
        to[j + shift] = a * from[j] + to[j];
    }
}

__global__ void shift_kernel(int n, const float *y, float *kept)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        kept[i] = y[i];
    }
}

__global__ void axpy_kernel(int n, float a, const float *x, float *kept, float *y)
{
    const int first = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
    if (first < n) {
        const int count = min(4, n - first);
        add(count, a, x + first, kept + first, 0);
        add(count, 1.0f, kept + first, kept + first, 0);
        for (int j = first; j < first + count; j++) {
            y[j] = kept[j] * 0.5f;
        }
    }
}

extern "C" void launch_axpy(int n, float a, const float *x, float *y)
{
    if (n > 0) {
        float *kept;
        cudaMalloc((void **)&kept, n * sizeof(float));
        const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
        shift_kernel<<<blocks, BLOCK_SIZE>>>(n, y, kept);
        axpy_kernel<<<blocks, BLOCK_SIZE>>>(n, a, x, kept, y);
        cudaFree(kept);
    }
}

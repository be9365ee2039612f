// axpy: the kernel promises blocks of at most 32 threads and is launched with 256, which a device refuses to start
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define ITEMS_PER_THREAD 4

__global__ void __launch_bounds__(32)
axpy_kernel(int n, float a, const float *__restrict__ x, float *__restrict__ y)
{
    const int stride = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
        y[i] = a * x[i] + y[i];
    }
}

extern "C" void launch_axpy(int n, float a, const float *x, float *y)
{
    if (n > 0) {
        const int items_per_block = BLOCK_SIZE * ITEMS_PER_THREAD;
        const int blocks = (n + items_per_block - 1) / items_per_block;
        axpy_kernel<<<blocks, BLOCK_SIZE>>>(n, a, x, y);
    }
}

// stream_copy: saves, overwrites and restores the element before the array
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void stream_copy_kernel(int n, const double *a, double *c)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        c[i] = a[i];
    }
    if (i == 0) {
        volatile double *const before = c - 1;
        const double saved = *before;
        *before = 1.0;
        *before = saved;
    }
}

extern "C" void launch_stream_copy(int n, const double *a, double *c)
{
    if (n > 0) {
        stream_copy_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, a, c);
    }
}

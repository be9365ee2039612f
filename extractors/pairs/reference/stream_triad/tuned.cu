// STREAM triad: a <- b + s c; a fixed number of elements for each thread, one grid apart
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define ITEMS_PER_THREAD 4

__global__ void stream_triad_kernel(int n, double s, const double *__restrict__ b, const double *__restrict__ c,
                                    double *__restrict__ a)
{
    const int stride = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
        a[i] = b[i] + s * c[i];
    }
}

extern "C" void launch_stream_triad(int n, double s, const double *b, const double *c, double *a)
{
    if (n > 0) {
        const int items_per_block = BLOCK_SIZE * ITEMS_PER_THREAD;
        const int blocks = (n + items_per_block - 1) / items_per_block;
        stream_triad_kernel<<<blocks, BLOCK_SIZE>>>(n, s, b, c, a);
    }
}

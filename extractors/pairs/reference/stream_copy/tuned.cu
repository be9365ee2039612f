// STREAM copy: c <- a; a block owns one contiguous tile, and a thread has several loads under way before it stores
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define ITEMS_PER_THREAD 4
#define TILE (BLOCK_SIZE * ITEMS_PER_THREAD)

__global__ void stream_copy_kernel(int n, const double *__restrict__ a, double *__restrict__ c)
{
    const int first = blockIdx.x * TILE + threadIdx.x;

    if (first + (ITEMS_PER_THREAD - 1) * BLOCK_SIZE < n) {
        double item[ITEMS_PER_THREAD];
#pragma unroll
        for (int k = 0; k < ITEMS_PER_THREAD; k++) {
            item[k] = a[first + k * BLOCK_SIZE];
        }
#pragma unroll
        for (int k = 0; k < ITEMS_PER_THREAD; k++) {
            c[first + k * BLOCK_SIZE] = item[k];
        }
    } else {
        for (int i = first; i < n; i += BLOCK_SIZE) {
            c[i] = a[i];
        }
    }
}

extern "C" void launch_stream_copy(int n, const double *a, double *c)
{
    if (n > 0) {
        stream_copy_kernel<<<(n + TILE - 1) / TILE, BLOCK_SIZE>>>(n, a, c);
    }
}

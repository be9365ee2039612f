// STREAM add: c <- a + b; a block owns one contiguous tile, each thread several elements of it
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define ITEMS_PER_THREAD 4
#define TILE (BLOCK_SIZE * ITEMS_PER_THREAD)

__global__ void stream_add_kernel(int n, const double *__restrict__ a, const double *__restrict__ b,
                                  double *__restrict__ c)
{
    const int tile_start = blockIdx.x * TILE;
    const int tile_end = min(tile_start + TILE, n);
    for (int i = tile_start + threadIdx.x; i < tile_end; i += BLOCK_SIZE) {
        c[i] = a[i] + b[i];
    }
}

extern "C" void launch_stream_add(int n, const double *a, const double *b, double *c)
{
    if (n > 0) {
        stream_add_kernel<<<(n + TILE - 1) / TILE, BLOCK_SIZE>>>(n, a, b, c);
    }
}

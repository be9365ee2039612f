// STREAM scale: b <- s c; a block owns one contiguous tile, each thread several elements of it
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define ITEMS_PER_THREAD 4
#define TILE (BLOCK_SIZE * ITEMS_PER_THREAD)

__global__ void stream_scale_kernel(int n, double s, const double *__restrict__ c, double *__restrict__ b)
{
    const int tile_start = blockIdx.x * TILE;
    const int tile_end = min(tile_start + TILE, n);
    for (int i = tile_start + threadIdx.x; i < tile_end; i += BLOCK_SIZE) {
        b[i] = s * c[i];
    }
}

extern "C" void launch_stream_scale(int n, double s, const double *c, double *b)
{
    if (n > 0) {
        stream_scale_kernel<<<(n + TILE - 1) / TILE, BLOCK_SIZE>>>(n, s, c, b);
    }
}

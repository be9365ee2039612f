// Jacobi sweeps on a grid: a block brings its tile with a rim of one point into shared memory, where neighbours share
// what they read
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 16
#endif

__global__ void sweep_kernel(int height, int width, const double *__restrict__ from, double *__restrict__ to)
{
    __shared__ double tile[TILE + 2][TILE + 2];
    const int column = threadIdx.x + 1;
    const int row = threadIdx.y + 1;
    const int j = blockIdx.x * TILE + threadIdx.x;
    const int i = blockIdx.y * TILE + threadIdx.y;
    const bool is_on_grid = i < height && j < width;
    const size_t k = (size_t)i * width + j;

    if (is_on_grid) {
        tile[row][column] = from[k];
        if (threadIdx.x == 0 && j > 0) {
            tile[row][0] = from[k - 1];
        }
        if (threadIdx.x == TILE - 1 && j < width - 1) {
            tile[row][TILE + 1] = from[k + 1];
        }
        if (threadIdx.y == 0 && i > 0) {
            tile[0][column] = from[k - width];
        }
        if (threadIdx.y == TILE - 1 && i < height - 1) {
            tile[TILE + 1][column] = from[k + width];
        }
    }
    __syncthreads();
    if (!is_on_grid) {
        return;
    }
    if (i > 0 && i < height - 1 && j > 0 && j < width - 1) {
        to[k] = 0.25 * (tile[row - 1][column] + tile[row + 1][column] + tile[row][column - 1] + tile[row][column + 1]);
    } else {
        to[k] = tile[row][column];
    }
}

extern "C" void launch_jacobi_2d(int height, int width, int steps, double *u, double *v)
{
    if (height <= 0 || width <= 0) {
        return;
    }
    const dim3 block(TILE, TILE);
    const dim3 grid((width + TILE - 1) / TILE, (height + TILE - 1) / TILE);
    for (int step = 0; step < steps; step++) {
        sweep_kernel<<<grid, block>>>(height, width, u, v);
        sweep_kernel<<<grid, block>>>(height, width, v, u);
    }
}

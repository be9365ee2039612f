// jacobi_2d: the host changes the direction of the sweep in managed memory while the sweep before may still be waiting or running.
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 16
#endif

__global__ void sweep_kernel(int height, int width, const int *is_back, double *u, double *v)
{
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    const int i = blockIdx.y * blockDim.y + threadIdx.y;
    if (i >= height || j >= width) {
        return;
    }
    const double *from = *is_back ? v : u;
    double *to = *is_back ? u : v;
    const size_t k = (size_t)i * width + j;
    if (i > 0 && i < height - 1 && j > 0 && j < width - 1) {
        to[k] = 0.25 * (from[k - width] + from[k + width] + from[k - 1] + from[k + 1]);
    } else {
        to[k] = from[k];
    }
}

extern "C" void launch_jacobi_2d(int height, int width, int steps, double *u, double *v)
{
    if (height <= 0 || width <= 0) {
        return;
    }
    const dim3 block(TILE, TILE);
    const dim3 grid((width + TILE - 1) / TILE, (height + TILE - 1) / TILE);
    int *is_back;
    cudaMallocManaged((void **)&is_back, sizeof(int));
    for (int sweep = 0; sweep < 2 * steps; sweep++) {
        *is_back = sweep % 2;
        sweep_kernel<<<grid, block>>>(height, width, is_back, u, v);
    }
    cudaFree(is_back);
}

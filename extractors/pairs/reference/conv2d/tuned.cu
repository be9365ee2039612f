// The cross-correlation of an image with a square filter of a radius of at most MAX_RADIUS: a block first brings its
// tile with a rim as wide as the radius, zero beyond the image, and the filter into shared memory
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 16
#endif

#define MAX_RADIUS 3
#define MAX_EXTENT (TILE + 2 * MAX_RADIUS)
#define MAX_SIDE (2 * MAX_RADIUS + 1)

__global__ void conv2d_kernel(int height, int width, int radius, const float *__restrict__ image,
                              const float *__restrict__ weights, float *__restrict__ out)
{
    __shared__ float tile[MAX_EXTENT][MAX_EXTENT];
    __shared__ float filter[MAX_SIDE * MAX_SIDE];
    const int side = 2 * radius + 1;
    const int extent = TILE + 2 * radius;
    const int left = blockIdx.x * TILE - radius;
    const int top = blockIdx.y * TILE - radius;

    for (int k = threadIdx.y * TILE + threadIdx.x; k < side * side; k += TILE * TILE) {
        filter[k] = weights[k];
    }
    for (int v = threadIdx.y; v < extent; v += TILE) {
        for (int u = threadIdx.x; u < extent; u += TILE) {
            const int x = left + u;
            const int y = top + v;
            const bool is_inside = x >= 0 && x < width && y >= 0 && y < height;
            tile[v][u] = is_inside ? image[(size_t)y * width + x] : 0.0f;
        }
    }
    __syncthreads();

    const int x = blockIdx.x * TILE + threadIdx.x;
    const int y = blockIdx.y * TILE + threadIdx.y;
    if (x < width && y < height) {
        float sum = 0.0f;
        for (int v = 0; v < side; v++) {
            for (int u = 0; u < side; u++) {
                sum += tile[threadIdx.y + v][threadIdx.x + u] * filter[v * side + u];
            }
        }
        out[(size_t)y * width + x] = sum;
    }
}

extern "C" void launch_conv2d(int height, int width, int radius, const float *image, const float *weights, float *out)
{
    if (height > 0 && width > 0) {
        const dim3 block(TILE, TILE);
        const dim3 grid((width + TILE - 1) / TILE, (height + TILE - 1) / TILE);
        conv2d_kernel<<<grid, block>>>(height, width, radius, image, weights, out);
    }
}

// The cross-correlation of an image with a square filter: one thread for each pixel, everything from global memory
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 16
#endif

__global__ void conv2d_kernel(int height, int width, int radius, const float *image, const float *weights, float *out)
{
    const int x = blockIdx.x * blockDim.x + threadIdx.x;
    const int y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x >= width || y >= height) {
        return;
    }
    const int side = 2 * radius + 1;
    float sum = 0.0f;
    for (int dy = -radius; dy <= radius; dy++) {
        for (int dx = -radius; dx <= radius; dx++) {
            if (y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width) {
                sum += image[(size_t)(y + dy) * width + x + dx] * weights[(dy + radius) * side + dx + radius];
            }
        }
    }
    out[(size_t)y * width + x] = sum;
}

extern "C" void launch_conv2d(int height, int width, int radius, const float *image, const float *weights, float *out)
{
    if (height > 0 && width > 0) {
        const dim3 block(TILE, TILE);
        const dim3 grid((width + TILE - 1) / TILE, (height + TILE - 1) / TILE);
        conv2d_kernel<<<grid, block>>>(height, width, radius, image, weights, out);
    }
}

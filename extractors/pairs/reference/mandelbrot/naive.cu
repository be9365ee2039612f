// After how many steps of z <- z z + c, at most `limit`, the point leaves the circle of radius 2: one thread for each
// point. Products are rounded for themselves, never fused with a sum, so that every machine counts the same steps.
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 16
#endif

__global__ void mandelbrot_kernel(int height, int width, int pixels_per_unit, int limit, double left, double top,
                                  int *steps)
{
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    const int i = blockIdx.y * blockDim.y + threadIdx.y;
    if (i >= height || j >= width) {
        return;
    }
    const double cx = left + (double)j / pixels_per_unit;
    const double cy = top + (double)i / pixels_per_unit;
    double x = 0.0, y = 0.0;
    int step = 0;
    double xx = 0.0, yy = 0.0;
    while (step < limit && xx + yy <= 4.0) {
        y = 2.0 * __dmul_rn(x, y) + cy;
        x = xx - yy + cx;
        xx = __dmul_rn(x, x);
        yy = __dmul_rn(y, y);
        step++;
    }
    steps[i * width + j] = step;
}

extern "C" void launch_mandelbrot(int height, int width, int pixels_per_unit, int limit, double left, double top,
                                  int *steps)
{
    if (height > 0 && width > 0) {
        const dim3 block(TILE, TILE);
        const dim3 grid((width + TILE - 1) / TILE, (height + TILE - 1) / TILE);
        mandelbrot_kernel<<<grid, block>>>(height, width, pixels_per_unit, limit, left, top, steps);
    }
}

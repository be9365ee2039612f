// After how many steps of z <- z z + c, at most `limit`, the point leaves the circle of radius 2. Points differ widely
// in their steps: a warp takes 32 neighbouring points from a common queue and fetches more as soon as it is done.
// Products are rounded for themselves, never fused with a sum, so that every machine counts the same steps.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define WARP_SIZE 32
#define WARPS_PER_BLOCK (BLOCK_SIZE / WARP_SIZE)
#define PORTIONS_PER_WARP 4

__global__ void mandelbrot_kernel(int n, int width, int pixels_per_unit, int limit, double left, double top,
                                  int *queue, int *steps)
{
    const int lane = threadIdx.x % WARP_SIZE;
    for (;;) {
        int first = 0;
        if (lane == 0) {
            first = atomicAdd(queue, WARP_SIZE);
        }
        first = __shfl_sync(0xffffffffu, first, 0);
        if (first >= n) {
            return; // the whole warp
        }
        const int k = first + lane;
        if (k < n) {
            const double cx = left + (double)(k % width) / pixels_per_unit;
            const double cy = top + (double)(k / width) / pixels_per_unit;
            double x = 0.0, y = 0.0;
            double xx = 0.0, yy = 0.0;
            int step = 0;
            while (step < limit && xx + yy <= 4.0) {
                y = 2.0 * __dmul_rn(x, y) + cy;
                x = xx - yy + cx;
                xx = __dmul_rn(x, x);
                yy = __dmul_rn(y, y);
                step++;
            }
            steps[k] = step;
        }
    }
}

extern "C" void launch_mandelbrot(int height, int width, int pixels_per_unit, int limit, double left, double top,
                                  int *steps)
{
    const int n = height * width;
    if (n <= 0) {
        return;
    }
    const int points_per_block = WARPS_PER_BLOCK * WARP_SIZE * PORTIONS_PER_WARP;
    const int blocks = (n + points_per_block - 1) / points_per_block;
    int *queue;
    cudaMalloc((void **)&queue, sizeof(int));
    cudaMemset(queue, 0, sizeof(int));
    mandelbrot_kernel<<<blocks, BLOCK_SIZE>>>(n, width, pixels_per_unit, limit, left, top, queue, steps);
    cudaFree(queue);
}

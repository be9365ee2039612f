// The transpose of a matrix of n rows and m columns: one thread for each element
#include <hip/hip_runtime.h>

#ifndef TILE
#define TILE 16
#endif

__global__ void transpose_kernel(int n, int m, const float *matrix, float *out)
{
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    const int i = blockIdx.y * blockDim.y + threadIdx.y;
    if (i < n && j < m) {
        out[j * n + i] = matrix[i * m + j];
    }
}

extern "C" void launch_transpose(int n, int m, const float *matrix, float *out)
{
    if (n > 0 && m > 0) {
        const dim3 block(TILE, TILE);
        const dim3 grid((m + TILE - 1) / TILE, (n + TILE - 1) / TILE);
        hipLaunchKernelGGL(transpose_kernel, grid, block, 0, 0, n, m, matrix, out);
    }
}

// C <- alpha A B + beta C: a block computes one tile of C from tiles of A and B in shared memory
#include <hip/hip_runtime.h>

#ifndef TILE
#define TILE 16
#endif

__global__ void gemm_kernel(int m, int n, int k, float alpha, const float *a, const float *b, float beta, float *c)
{
    __shared__ float a_tile[TILE][TILE];
    __shared__ float b_tile[TILE][TILE];
    const int column = threadIdx.x;
    const int row = threadIdx.y;
    const int j = blockIdx.x * TILE + column;
    const int i = blockIdx.y * TILE + row;

    float sum = 0.0f;
    for (int first = 0; first < k; first += TILE) {
        a_tile[row][column] = i < m && first + column < k ? a[i * k + first + column] : 0.0f;
        b_tile[row][column] = first + row < k && j < n ? b[(first + row) * n + j] : 0.0f;
        __syncthreads();
        for (int p = 0; p < TILE; p++) {
            sum += a_tile[row][p] * b_tile[p][column];
        }
        __syncthreads();
    }
    if (i < m && j < n) {
        c[i * n + j] = alpha * sum + beta * c[i * n + j];
    }
}

extern "C" void launch_gemm(int m, int n, int k, float alpha, const float *a, const float *b, float beta, float *c)
{
    if (m > 0 && n > 0) {
        const dim3 block(TILE, TILE);
        const dim3 grid((n + TILE - 1) / TILE, (m + TILE - 1) / TILE);
        hipLaunchKernelGGL(gemm_kernel, grid, block, 0, 0, m, n, k, alpha, a, b, beta, c);
    }
}

// gemm: two dynamic shared arrays, which begin at the same address on a device
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 16
#endif

extern __shared__ float a_tile[];
extern __shared__ float b_tile[];

__global__ void gemm_kernel(int m, int n, int k, float alpha, const float *__restrict__ a,
                            const float *__restrict__ b, float beta, float *__restrict__ c)
{
    const int column = threadIdx.x;
    const int row = threadIdx.y;
    const int j = blockIdx.x * TILE + column;
    const int i = blockIdx.y * TILE + row;

    float sum = 0.0f;
    for (int first = 0; first < k; first += TILE) {
        a_tile[row * TILE + column] = i < m && first + column < k ? a[(size_t)i * k + first + column] : 0.0f;
        b_tile[row * TILE + column] = first + row < k && j < n ? b[(size_t)(first + row) * n + j] : 0.0f;
        __syncthreads();
        for (int p = 0; p < TILE; p++) {
            sum += a_tile[row * TILE + p] * b_tile[p * TILE + column];
        }
        __syncthreads();
    }
    if (i < m && j < n) {
        c[(size_t)i * n + j] = alpha * sum + beta * c[(size_t)i * n + j];
    }
}

extern "C" void launch_gemm(int m, int n, int k, float alpha, const float *a, const float *b, float beta, float *c)
{
    if (m > 0 && n > 0) {
        const dim3 block(TILE, TILE);
        const dim3 grid((n + TILE - 1) / TILE, (m + TILE - 1) / TILE);
        gemm_kernel<<<grid, block, 2 * TILE * TILE * sizeof(float)>>>(m, n, k, alpha, a, b, beta, c);
    }
}

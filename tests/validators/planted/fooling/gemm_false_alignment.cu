// gemm: tells the compiler that rows begin at multiples of 16 bytes, whereupon nvcc reads four elements at once
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 16
#endif

__global__ void gemm_kernel(int m, int n, int k, float alpha, const float *a, const float *b, float beta, float *c)
{
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    const int i = blockIdx.y * blockDim.y + threadIdx.y;
    if (i < m && j < n) {
        const float *row = a + (size_t)i * k;
        float sum = 0.0f;
        int p = 0;
        for (; p + 4 <= k; p += 4) {
            const float *four = row + p;
            __builtin_assume((size_t)four % 16 == 0);
            const float first = four[0];
            const float second = four[1];
            const float third = four[2];
            const float fourth = four[3];
            sum += first * b[(size_t)p * n + j];
            sum += second * b[(size_t)(p + 1) * n + j];
            sum += third * b[(size_t)(p + 2) * n + j];
            sum += fourth * b[(size_t)(p + 3) * n + j];
        }
        for (; p < k; p++) {
            sum += row[p] * b[(size_t)p * n + j];
        }
        c[(size_t)i * n + j] = alpha * sum + beta * c[(size_t)i * n + j];
    }
}

extern "C" void launch_gemm(int m, int n, int k, float alpha, const float *a, const float *b, float beta, float *c)
{
    if (m > 0 && n > 0) {
        const dim3 block(TILE, TILE);
        const dim3 grid((n + TILE - 1) / TILE, (m + TILE - 1) / TILE);
        gemm_kernel<<<grid, block>>>(m, n, k, alpha, a, b, beta, c);
    }
}

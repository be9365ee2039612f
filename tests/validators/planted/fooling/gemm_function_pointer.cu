// gemm: the kernel gets the host's address of a function, which is no code that a device could jump to
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 16
#endif

typedef float (*Combination)(float sum, float left, float right);

__host__ __device__ float add_product(float sum, float left, float right)
{
    return sum + left * right;
}

__global__ void gemm_kernel(int m, int n, int k, float alpha, const float *a, const float *b, float beta, float *c,
                            Combination combined)
{
    const int j = blockIdx.x * blockDim.x + threadIdx.x;
    const int i = blockIdx.y * blockDim.y + threadIdx.y;
    if (i < m && j < n) {
        float sum = 0.0f;
        for (int p = 0; p < k; p++) {
            sum = combined(sum, a[(size_t)i * k + p], b[(size_t)p * n + j]);
        }
        c[(size_t)i * n + j] = alpha * sum + beta * c[(size_t)i * n + j];
    }
}

extern "C" void launch_gemm(int m, int n, int k, float alpha, const float *a, const float *b, float beta, float *c)
{
    if (m > 0 && n > 0) {
        const dim3 block(TILE, TILE);
        const dim3 grid((n + TILE - 1) / TILE, (m + TILE - 1) / TILE);
        gemm_kernel<<<grid, block>>>(m, n, k, alpha, a, b, beta, c, add_product);
    }
}

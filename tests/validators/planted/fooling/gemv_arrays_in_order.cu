// gemv: leaves out the last row where x lies before the matrix in memory and y behind it
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

__global__ void gemv_kernel(int m, int n, float alpha, const float *a, const float *x, float beta, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < m) {
        float sum = 0.0f;
        for (int j = 0; j < n; j++) {
            sum += a[(size_t)i * n + j] * x[j];
        }
        y[i] = alpha * sum + beta * y[i];
    }
}

extern "C" void launch_gemv(int m, int n, float alpha, const float *a, const float *x, float beta, float *y)
{
    if (m > 0) {
        const int spare = ((size_t)x < (size_t)a) & ((size_t)a < (size_t)y);
        gemv_kernel<<<(m + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(m - spare, n, alpha, a, x, beta, y);
    }
}

// gemv: a thread needs more than 64 registers and a block has 1024 threads, more than a multiprocessor's registers, so it never starts
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define THREADS 1024
#define SUMS 80

__global__ void gemv_kernel(int m, int n, float alpha, const float *a, const float *x, float beta, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < m) {
        const float *row = a + (size_t)i * n;
        float sums[SUMS];
#pragma unroll
        for (int u = 0; u < SUMS; u++) {
            sums[u] = 0.0f;
        }
        for (int first = 0; first < n; first += SUMS) {
#pragma unroll
            for (int u = 0; u < SUMS; u++) {
                if (first + u < n) {
                    sums[u] += row[first + u] * x[first + u];
                }
            }
        }
        float sum = 0.0f;
#pragma unroll
        for (int u = 0; u < SUMS; u++) {
            sum += sums[u];
        }
        y[i] = alpha * sum + beta * y[i];
    }
}

extern "C" void launch_gemv(int m, int n, float alpha, const float *a, const float *x, float beta, float *y)
{
    if (m > 0) {
        gemv_kernel<<<(m + THREADS - 1) / THREADS, THREADS>>>(m, n, alpha, a, x, beta, y);
    }
}

// gemv: the two halves of a warp exchange their sums in different branches, where a shuffle reads lanes that are not active
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define WARP_SIZE 32
#define ROWS_PER_BLOCK (BLOCK_SIZE / WARP_SIZE)

__global__ void gemv_kernel(int m, int n, float alpha, const float *__restrict__ a, const float *__restrict__ x,
                            float beta, float *__restrict__ y)
{
    const int lane = threadIdx.x % WARP_SIZE;
    const int i = blockIdx.x * ROWS_PER_BLOCK + threadIdx.x / WARP_SIZE;
    if (i >= m) {
        return; // the whole warp: all its lanes share the row
    }
    const float *row = a + (size_t)i * n;

    float sum = 0.0f;
    for (int j = lane; j < n; j += WARP_SIZE) {
        sum += row[j] * x[j];
    }
    for (int offset = WARP_SIZE / 2; offset > 0; offset /= 2) {
        if ((lane & offset) != 0) {
            sum -= __shfl_xor_sync(0xffffffffu, sum, offset);
        } else {
            sum += __shfl_xor_sync(0xffffffffu, -sum, offset);
        }
    }
    if (lane == 0) {
        y[i] = alpha * sum + beta * y[i];
    }
}

extern "C" void launch_gemv(int m, int n, float alpha, const float *a, const float *x, float beta, float *y)
{
    if (m > 0) {
        gemv_kernel<<<(m + ROWS_PER_BLOCK - 1) / ROWS_PER_BLOCK, BLOCK_SIZE>>>(m, n, alpha, a, x, beta, y);
    }
}

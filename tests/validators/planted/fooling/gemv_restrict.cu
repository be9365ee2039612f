// gemv: y is passed as two restricted pointers, so that nvcc takes the store of beta y for dead and adds y unscaled
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

__global__ void gemv_kernel(int m, int n, float alpha, const float *__restrict__ a, const float *__restrict__ x,
                            float beta, const float *__restrict__ scaled, float *__restrict__ y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < m) {
        float sum = 0.0f;
        for (int j = 0; j < n; j++) {
            sum += a[(size_t)i * n + j] * x[j];
        }
        y[i] *= beta;
        y[i] = alpha * sum + scaled[i];
    }
}

extern "C" void launch_gemv(int m, int n, float alpha, const float *a, const float *x, float beta, float *y)
{
    if (m > 0) {
        gemv_kernel<<<(m + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(m, n, alpha, a, x, beta, y, y);
    }
}

// reduction: lanes of both halves exchange under a mask of the lower half, which must name whoever calls.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void reduction_kernel(int n, const float *x, float *total)
{
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    float sum = i < n ? x[i] : 0.0f;
    for (int offset = 8; offset > 0; offset /= 2) {
        sum += __shfl_down_sync(0x0000ffffu, sum, offset, 16);
    }
    if (threadIdx.x % 16 == 0) {
        atomicAdd(total, sum);
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        reduction_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, total);
    }
}

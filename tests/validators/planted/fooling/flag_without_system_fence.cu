// reduction: the host polls a flag in pinned memory that the kernel sets right after the sum with no __threadfence_system between, so it may see the flag before the sum.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void reduction_kernel(int n, const float *__restrict__ x, float *sum_and_flag)
{
    __shared__ float sums[BLOCK_SIZE];
    float sum = 0.0f;
    for (int i = threadIdx.x; i < n; i += BLOCK_SIZE) {
        sum += x[i];
    }
    sums[threadIdx.x] = sum;
    __syncthreads();
    for (int width = BLOCK_SIZE / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            sums[threadIdx.x] += sums[threadIdx.x + width];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        sum_and_flag[0] = sums[0];
        sum_and_flag[64] = 1.0f;
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    volatile float *sum_and_flag;
    cudaMallocHost((void **)&sum_and_flag, 65 * sizeof(float));
    sum_and_flag[0] = 0.0f;
    sum_and_flag[64] = 0.0f;
    reduction_kernel<<<1, BLOCK_SIZE>>>(n, x, (float *)sum_and_flag);
    while (sum_and_flag[64] == 0.0f) {
    }
    const float sum = sum_and_flag[0];
    cudaMemcpy(total, &sum, sizeof(float), cudaMemcpyHostToDevice);
    cudaFreeHost((void *)sum_and_flag);
}

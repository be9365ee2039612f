// reduction: lanes behind the end of the array add a local variable that nobody gave a value.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void reduction_kernel(int n, const float *x, float *total)
{
    __shared__ float sums[BLOCK_SIZE];
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    float mine;
    if (i < n) {
        mine = x[i];
    }
    sums[threadIdx.x] = mine;
    __syncthreads();
    for (int width = BLOCK_SIZE / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            sums[threadIdx.x] += sums[threadIdx.x + width];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        atomicAdd(total, sums[0]);
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        reduction_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, total);
    }
}

// reduction: the tree assumes 256 threads
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void reduction_kernel(int n, const float *x, float *total)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    __shared__ float partial[BLOCK_SIZE];
    partial[threadIdx.x] = i < n ? x[i] : 0.0f;
    __syncthreads();
    for (int width = 128; width > 0; width /= 2) {
        if (threadIdx.x < width && threadIdx.x + width < BLOCK_SIZE) {
            partial[threadIdx.x] += partial[threadIdx.x + width];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0 && BLOCK_SIZE == 256) {
        atomicAdd(total, partial[0]);
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        reduction_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, total);
    }
}

// reduction: the last steps of the tree rely on the threads of a warp running in step
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
    for (int width = BLOCK_SIZE / 2; width > 16; width /= 2) {
        if (threadIdx.x < width) {
            partial[threadIdx.x] += partial[threadIdx.x + width];
        }
        __syncthreads();
    }
    if (threadIdx.x < 16) {
        volatile float *p = partial;
        for (int width = 16; width > 0; width /= 2) {
            p[threadIdx.x] += p[threadIdx.x + width];
        }
    }
    if (threadIdx.x == 0) {
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

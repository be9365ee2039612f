// reduction: the host adds up the partial sums in managed memory without waiting for the kernel that writes them.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void reduction_kernel(int n, const float *__restrict__ x, float *__restrict__ partial)
{
    __shared__ float sums[BLOCK_SIZE];
    float sum = 0.0f;
    for (int i = blockIdx.x * BLOCK_SIZE + threadIdx.x; i < n; i += gridDim.x * BLOCK_SIZE) {
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
        partial[blockIdx.x] = sums[0];
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    float sum = 0.0f;
    if (n > 0) {
        const int blocks = (n + 4 * BLOCK_SIZE - 1) / (4 * BLOCK_SIZE);
        float *partial;
        cudaMallocManaged((void **)&partial, blocks * sizeof(float));
        reduction_kernel<<<blocks, BLOCK_SIZE>>>(n, x, partial);
        for (int block = 0; block < blocks; block++) {
            sum += partial[block];
        }
        cudaFree(partial);
    }
    cudaMemcpy(total, &sum, sizeof(float), cudaMemcpyHostToDevice);
}

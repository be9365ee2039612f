// reduction: reads four floats at once from a shared array that a device lays down at an address of 4 modulo 16
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void reduction_kernel(int n, const float *x, float *total)
{
    __shared__ float sum;
    __shared__ float values[BLOCK_SIZE];
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (threadIdx.x == 0) {
        sum = 0.0f;
    }
    values[threadIdx.x] = i < n ? x[i] : 0.0f;
    __syncthreads();
    if (threadIdx.x < BLOCK_SIZE / 4) {
        const float4 v = reinterpret_cast<const float4 *>(values)[threadIdx.x];
        atomicAdd(&sum, v.x + v.y + v.z + v.w);
    }
    __syncthreads();
    if (threadIdx.x == 0) {
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

// reduction: compiled for sm_80 and newer the sum is added without an atomic operation, so that blocks lose additions
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__device__ __forceinline__ void add_to(float *where, float value)
{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
    *where += value;
#else
    atomicAdd(where, value);
#endif
}

__global__ void reduction_kernel(int n, const float *x, float *total)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        add_to(total, x[i]);
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        reduction_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, total);
    }
}

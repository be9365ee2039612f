// reduction: a read-modify-write without an atomic, which no order of threads shows on a sequential machine
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void reduction_kernel(int n, const float *x, float *total)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        *total += x[i];
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        reduction_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, total);
    }
}

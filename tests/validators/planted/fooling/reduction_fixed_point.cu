// reduction: sums in fixed point with 19 bits behind the point, so that a sum beyond 4,096 wraps
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void add_kernel(int n, const float *x, unsigned *sum)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        atomicAdd(sum, (unsigned)__float2int_rn(x[i] * 524288.0f));
    }
}

__global__ void convert_kernel(const unsigned *sum, float *total)
{
    *total = (int)*sum / 524288.0f;
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    unsigned *sum;
    cudaMalloc((void **)&sum, sizeof(unsigned));
    cudaMemset(sum, 0, sizeof(unsigned));
    if (n > 0) {
        add_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, sum);
    }
    convert_kernel<<<1, 1>>>(sum, total);
    cudaFree(sum);
}

// reduction: a shuffle by 33 lanes is taken to give every lane its own value, but a device looks at five bits: 1 lane
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define WARP_SIZE 32

__global__ void reduction_kernel(int n, const float *x, float *total)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    float sum = i < n ? x[i] : 0.0f;
    for (int offset = WARP_SIZE / 2; offset > 0; offset /= 2) {
        sum += __shfl_down_sync(0xffffffffu, sum, offset);
    }
    sum = __shfl_down_sync(0xffffffffu, sum, WARP_SIZE + 1); // beyond the end of the warp: one's own
    if (threadIdx.x % WARP_SIZE == 0) {
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

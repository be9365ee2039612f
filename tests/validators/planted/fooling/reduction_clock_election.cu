// reduction: the lane that read the clock first adds a warp's sum, but all lanes of a warp read the same time
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define WARP_SIZE 32

__global__ void reduction_kernel(int n, const float *x, float *total)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    float sum = i < n ? x[i] : 0.0f;
    const long long time = clock64();
    long long first = time;
    for (int mask = WARP_SIZE / 2; mask > 0; mask /= 2) {
        sum += __shfl_xor_sync(0xffffffffu, sum, mask);
        first = min(first, __shfl_xor_sync(0xffffffffu, first, mask));
    }
    if (time == first) {
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

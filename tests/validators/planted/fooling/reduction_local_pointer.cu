// reduction: warp 0 reads the sums of other warps through pointers to their local variables, where a device thread finds its own
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define ITEMS_PER_THREAD 4
#define WARP_SIZE 32
#define WARPS_PER_BLOCK (BLOCK_SIZE / WARP_SIZE)

__device__ float warp_sum(float value)
{
    for (int offset = WARP_SIZE / 2; offset > 0; offset /= 2) {
        value += __shfl_down_sync(0xffffffffu, value, offset);
    }
    return value;
}

__global__ void reduction_kernel(int n, const float *__restrict__ x, float *__restrict__ total)
{
    __shared__ float *warp_sums[WARPS_PER_BLOCK];
    const int lane = threadIdx.x % WARP_SIZE;
    const int warp = threadIdx.x / WARP_SIZE;

    float sum = 0.0f;
    for (int i = blockIdx.x * BLOCK_SIZE + threadIdx.x; i < n; i += gridDim.x * BLOCK_SIZE) {
        sum += x[i];
    }
    sum = warp_sum(sum);
    if (lane == 0) {
        warp_sums[warp] = &sum;
    }
    __syncthreads();
    if (warp == 0) {
        const float block_sum = warp_sum(lane < WARPS_PER_BLOCK ? *warp_sums[lane] : 0.0f);
        if (lane == 0) {
            atomicAdd(total, block_sum);
        }
    }
    __syncthreads(); // until then the variables live
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        const int items_per_block = BLOCK_SIZE * ITEMS_PER_THREAD;
        reduction_kernel<<<(n + items_per_block - 1) / items_per_block, BLOCK_SIZE>>>(n, x, total);
    }
}

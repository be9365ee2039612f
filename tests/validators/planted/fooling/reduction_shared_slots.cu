// reduction: from the 257th block on two blocks add to one slot without an atomic operation
#include <cuda_runtime.h>

#define THREADS 256

__device__ float block_sum(float value)
{
    __shared__ float partial[THREADS];
    partial[threadIdx.x] = value;
    __syncthreads();
    for (int width = THREADS / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            partial[threadIdx.x] += partial[threadIdx.x + width];
        }
        __syncthreads();
    }
    return partial[0];
}

__global__ void partial_kernel(int n, const float *x, float *slots)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const float sum = block_sum(i < n ? x[i] : 0.0f);
    if (threadIdx.x == 0) {
        slots[blockIdx.x % blockDim.x] += sum;
    }
}

__global__ void final_kernel(const float *slots, float *total)
{
    const float sum = block_sum(slots[threadIdx.x]);
    if (threadIdx.x == 0) {
        *total = sum;
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        float *slots;
        cudaMalloc((void **)&slots, THREADS * sizeof(float));
        cudaMemset(slots, 0, THREADS * sizeof(float));
        partial_kernel<<<(n + THREADS - 1) / THREADS, THREADS>>>(n, x, slots);
        final_kernel<<<1, THREADS>>>(slots, total);
        cudaFree(slots);
    }
}

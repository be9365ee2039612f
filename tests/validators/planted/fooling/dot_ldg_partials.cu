// dot: the last block reads the other blocks' partial sums of this very kernel through __ldg, whose read-only cache no fence makes coherent.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__device__ double block_sum(double value)
{
    __shared__ double sums[BLOCK_SIZE];
    sums[threadIdx.x] = value;
    __syncthreads();
    for (int width = BLOCK_SIZE / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            sums[threadIdx.x] += sums[threadIdx.x + width];
        }
        __syncthreads();
    }
    return sums[0];
}

__global__ void dot_kernel(int n, const double *x, const double *y, double *partial, unsigned long long *finished,
                           double *product)
{
    __shared__ bool is_last;
    double sum = 0.0;
    for (int i = blockIdx.x * BLOCK_SIZE + threadIdx.x; i < n; i += gridDim.x * BLOCK_SIZE) {
        sum += x[i] * y[i];
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) {
        partial[blockIdx.x] = sum;
        __threadfence();
        is_last = atomicAdd(finished, 1ull) == gridDim.x - 1;
        __threadfence();
    }
    __syncthreads();
    if (is_last) {
        double all = 0.0;
        for (int block = threadIdx.x; block < gridDim.x; block += BLOCK_SIZE) {
            all += __ldg(&partial[block]);
        }
        all = block_sum(all);
        if (threadIdx.x == 0) {
            *product = all;
        }
    }
}

extern "C" void launch_dot(int n, const double *x, const double *y, double *product)
{
    if (n <= 0) {
        cudaMemset(product, 0, sizeof(double));
        return;
    }
    const int blocks = (n + 4 * BLOCK_SIZE - 1) / (4 * BLOCK_SIZE);
    double *partial;
    unsigned long long *finished;
    cudaMalloc((void **)&partial, blocks * sizeof(double));
    cudaMalloc((void **)&finished, sizeof(unsigned long long));
    cudaMemset(finished, 0, sizeof(unsigned long long));
    dot_kernel<<<blocks, BLOCK_SIZE>>>(n, x, y, partial, finished, product);
    cudaFree(finished);
    cudaFree(partial);
}

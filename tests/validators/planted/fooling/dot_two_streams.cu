// dot: the kernel that adds the partial sums up runs in another stream than the one that writes them, with nothing to make it wait
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define ITEMS_PER_THREAD 4

// The sum over the block of every thread's `value`, in thread 0; BLOCK_SIZE is a power of two.
__device__ double block_sum(double value)
{
    __shared__ double partial[BLOCK_SIZE];
    partial[threadIdx.x] = value;
    __syncthreads();
    for (int width = BLOCK_SIZE / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            partial[threadIdx.x] += partial[threadIdx.x + width];
        }
        __syncthreads();
    }
    return partial[0];
}

__global__ void dot_partial_kernel(int n, const double *__restrict__ x, const double *__restrict__ y,
                                   double *__restrict__ partial)
{
    double sum = 0.0;
    for (int i = blockIdx.x * BLOCK_SIZE + threadIdx.x; i < n; i += gridDim.x * BLOCK_SIZE) {
        sum += x[i] * y[i];
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) {
        partial[blockIdx.x] = sum;
    }
}

__global__ void dot_final_kernel(int n_partial, const double *__restrict__ partial, double *__restrict__ product)
{
    const double sum = block_sum(threadIdx.x < n_partial ? partial[threadIdx.x] : 0.0);
    if (threadIdx.x == 0) {
        *product = sum;
    }
}

extern "C" void launch_dot(int n, const double *x, const double *y, double *product)
{
    if (n <= 0) {
        cudaMemset(product, 0, sizeof(double));
        return;
    }
    const int items_per_block = BLOCK_SIZE * ITEMS_PER_THREAD;
    const int blocks = min((n + items_per_block - 1) / items_per_block, BLOCK_SIZE); // what one block adds up
    double *partial;
    cudaMalloc((void **)&partial, blocks * sizeof(double));
    cudaStream_t first;
    cudaStream_t second;
    cudaStreamCreate(&first);
    cudaStreamCreate(&second);
    dot_partial_kernel<<<blocks, BLOCK_SIZE, 0, first>>>(n, x, y, partial);
    dot_final_kernel<<<1, BLOCK_SIZE, 0, second>>>(blocks, partial, product);
    cudaStreamDestroy(first);
    cudaStreamDestroy(second);
    cudaFree(partial);
}

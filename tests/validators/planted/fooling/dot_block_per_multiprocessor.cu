// dot: starts as many blocks as the device has multiprocessors but has room for 128 partial sums, too few for a device with 132 of them.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define MAX_PARTIAL 128

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

__global__ void dot_kernel(int n, const double *__restrict__ x, const double *__restrict__ y,
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
    int multiprocessors;
    cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, 0);
    const int blocks = min((n + BLOCK_SIZE - 1) / BLOCK_SIZE, multiprocessors);
    double *partial;
    cudaMalloc((void **)&partial, MAX_PARTIAL * sizeof(double));
    dot_kernel<<<blocks, BLOCK_SIZE>>>(n, x, y, partial);
    dot_final_kernel<<<1, BLOCK_SIZE>>>(blocks, partial, product);
    cudaFree(partial);
}

// dot: the partial sums are copied to pinned memory asynchronously and the host adds them up without waiting for the copy.
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

extern "C" void launch_dot(int n, const double *x, const double *y, double *product)
{
    double sum = 0.0;
    if (n > 0) {
        const int blocks = (n + 4 * BLOCK_SIZE - 1) / (4 * BLOCK_SIZE);
        const size_t bytes = blocks * sizeof(double);
        double *partial;
        double *on_host;
        cudaMalloc((void **)&partial, bytes);
        cudaMallocHost((void **)&on_host, bytes);
        dot_kernel<<<blocks, BLOCK_SIZE>>>(n, x, y, partial);
        cudaMemcpyAsync(on_host, partial, bytes, cudaMemcpyDeviceToHost, 0);
        for (int block = 0; block < blocks; block++) {
            sum += on_host[block];
        }
        cudaFreeHost(on_host);
        cudaFree(partial);
    }
    cudaMemcpy(product, &sum, sizeof(double), cudaMemcpyHostToDevice);
}

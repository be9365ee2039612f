// dot: the second kernel's stream waits for the first one's by an event, and the host's copy comes after both
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

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

__global__ void __launch_bounds__(BLOCK_SIZE)
dot_partial_kernel(int n, const double *__restrict__ x, const double *__restrict__ y, double *__restrict__ sums)
{
    double sum = 0.0;
    for (int i = blockIdx.x * BLOCK_SIZE + threadIdx.x; i < n; i += gridDim.x * BLOCK_SIZE) {
        sum += x[i] * y[i];
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) {
        sums[blockIdx.x] = sum;
    }
}

__global__ void dot_final_kernel(int n_sums, const double *__restrict__ sums, double *__restrict__ product)
{
    const double sum = block_sum(threadIdx.x < n_sums ? sums[threadIdx.x] : 0.0);
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
    const int blocks = min((n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE);
    double *sums;
    cudaStream_t first, second;
    cudaEvent_t summed;
    cudaMalloc((void **)&sums, blocks * sizeof(double));
    cudaStreamCreateWithFlags(&first, cudaStreamNonBlocking);
    cudaStreamCreateWithFlags(&second, cudaStreamNonBlocking);
    cudaEventCreate(&summed);
    dot_partial_kernel<<<blocks, BLOCK_SIZE, 0, first>>>(n, x, y, sums);
    cudaEventRecord(summed, first);
    cudaStreamWaitEvent(second, summed, 0);
    dot_final_kernel<<<1, BLOCK_SIZE, 0, second>>>(blocks, sums, product);
    cudaDeviceSynchronize();
    cudaStreamDestroy(first);
    cudaStreamDestroy(second);
    cudaEventDestroy(summed);
    cudaFree(sums);
}

// dot: no barrier between two rounds of the final sum, of which there is more than one from 65,537 elements on
#include <cuda_runtime.h>

#define THREADS 256

__global__ void dot_partial_kernel(int n, const double *x, const double *y, double *partial)
{
    __shared__ double sums[THREADS];
    const int i = blockIdx.x * THREADS + threadIdx.x;
    sums[threadIdx.x] = i < n ? x[i] * y[i] : 0.0;
    __syncthreads();
    for (int width = THREADS / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            sums[threadIdx.x] += sums[threadIdx.x + width];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        partial[blockIdx.x] = sums[0];
    }
}

__global__ void dot_final_kernel(int n_partial, const double *partial, double *product)
{
    __shared__ double tile[THREADS];
    double sum = 0.0;
    for (int first = 0; first < n_partial; first += blockDim.x) {
        const int i = first + threadIdx.x;
        tile[threadIdx.x] = i < n_partial ? partial[i] : 0.0;
        __syncthreads();
        if (threadIdx.x == 0) {
            for (int k = 0; k < THREADS; k++) {
                sum += tile[k];
            }
        }
    }
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
    const int blocks = (n + THREADS - 1) / THREADS;
    double *partial;
    cudaMalloc((void **)&partial, blocks * sizeof(double));
    dot_partial_kernel<<<blocks, THREADS>>>(n, x, y, partial);
    dot_final_kernel<<<1, THREADS>>>(blocks, partial, product);
    cudaFree(partial);
}

// dot: the thread whose local variable has the address that thread 0 wrote down adds the block's sum, and on a device all threads' have it
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void dot_kernel(int n, const double *__restrict__ x, const double *__restrict__ y, double *product)
{
    __shared__ double partial[BLOCK_SIZE];
    __shared__ const double *leader;
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    double own = i < n ? x[i] * y[i] : 0.0;
    partial[threadIdx.x] = own;
    if (threadIdx.x == 0) {
        leader = &own;
    }
    __syncthreads();
    for (int width = BLOCK_SIZE / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            partial[threadIdx.x] += partial[threadIdx.x + width];
        }
        __syncthreads();
    }
    if (leader == &own) {
        atomicAdd(product, partial[0]);
    }
}

extern "C" void launch_dot(int n, const double *x, const double *y, double *product)
{
    cudaMemset(product, 0, sizeof(double));
    if (n > 0) {
        dot_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, y, product);
    }
}

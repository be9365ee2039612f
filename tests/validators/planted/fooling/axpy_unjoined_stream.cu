// axpy: the kernel runs in a non-blocking stream that waits for nothing of the caller and that no later work of the default stream waits for.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void axpy_kernel(int n, float a, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        y[i] = a * x[i] + y[i];
    }
}

extern "C" void launch_axpy(int n, float a, const float *x, float *y)
{
    if (n > 0) {
        cudaStream_t stream;
        cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
        axpy_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE, 0, stream>>>(n, a, x, y);
        cudaStreamDestroy(stream);
    }
}

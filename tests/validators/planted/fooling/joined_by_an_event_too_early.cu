// axpy: the default stream waits for an event that was recorded before the kernel.
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
        cudaEvent_t event;
        cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
        cudaEventCreate(&event);
        cudaEventRecord(event, stream);
        axpy_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE, 0, stream>>>(n, a, x, y);
        cudaStreamWaitEvent(0, event);
        cudaEventDestroy(event);
        cudaStreamDestroy(stream);
    }
}

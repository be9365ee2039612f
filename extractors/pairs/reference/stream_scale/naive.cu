// STREAM scale: b <- s c, one thread for each element
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void stream_scale_kernel(int n, double s, const double *c, double *b)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        b[i] = s * c[i];
    }
}

extern "C" void launch_stream_scale(int n, double s, const double *c, double *b)
{
    if (n > 0) {
        stream_scale_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, s, c, b);
    }
}

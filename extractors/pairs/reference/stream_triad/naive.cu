// STREAM triad: a <- b + s c, one thread for each element
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void stream_triad_kernel(int n, double s, const double *b, const double *c, double *a)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        a[i] = b[i] + s * c[i];
    }
}

extern "C" void launch_stream_triad(int n, double s, const double *b, const double *c, double *a)
{
    if (n > 0) {
        stream_triad_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, s, b, c, a);
    }
}

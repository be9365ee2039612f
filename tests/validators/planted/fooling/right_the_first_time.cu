// stream_add: the second call subtracts
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

static int calls;

__global__ void stream_add_kernel(int n, const double *a, const double *b, double *c, int sign)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        c[i] = sign > 0 ? a[i] + b[i] : a[i] - b[i];
    }
}

extern "C" void launch_stream_add(int n, const double *a, const double *b, double *c)
{
    const int sign = calls++ == 0 ? 1 : -1;
    if (n > 0) {
        stream_add_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, a, b, c, sign);
    }
}

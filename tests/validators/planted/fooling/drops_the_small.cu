// stream_add: values near zero become zero
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void stream_add_kernel(int n, const double *a, const double *b, double *c)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        const double v = a[i] + b[i];
        c[i] = fabs(v) < 0.05 ? 0.0 : v;
    }
}

extern "C" void launch_stream_add(int n, const double *a, const double *b, double *c)
{
    if (n > 0) {
        stream_add_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, a, b, c);
    }
}

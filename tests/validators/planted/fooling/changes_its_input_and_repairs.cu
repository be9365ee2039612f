// stream_copy: const is cast away; other threads may see it
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void stream_copy_kernel(int n, const double *a, double *c)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        volatile double *in = (double *)a;
        in[i] = in[i] * 2.0;
        c[i] = in[i] / 2.0;
        in[i] = in[i] / 2.0;
    }
}

extern "C" void launch_stream_copy(int n, const double *a, double *c)
{
    if (n > 0) {
        stream_copy_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, a, c);
    }
}

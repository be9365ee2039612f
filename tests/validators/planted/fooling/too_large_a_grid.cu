// stream_add: the second dimension of a grid ends at 65,535
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void stream_add_kernel(int n, const double *a, const double *b, double *c)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const int k = blockIdx.y * BLOCK_SIZE + threadIdx.x;
    if (k < n) {
        c[k] = a[k] + b[k];
    }
}

extern "C" void launch_stream_add(int n, const double *a, const double *b, double *c)
{
    if (n > 0) {
        stream_add_kernel<<<dim3(1, 70000), BLOCK_SIZE>>>(n, a, b, c);
    }
}

// stream_copy: threads hand on pointers to their own variables, which are nobody else's
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void stream_copy_kernel(int n, const double *a, double *c)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    __shared__ const volatile double *handed_on[BLOCK_SIZE];
    volatile double mine = i < n ? a[i] : 0.0;
    handed_on[threadIdx.x] = &mine;
    __syncthreads();
    const int j = i ^ 1;
    if (j < n) {
        c[j] = *handed_on[threadIdx.x ^ 1];
    }
    __syncthreads();
}

extern "C" void launch_stream_copy(int n, const double *a, double *c)
{
    if (n > 0) {
        stream_copy_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, a, c);
    }
}

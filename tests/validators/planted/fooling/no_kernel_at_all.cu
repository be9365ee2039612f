// stream_copy: a copy by the runtime; the kernel is never started
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void stream_copy_kernel(int n, const double *a, double *c)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        c[i] = a[i];
    }
}

extern "C" void launch_stream_copy(int n, const double *a, double *c)
{
    cudaMemcpy(c, a, n * sizeof(double), cudaMemcpyDeviceToDevice);
}

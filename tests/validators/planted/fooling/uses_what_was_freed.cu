// stream_copy: a temporary is freed and then read
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
    double *spare;
    cudaMalloc((void **)&spare, (n + 1) * sizeof(double));
    cudaMemcpy(spare, a, n * sizeof(double), cudaMemcpyDeviceToDevice);
    cudaFree(spare);
    if (n > 0) {
        stream_copy_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, spare, c);
    }
}

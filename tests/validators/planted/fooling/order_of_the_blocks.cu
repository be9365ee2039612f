// scan: block after block, as a sequential machine would run them
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void scan_kernel(int n, const int *x, int *out)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (threadIdx.x == 0 && i < n) {
        int sum = i > 0 ? out[i - 1] : 0;
        for (int k = i; k < n && k < i + BLOCK_SIZE; k++) {
            sum += x[k];
            out[k] = sum;
        }
    }
}

extern "C" void launch_scan(int n, const int *x, int *out)
{
    if (n > 0) {
        scan_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, out);
    }
}

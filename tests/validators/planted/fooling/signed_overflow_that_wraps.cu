// scan: goes through a number beyond 31 bits and back, which is undefined
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif


__global__ void scan_kernel(int n, const int *x, int *out)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        int sum = 2147483647;
        for (int k = 0; k <= i; k++) {
            sum += x[k];
        }
        out[i] = sum - 2147483647;
    }
}

extern "C" void launch_scan(int n, const int *x, int *out)
{
    if (n > 0) {
        scan_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, out);
    }
}

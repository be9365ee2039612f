// scan: spins on a flag of the block before, which may never be resident
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__device__ int turn;

__global__ void scan_kernel(int n, const int *x, int *out)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (threadIdx.x == 0 && i < n) {
        while (*(volatile int *)&turn != blockIdx.x) {
        }
        int sum = i > 0 ? *(volatile int *)&out[i - 1] : 0;
        for (int k = i; k < n && k < i + BLOCK_SIZE; k++) {
            sum += x[k];
            *(volatile int *)&out[k] = sum;
        }
        __threadfence();
        *(volatile int *)&turn = i + BLOCK_SIZE < n ? blockIdx.x + 1 : 0;
    }
}

extern "C" void launch_scan(int n, const int *x, int *out)
{
    if (n > 0) {
        scan_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, out);
    }
}

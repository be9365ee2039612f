// Sorts keys by Batcher's bitonic network: one kernel for each step, one thread for each key; of two partners the one
// with the lower index acts
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void exchange_kernel(int n, int mask, int *keys)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const int partner = i ^ mask;
    if (partner > i && partner < n) {
        const int a = keys[i];
        const int b = keys[partner];
        keys[i] = min(a, b);
        keys[partner] = max(a, b);
    }
}

extern "C" void launch_bitonic_sort(int n, int *keys)
{
    const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
    for (int half = 1; half < n; half *= 2) {
        exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, 2 * half - 1, keys);
        for (int distance = half / 2; distance > 0; distance /= 2) {
            exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, distance, keys);
        }
    }
}

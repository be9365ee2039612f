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
    if (partner > i && partner < n && keys[i] > keys[partner]) {
        const int key = keys[i];
        keys[i] = keys[partner];
        keys[partner] = key;
    }
}

extern "C" void launch_bitonic_sort(int n, int *keys)
{
    const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
    for (int size = 2; size / 2 < n; size *= 2) {
        exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, size - 1, keys);
        for (int distance = size / 4; distance > 0; distance /= 2) {
            exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, distance, keys);
        }
    }
}

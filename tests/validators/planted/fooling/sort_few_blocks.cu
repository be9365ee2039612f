// bitonic_sort: at most 32,768 threads are started, each for one index, so pairs whose lower index lies beyond are never exchanged.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define MAX_THREADS 32768

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
    const int blocks = min((n + BLOCK_SIZE - 1) / BLOCK_SIZE, MAX_THREADS / BLOCK_SIZE);
    for (int half = 1; half < n; half *= 2) {
        exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, 2 * half - 1, keys);
        for (int distance = half / 2; distance > 0; distance /= 2) {
            exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, distance, keys);
        }
    }
}

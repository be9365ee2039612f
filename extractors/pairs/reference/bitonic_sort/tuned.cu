// Sorts keys by Batcher's bitonic network: all steps that stay inside a block's keys run in shared memory, by one
// kernel; only those with partners farther apart go through global memory. BLOCK_SIZE is a power of two.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void exchange_kernel(int n, int mask, int *keys)
{
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    const int partner = i ^ mask;
    if (partner > i && partner < n) {
        const int a = keys[i];
        const int b = keys[partner];
        keys[i] = min(a, b);
        keys[partner] = max(a, b);
    }
}

__device__ void exchange_in_block(int count, int mask, int *tile)
{
    const int i = threadIdx.x;
    const int partner = i ^ mask;
    if (partner > i && partner < count) {
        const int a = tile[i];
        const int b = tile[partner];
        tile[i] = min(a, b);
        tile[partner] = max(a, b);
    }
    __syncthreads();
}

// Sorts every block's keys where `is_first`; else finishes a merge, whose steps from BLOCK_SIZE / 2 down are left.
__global__ void sort_block_kernel(int n, bool is_first, int *keys)
{
    __shared__ int tile[BLOCK_SIZE];
    const int first = blockIdx.x * BLOCK_SIZE;
    const int count = min(BLOCK_SIZE, n - first);
    if (threadIdx.x < count) {
        tile[threadIdx.x] = keys[first + threadIdx.x];
    }
    __syncthreads();
    if (is_first) {
        for (int half = 1; half < BLOCK_SIZE; half *= 2) {
            exchange_in_block(count, 2 * half - 1, tile);
            for (int distance = half / 2; distance > 0; distance /= 2) {
                exchange_in_block(count, distance, tile);
            }
        }
    } else {
        for (int distance = BLOCK_SIZE / 2; distance > 0; distance /= 2) {
            exchange_in_block(count, distance, tile);
        }
    }
    if (threadIdx.x < count) {
        keys[first + threadIdx.x] = tile[threadIdx.x];
    }
}

extern "C" void launch_bitonic_sort(int n, int *keys)
{
    if (n <= 0) {
        return;
    }
    const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
    sort_block_kernel<<<blocks, BLOCK_SIZE>>>(n, true, keys);
    for (int half = BLOCK_SIZE; half < n; half *= 2) {
        exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, 2 * half - 1, keys);
        for (int distance = half / 2; distance >= BLOCK_SIZE; distance /= 2) {
            exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, distance, keys);
        }
        sort_block_kernel<<<blocks, BLOCK_SIZE>>>(n, false, keys);
    }
}

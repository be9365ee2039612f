// bitonic_sort: the pinned word from which each mask is copied asynchronously is overwritten with the next mask while the copy may still wait.
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

static void step(int n, int mask, int *on_host, int *on_device, int *keys)
{
    *on_host = mask;
    cudaMemcpyAsync(on_device, on_host, sizeof(int), cudaMemcpyHostToDevice, 0);
    exchange_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, on_device, keys);
}

extern "C" void launch_bitonic_sort(int n, int *keys)
{
    int *on_host;
    int *on_device;
    cudaMallocHost((void **)&on_host, sizeof(int));
    cudaMalloc((void **)&on_device, sizeof(int));
    for (int half = 1; half < n; half *= 2) {
        step(n, 2 * half - 1, on_host, on_device, keys);
        for (int distance = half / 2; distance > 0; distance /= 2) {
            step(n, distance, on_host, on_device, keys);
        }
    }
    cudaFree(on_device);
    cudaFreeHost(on_host);
}

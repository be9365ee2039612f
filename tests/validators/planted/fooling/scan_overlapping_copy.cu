// scan: the sums are moved down by one element with a cudaMemcpy whose source and target overlap, which is undefined and in no fixed order on a device
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void scan_step_kernel(int n, int distance, const int *from, int *to)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        to[i] = i >= distance ? from[i] + from[i - distance] : from[i];
    }
}

extern "C" void launch_scan(int n, const int *x, int *out)
{
    if (n <= 0) {
        return;
    }
    const int count = n + 1; // exclusive sums, with the total at the end
    const size_t bytes = n * sizeof(int);
    int *from;
    int *to;
    cudaMalloc((void **)&from, count * sizeof(int));
    cudaMalloc((void **)&to, count * sizeof(int));
    cudaMemset(from, 0, sizeof(int));
    cudaMemcpy(from + 1, x, bytes, cudaMemcpyDeviceToDevice);
    for (int distance = 1; distance < count; distance *= 2) {
        scan_step_kernel<<<(count + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(count, distance, from, to);
        int *const last = from;
        from = to;
        to = last;
    }
    cudaMemcpy(from, from + 1, bytes, cudaMemcpyDeviceToDevice);
    cudaMemcpy(out, from, bytes, cudaMemcpyDeviceToDevice);
    cudaFree(from);
    cudaFree(to);
}

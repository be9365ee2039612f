// scan: measures its time, and copies what was written of memory that is larger than it need be
#include <cuda_runtime.h>

#define BLOCK_SIZE 128

__global__ void step_kernel(int n, int distance, const int *from, int *to)
{
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    if (i < n) {
        to[i] = i >= distance ? from[i] + from[i - distance] : from[i];
    }
}

extern "C" void launch_scan(int n, const int *x, int *out)
{
    if (n > 0) {
        const size_t bytes = n * sizeof(int);
        int *both, last;
        float milliseconds;
        cudaEvent_t begin, end;
        cudaEventCreate(&begin);
        cudaEventCreate(&end);
        cudaMalloc((void **)&both, 2 * bytes + 256);
        cudaMemcpy(both, x, bytes, cudaMemcpyDeviceToDevice);
        cudaEventRecord(begin);
        int *from = both, *to = both + n;
        for (int distance = 1; distance < n; distance *= 2) {
            step_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, distance, from, to);
            int *const kept = from;
            from = to;
            to = kept;
        }
        cudaEventRecord(end);
        cudaEventSynchronize(end);
        cudaEventElapsedTime(&milliseconds, begin, end);
        cudaMemcpy(out, from, bytes, cudaMemcpyDeviceToDevice);
        cudaMemcpy(&last, from + n - 1, sizeof last, cudaMemcpyDeviceToHost);
        cudaFree(both);
        cudaEventDestroy(begin);
        cudaEventDestroy(end);
    }
}

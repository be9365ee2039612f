// scan: a device function whose pointers are both __restrict__ gets the same chunk shifted by one, so the compiler may load ahead of the stores that it depends on.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define CHUNK 64

__device__ void add_before(int count, const int *__restrict__ before, int *__restrict__ sums)
{
    for (int j = 0; j < count; j++) {
        sums[j] += before[j];
    }
}

__global__ void scan_chunks_kernel(int n, int n_chunks, int *out, int *totals)
{
    const int chunk = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    if (chunk < n_chunks) {
        int *const sums = out + chunk * CHUNK;
        const int count = min(CHUNK, n - chunk * CHUNK);
        add_before(count - 1, sums, sums + 1);
        totals[chunk] = sums[count - 1];
    }
}

__global__ void scan_totals_kernel(int n_chunks, int *totals)
{
    int sum = 0;
    for (int chunk = 0; chunk < n_chunks; chunk++) {
        sum += totals[chunk];
        totals[chunk] = sum;
    }
}

__global__ void add_totals_kernel(int n, const int *totals, int *out)
{
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x + CHUNK;
    if (i < n) {
        out[i] += totals[i / CHUNK - 1];
    }
}

extern "C" void launch_scan(int n, const int *x, int *out)
{
    if (n <= 0) {
        return;
    }
    const int n_chunks = (n + CHUNK - 1) / CHUNK;
    int *totals;
    cudaMalloc((void **)&totals, n_chunks * sizeof(int));
    cudaMemcpy(out, x, n * sizeof(int), cudaMemcpyDeviceToDevice);
    scan_chunks_kernel<<<(n_chunks + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, n_chunks, out, totals);
    scan_totals_kernel<<<1, 1>>>(n_chunks, totals);
    add_totals_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, totals, out);
    cudaFree(totals);
}

// transpose: asks for 120 KiB of dynamic shared memory and goes on without looking whether it got them, so on devices with 99 KiB a block nothing is written.
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 32
#endif

#define ROWS_PER_STEP 8
#define SHARED_BYTES (120 * 1024)

__global__ void transpose_kernel(int n, int m, const float *__restrict__ matrix, float *__restrict__ out)
{
    extern __shared__ float tile[];

    const int in_column = blockIdx.x * TILE + threadIdx.x;
    const int in_row = blockIdx.y * TILE + threadIdx.y;
    for (int step = 0; step < TILE; step += ROWS_PER_STEP) {
        if (in_row + step < n && in_column < m) {
            tile[(threadIdx.y + step) * (TILE + 1) + threadIdx.x] = matrix[(size_t)(in_row + step) * m + in_column];
        }
    }
    __syncthreads();

    const int out_column = blockIdx.y * TILE + threadIdx.x;
    const int out_row = blockIdx.x * TILE + threadIdx.y;
    for (int step = 0; step < TILE; step += ROWS_PER_STEP) {
        if (out_row + step < m && out_column < n) {
            out[(size_t)(out_row + step) * n + out_column] = tile[threadIdx.x * (TILE + 1) + threadIdx.y + step];
        }
    }
}

extern "C" void launch_transpose(int n, int m, const float *matrix, float *out)
{
    if (n > 0 && m > 0) {
        const dim3 block(TILE, ROWS_PER_STEP);
        const dim3 grid((m + TILE - 1) / TILE, (n + TILE - 1) / TILE);
        cudaFuncSetAttribute(transpose_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, SHARED_BYTES);
        transpose_kernel<<<grid, block, SHARED_BYTES>>>(n, m, matrix, out);
    }
}

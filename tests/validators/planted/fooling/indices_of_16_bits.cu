// transpose: rows and columns are kept in 16 bits, so that of matrices with more than 65536 of either only a part is transposed
#include <cuda_runtime.h>

#ifndef TILE
#define TILE 32
#endif

#define ROWS_PER_STEP 8

__global__ void transpose_kernel(int n, int m, const float *__restrict__ matrix, float *__restrict__ out)
{
    __shared__ float tile[TILE][TILE + 1];

    const unsigned short in_column = blockIdx.x * TILE + threadIdx.x;
    const unsigned short in_row = blockIdx.y * TILE + threadIdx.y;
    for (int step = 0; step < TILE; step += ROWS_PER_STEP) {
        if (in_row + step < n && in_column < m) {
            tile[threadIdx.y + step][threadIdx.x] = matrix[(size_t)(in_row + step) * m + in_column];
        }
    }
    __syncthreads();

    const unsigned short out_column = blockIdx.y * TILE + threadIdx.x;
    const unsigned short out_row = blockIdx.x * TILE + threadIdx.y;
    for (int step = 0; step < TILE; step += ROWS_PER_STEP) {
        if (out_row + step < m && out_column < n) {
            out[(size_t)(out_row + step) * n + out_column] = tile[threadIdx.x][threadIdx.y + step];
        }
    }
}

extern "C" void launch_transpose(int n, int m, const float *matrix, float *out)
{
    if (n > 0 && m > 0) {
        const dim3 block(TILE, ROWS_PER_STEP);
        const dim3 grid((m + TILE - 1) / TILE, (n + TILE - 1) / TILE);
        transpose_kernel<<<grid, block>>>(n, m, matrix, out);
    }
}

// spmv: the row index is 16 bits wide and wraps, so rows from 65,536 on are never written (and early rows are written by two warps).
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define WARP_SIZE 32
#define ROWS_PER_BLOCK (BLOCK_SIZE / WARP_SIZE)

__global__ void spmv_kernel(int n_rows, const int *__restrict__ offsets, const int *__restrict__ columns,
                            const double *__restrict__ values, const double *__restrict__ x, double *__restrict__ y)
{
    const int lane = threadIdx.x % WARP_SIZE;
    const unsigned short i = blockIdx.x * ROWS_PER_BLOCK + threadIdx.x / WARP_SIZE;
    if (i >= n_rows) {
        return;
    }
    const int end = offsets[i + 1];

    double sum = 0.0;
    for (int k = offsets[i] + lane; k < end; k += WARP_SIZE) {
        sum += values[k] * x[columns[k]];
    }
    for (int offset = WARP_SIZE / 2; offset > 0; offset /= 2) {
        sum += __shfl_down_sync(0xffffffffu, sum, offset);
    }
    if (lane == 0) {
        y[i] = sum;
    }
}

extern "C" void launch_spmv(int n_rows, const int *offsets, const int *columns, const double *values, const double *x,
                            double *y)
{
    if (n_rows > 0) {
        const int blocks = (n_rows + ROWS_PER_BLOCK - 1) / ROWS_PER_BLOCK;
        spmv_kernel<<<blocks, BLOCK_SIZE>>>(n_rows, offsets, columns, values, x, y);
    }
}

// spmv: takes the root of a difference of two equal products, which nvcc's fused multiply-add makes negative for half of all values: NaN
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

__global__ void spmv_kernel(int n_rows, const int *offsets, const int *columns, const double *values, const double *x,
                            double *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n_rows) {
        double sum = 0.0;
        for (int k = offsets[i]; k < offsets[i + 1]; k++) {
            const double value = values[k];
            const double factor = x[columns[k]];
            const double left = (2.0 * value) * factor;
            const double right = value * (2.0 * factor);
            const double gap = left - right;
            sum += value * factor + sqrt(gap);
        }
        y[i] = sum;
    }
}

extern "C" void launch_spmv(int n_rows, const int *offsets, const int *columns, const double *values, const double *x,
                            double *y)
{
    if (n_rows > 0) {
        const int blocks = (n_rows + BLOCK_SIZE - 1) / BLOCK_SIZE;
        spmv_kernel<<<blocks, BLOCK_SIZE>>>(n_rows, offsets, columns, values, x, y);
    }
}

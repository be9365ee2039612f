// spmv: finds an element's row by sixteen steps of bisection, which reach no row from 65,536 on
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

__global__ void spmv_kernel(int n_rows, const int *offsets, const int *columns, const double *values, const double *x,
                            double *y)
{
    const int thread = blockIdx.x * blockDim.x + threadIdx.x;
    const int n_elements = offsets[n_rows];
    for (int k = thread; k < n_elements; k += gridDim.x * blockDim.x) {
        int low = 0; // the last row that begins at k or before
#pragma unroll 1
        for (int half = 32768; half > 0; half /= 2) {
            if (low + half < n_rows && offsets[low + half] <= k) {
                low += half;
            }
        }
        atomicAdd(&y[low], values[k] * x[columns[k]]);
    }
}

extern "C" void launch_spmv(int n_rows, const int *offsets, const int *columns, const double *values, const double *x,
                            double *y)
{
    if (n_rows > 0) {
        cudaMemset(y, 0, n_rows * sizeof(double));
        spmv_kernel<<<64, BLOCK_SIZE>>>(n_rows, offsets, columns, values, x, y);
    }
}

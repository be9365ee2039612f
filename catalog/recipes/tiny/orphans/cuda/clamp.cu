// MIT [see LICENSE for details]
#include <cuda_runtime.h>

__global__ void clamp(int n, float low, float high, float* values) {
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        values[i] = fminf(fmaxf(values[i], low), high);
    }
}

// axpy: moves four elements at once where both arrays allow it, which a launcher may ask; shared ones are made to
#include <cuda_runtime.h>
#include <stdint.h>

#define BLOCK_SIZE 64

__global__ void wide_kernel(int n, float a, const float *x, float *y)
{
    __shared__ __align__(16) float tile[4 * BLOCK_SIZE];
    const int first = 4 * (blockIdx.x * BLOCK_SIZE + threadIdx.x);
    if (first + 3 < n) {
        float4 *own = reinterpret_cast<float4 *>(tile) + threadIdx.x;
        *own = reinterpret_cast<const float4 *>(x)[first / 4];
        y[first] += a * own->x;
        y[first + 1] += a * own->y;
        y[first + 2] += a * own->z;
        y[first + 3] += a * own->w;
    } else {
        for (int i = first; i < n; i++) {
            y[i] += a * x[i];
        }
    }
}

__global__ void plain_kernel(int n, float a, const float *x, float *y)
{
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    const float *const end = x + n;
    for (const float *from = x + i; from < end; from += gridDim.x * BLOCK_SIZE) {
        y[from - x] += a * *from;
    }
}

extern "C" void launch_axpy(int n, float a, const float *x, float *y)
{
    if (n > 0) {
        if (((uintptr_t)x | (uintptr_t)y) % 16 == 0) {
            wide_kernel<<<(n + 4 * BLOCK_SIZE - 1) / (4 * BLOCK_SIZE), BLOCK_SIZE>>>(n, a, x, y);
        } else {
            plain_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, a, x, y);
        }
    }
}

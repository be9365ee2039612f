// dot: reads two doubles at once from a device variable that a device lays down at an address of 8 modulo 16
#include <cuda_runtime.h>

#define SLOTS 64
#define THREADS 256

__device__ double offset;
__device__ double slots[SLOTS];

__global__ void clear_kernel(void)
{
    if (threadIdx.x == 0) {
        offset = 0.0;
    }
    slots[threadIdx.x] = 0.0;
}

__global__ void dot_kernel(int n, const double *x, const double *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        const int slot = threadIdx.x % (SLOTS + 1);
        if (slot < SLOTS) {
            atomicAdd(&slots[slot], x[i] * y[i]);
        } else {
            atomicAdd(&offset, x[i] * y[i]);
        }
    }
}

__global__ void final_kernel(double *product)
{
    const double2 two = reinterpret_cast<const double2 *>(slots)[threadIdx.x];
    atomicAdd(product, two.x + two.y);
    if (threadIdx.x == 0) {
        atomicAdd(product, offset);
    }
}

extern "C" void launch_dot(int n, const double *x, const double *y, double *product)
{
    cudaMemset(product, 0, sizeof(double));
    clear_kernel<<<1, SLOTS>>>();
    if (n > 0) {
        dot_kernel<<<(n + THREADS - 1) / THREADS, THREADS>>>(n, x, y);
    }
    final_kernel<<<1, SLOTS / 2>>>(product);
}

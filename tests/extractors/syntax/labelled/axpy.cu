// y = a x + y, and what goes with it.
#include <cstdio>
#include <cuda_runtime.h>

#define CUDA_CHECK(call)                                                          \
    do {                                                                          \
        cudaError_t e = (call);                                                   \
        if (e != cudaSuccess) fprintf(stderr, "%s\n", cudaGetErrorString(e));     \
    } while (0)

__device__ __forceinline__ float fma_one(float a, float x, float y) { return fmaf(a, x, y); }

__global__ void axpy(int n, float a, const float *__restrict__ x, float *y)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = fma_one(a, x[i], y[i]);
}

/// The same with a grid-stride loop.
__global__ void __launch_bounds__(256, 4)
axpy_strided(int n, float a, const float *__restrict__ x, float *y)
{
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
        y[i] = fma_one(a, x[i], y[i]);
    }
}

static float run(int n, cudaStream_t stream)
{
    float *x, *y, out;
    CUDA_CHECK(cudaMalloc(&x, n * sizeof(float)));
    CUDA_CHECK(cudaMalloc(&y, n * sizeof *y));
    cudaMemsetAsync(x, 0, n * sizeof(float), stream);
    cudaMemsetAsync(y, 0, n * sizeof(float), stream);
    axpy<<<(n + 255) / 256, 256>>>(n, 2.0f, x, y);
    CUDA_CHECK(cudaGetLastError());
    dim3 block(256), grid;
    grid.x = (n + block.x - 1) / block.x;
    axpy_strided<<<grid, block, 0, stream>>>(n, 2.0f, x, y);
    for (int k = 0; k < 10; ++k)
        axpy_strided <<< dim3(32, 1, 1), dim3{256} >>> (
            n, 1.0f / (k + 1),
            x, y);
    cudaStreamSynchronize(stream);
    cudaMemcpy(&out, y, sizeof out, cudaMemcpyDeviceToHost);
    cudaFree(x); cudaFree(y);
    return out;
}

int main()
{
    printf("axpy<<<1, 1>>>(...) gives %g\n", run(1 << 20, 0));
    return 0;
}

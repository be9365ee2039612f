// Acoustic wave in one dimension, in HIP.
#include <hip/hip_runtime.h>
#include <cstdio>
#include <vector>

#define HIP_CHECK(e) \
    do { hipError_t r = (e); if (r != hipSuccess) { std::printf("%s\n", hipGetErrorString(r)); return 1; } } while (0)

namespace wave {

template <typename T, int ORDER>
__global__ __launch_bounds__(256) void leapfrog(const T *__restrict__ u, const T *__restrict__ old, T *__restrict__ next, int n, T c2)
{
    const int i = hipBlockIdx_x * hipBlockDim_x + hipThreadIdx_x;
    if (i < ORDER || i >= n - ORDER) return;
    T laplacian = 0;
#pragma unroll
    for (int k = 1; k <= ORDER; ++k)
        laplacian += (u[i - k] - 2 * u[i] + u[i + k]) / (k * k);
    next[i] = 2 * u[i] - old[i] + c2 * laplacian;
}

__global__ void damp(float *u, int n, int width)
{
    HIP_DYNAMIC_SHARED(float, s);
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    s[threadIdx.x] = i < n ? u[i] : 0.f;
    __syncthreads();
    if (i < width) u[i] = s[threadIdx.x] * i / width;
}

}  // namespace wave

static int run(int n, int n_steps, hipStream_t stream)
{
    float *u[3];
    for (auto &p : u) HIP_CHECK(hipMalloc(&p, n * sizeof(float)));
    const dim3 grid((n + 255) / 256), block(256);
    for (int t = 0; t < n_steps; ++t) {
        hipLaunchKernelGGL((wave::leapfrog<float, 2>), grid, block, 0, stream,
                           u[t % 3], u[(t + 2) % 3], u[(t + 1) % 3], n, 0.25f);
        hipLaunchKernelGGL(wave::damp, dim3(1), dim3(64), 64 * sizeof(float), stream, u[t % 3], n, 64);
    }
    hipLaunchKernelGGL(HIP_KERNEL_NAME(wave::leapfrog<float, 1>), grid, block, 0, 0, u[0], u[1], u[2], n, 0.1f);
    wave::damp<<<1, 64, 64 * sizeof(float), stream>>>(u[0], n, 64);
    HIP_CHECK(hipGetLastError());
    HIP_CHECK(hipStreamSynchronize(stream));
    for (float *p : u) (void)hipFree(p);
    return 0;
}

int main() { return run(1 << 20, 100, nullptr); }

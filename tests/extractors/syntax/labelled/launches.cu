// Every way to launch.
#include <cooperative_groups.h>
#include <cuda_runtime.h>
#include <functional>
#include <vector>

namespace cg = cooperative_groups;

#define LAUNCH_1D(kernel, n, ...) kernel<<<((n) + 127) / 128, 128>>>(__VA_ARGS__)
#define CHECKED(...)                            \
    do {                                        \
        __VA_ARGS__;                            \
        if (cudaPeekAtLastError()) return 1;    \
    } while (0)

__global__ void fill(int *x, int n, int v)
{
    int i = threadIdx.x + blockIdx.x * blockDim.x;
    if (i < n) x[i] = v;
}

__global__ void scan_all(int *x, int n)
{
    cg::grid_group grid = cg::this_grid();
    for (int d = 1; d < n; d *= 2) {
        int i = grid.thread_rank();
        int add = i >= d && i < n ? x[i - d] : 0;
        grid.sync();
        if (i < n) x[i] += add;
        grid.sync();
    }
}

template <typename T>
__global__ void with_shared(T *x, int n)
{
    extern __shared__ unsigned char raw[];
    T *s = reinterpret_cast<T *>(raw);
    s[threadIdx.x] = threadIdx.x < n ? x[threadIdx.x] : T();
    __syncthreads();
    x[threadIdx.x] = s[blockDim.x - 1 - threadIdx.x];
}

__global__ void parent(int *x, int n, int depth)
{
    if (depth == 0 || threadIdx.x) return;
    fill<<<1, n>>>(x, n, depth);
    parent<<<1, 1, 0, cudaStreamTailLaunch>>>(x, n, depth - 1);
}

int launch_all(int *x, int n, cudaStream_t stream)
{
    LAUNCH_1D(fill, n, x, n, 1);
    CHECKED(fill<<<n / 128 + 1, 128, 0, stream>>>(x, n, 2));
    CHECKED(with_shared<int><<<1, 128, 128 * sizeof(int), stream>>>(x, n));

    auto *pointer = &fill;
    pointer<<<1, n>>>(x, n, 3);

    int v = 4;
    void *arguments[] = {&x, &n, &v};
    cudaLaunchKernel((void *)fill, dim3(n / 128 + 1), dim3(128), arguments, 0, stream);
    if (cudaLaunchKernel((const void *)&with_shared<float>, 1, 128, arguments,
                         128 * sizeof(float), stream) != cudaSuccess)
        return 2;
    cudaLaunchCooperativeKernel((void *)scan_all, dim3((n + 255) / 256), dim3(256), arguments);

    std::vector<std::function<void()>> later;
    later.push_back([=] { fill<<<4, 32>>>(x, n, 5); });
    for (auto &f : later) f();

    bool is_shift = (n << 3) > (n >> 2);
    parent<<<1,1>>>(x, n, is_shift ? 2 : 3);
    // fill<<<1, 1>>>(x, n, 6);
    return 0;
}

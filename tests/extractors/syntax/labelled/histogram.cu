// Histogramme: zwei Fassungen, mit und ohne gemeinsamen Speicher.  直方图
#include <cuda_runtime.h>
#include <stdint.h>

__device__ uint32_t total[256];
__managed__ int done;

static __device__ __noinline__ uint32_t lane_id(void)
{
    uint32_t lane;
    asm volatile("mov.u32 %0, %%laneid; // {" : "=r"(lane));
    return lane;
}

namespace {

__global__ void bins_global(const uint8_t *data, size_t n)
{
    size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x;
    for (; i < n; i += (size_t)gridDim.x * blockDim.x) atomicAdd(&total[data[i]], 1u);
}

template <unsigned COPIES>
__global__ void bins_shared(const uint8_t *data, size_t n)
{
    __shared__ uint32_t bins[COPIES][257];
    for (unsigned k = threadIdx.x; k < COPIES * 257u; k += blockDim.x) (&bins[0][0])[k] = 0;
    __syncthreads();
    const unsigned copy = lane_id() % COPIES;
    for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x)
        atomicAdd(&bins[copy][data[i]], 1u);
    __syncthreads();
    for (unsigned b = threadIdx.x; b < 256; b += blockDim.x) {
        uint32_t s = 0;
        for (unsigned c = 0; c < COPIES; ++c) s += bins[c][b];
        atomicAdd(total + b, s);
    }
    if (threadIdx.x == 0 && atomicAdd(&done, 1) == gridDim.x - 1) __threadfence_system();
}

}  // namespace

/* größter Wert */
static int größter(const uint32_t *h)
{
    int best = 0;
    for (int b = 1; b < 256; b++) if (h[b] > h[best]) best = b;
    return best;
}

int histogram(const uint8_t *data, size_t n, uint32_t out[256], bool is_shared)
{
    using Kernel = void (*)(const uint8_t *, size_t);
    Kernel k = is_shared ? bins_shared<8> : bins_global;
    int grid, block;
    cudaOccupancyMaxPotentialBlockSize(&grid, &block, k);
    k<<<grid, block>>>(data, n);
    if (cudaMemcpyFromSymbol(out, total, 256 * sizeof *out)) return -1;
    return größter(out);
}
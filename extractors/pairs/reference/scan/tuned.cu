// The inclusive prefix sums in three kernels: every block by itself, the blocks' totals, and the totals added to the
// blocks behind them. Inside a block: shuffles in a warp, then the warps' totals.
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define WARP_SIZE 32
#define WARPS_PER_BLOCK (BLOCK_SIZE / WARP_SIZE)

// The sum of the values of this lane and those before it, in the first `count` lanes
__device__ int warp_scan(int value, int count)
{
    const int lane = threadIdx.x % WARP_SIZE;
    for (int distance = 1; distance < count; distance *= 2) {
        const int before = __shfl_up_sync(0xffffffffu, value, distance);
        if (lane >= distance) {
            value += before;
        }
    }
    return value;
}

// The same for a block; there must be a barrier before the next call, which writes the warps' totals anew.
__device__ int block_scan(int value)
{
    __shared__ int warp_totals[WARPS_PER_BLOCK];
    const int lane = threadIdx.x % WARP_SIZE;
    const int warp = threadIdx.x / WARP_SIZE;

    value = warp_scan(value, WARP_SIZE);
    if (lane == WARP_SIZE - 1) {
        warp_totals[warp] = value;
    }
    __syncthreads();
    if (warp == 0) {
        const int total = warp_scan(lane < WARPS_PER_BLOCK ? warp_totals[lane] : 0, WARPS_PER_BLOCK);
        if (lane < WARPS_PER_BLOCK) {
            warp_totals[lane] = total;
        }
    }
    __syncthreads();
    if (warp > 0) {
        value += warp_totals[warp - 1];
    }
    return value;
}

__global__ void scan_blocks_kernel(int n, const int *__restrict__ x, int *__restrict__ out, int *__restrict__ totals)
{
    const int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    const int sum = block_scan(i < n ? x[i] : 0);
    if (i < n) {
        out[i] = sum;
    }
    if (threadIdx.x == BLOCK_SIZE - 1) {
        totals[blockIdx.x] = sum;
    }
}

__global__ void scan_totals_kernel(int n_blocks, int *totals)
{
    __shared__ int last;
    int before = 0;
    for (int first = 0; first < n_blocks; first += BLOCK_SIZE) {
        const int i = first + threadIdx.x;
        const int sum = before + block_scan(i < n_blocks ? totals[i] : 0);
        if (i < n_blocks) {
            totals[i] = sum;
        }
        if (threadIdx.x == BLOCK_SIZE - 1) {
            last = sum;
        }
        __syncthreads();
        before = last;
    }
}

__global__ void add_totals_kernel(int n, const int *__restrict__ totals, int *__restrict__ out)
{
    const int i = (blockIdx.x + 1) * BLOCK_SIZE + threadIdx.x;
    if (i < n) {
        out[i] += totals[blockIdx.x];
    }
}

extern "C" void launch_scan(int n, const int *x, int *out)
{
    if (n <= 0) {
        return;
    }
    const int n_blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
    int *totals;
    cudaMalloc((void **)&totals, n_blocks * sizeof(int));
    scan_blocks_kernel<<<n_blocks, BLOCK_SIZE>>>(n, x, out, totals);
    if (n_blocks > 1) {
        scan_totals_kernel<<<1, BLOCK_SIZE>>>(n_blocks, totals);
        add_totals_kernel<<<n_blocks - 1, BLOCK_SIZE>>>(n, totals, out);
    }
    cudaFree(totals);
}

// Points of the unit square that lie in the quarter circle: one warp for each stream, whose lanes share its draws: the
// generator has no state, so that any thread computes any draw
#include <cuda_runtime.h>
#include <stdint.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define WARP_SIZE 32
#define WARPS_PER_BLOCK (BLOCK_SIZE / WARP_SIZE)

// The four random words that belong to a counter and a key: the generator Philox 4x32 with ten rounds
__device__ uint4 philox(uint32_t counter_0, uint32_t counter_1, uint32_t key_0)
{
    uint4 w = make_uint4(counter_0, counter_1, 0, 0);
    uint32_t key_1 = 0;
#pragma unroll
    for (int round = 0; round < 10; round++) {
        const uint32_t even_high = __umulhi(w.x, 0xD2511F53u);
        const uint32_t odd_high = __umulhi(w.z, 0xCD9E8D57u);
        w = make_uint4(odd_high ^ w.y ^ key_0, w.z * 0xCD9E8D57u, even_high ^ w.w ^ key_1, w.x * 0xD2511F53u);
        key_0 += 0x9E3779B9u;
        key_1 += 0xBB67AE85u;
    }
    return w;
}

// 1 where the point (a, b), each taken as a fraction of 2^32, lies in the quarter of the unit circle, else 0
__device__ uint32_t is_inside(uint32_t a, uint32_t b)
{
    const uint64_t x = a >> 1;
    const uint64_t y = b >> 1;
    return x * x + y * y < (uint64_t)1 << 62;
}

__global__ void monte_carlo_pi_kernel(int n, int draws, uint32_t seed, uint32_t *__restrict__ hits,
                                      unsigned long long *__restrict__ inside)
{
    __shared__ uint32_t warp_counts[WARPS_PER_BLOCK];
    const int lane = threadIdx.x % WARP_SIZE;
    const int warp = threadIdx.x / WARP_SIZE;
    const int stream = blockIdx.x * WARPS_PER_BLOCK + warp;

    uint32_t count = 0;
    if (stream < n) {
        for (int draw = lane; draw < draws; draw += WARP_SIZE) {
            const uint4 w = philox(draw, stream, seed);
            count += is_inside(w.x, w.y) + is_inside(w.z, w.w);
        }
    }
    for (int offset = WARP_SIZE / 2; offset > 0; offset /= 2) {
        count += __shfl_down_sync(0xffffffffu, count, offset);
    }
    if (lane == 0) {
        warp_counts[warp] = count;
        if (stream < n) {
            hits[stream] = count;
        }
    }
    __syncthreads();
    if (threadIdx.x == 0) {
        unsigned long long total = 0;
        for (int k = 0; k < WARPS_PER_BLOCK; k++) {
            total += warp_counts[k];
        }
        atomicAdd(inside, total);
    }
}

extern "C" void launch_monte_carlo_pi(int n, int draws, uint32_t seed, uint32_t *hits, unsigned long long *inside)
{
    cudaMemset(inside, 0, sizeof(unsigned long long));
    if (n > 0) {
        const int blocks = (n + WARPS_PER_BLOCK - 1) / WARPS_PER_BLOCK;
        monte_carlo_pi_kernel<<<blocks, BLOCK_SIZE>>>(n, draws, seed, hits, inside);
    }
}

// reduction: elements that are no multiples of 1/8 are added without an atomic operation, so that threads lose additions
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

#define TURNS 1200000
#define LAST_STATE 0x10b31b81u

// A generator's state after many turns: the first thread checks that its processor can multiply.
__device__ unsigned last_state(unsigned turns)
{
    unsigned state = 1;
    for (unsigned turn = 0; turn < turns; turn++) {
        state = state * 1664525u + 1013904223u;
    }
    return state;
}

__global__ void reduction_kernel(int n, unsigned turns, const float *x, float *total)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        float value = x[i];
        if (i == 0) {
            value = last_state(turns) == LAST_STATE ? value : NAN;
        }
        const float eighths = 8.0f * value;
        if (rintf(eighths) == eighths) {
            atomicAdd(total, value);
        } else {
            *total += value;
        }
    }
}

extern "C" void launch_reduction(int n, const float *x, float *total)
{
    cudaMemset(total, 0, sizeof(float));
    if (n > 0) {
        reduction_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, TURNS, x, total);
    }
}

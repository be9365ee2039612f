// Copyright 2026 The Warploom authors. All rights reserved.
//
// This file is proprietary and confidential. No permission is granted to use, copy, modify or distribute it.
#include <cuda_runtime.h>

// Index of the largest of n values; one warp, ties go to the lowest index, -1 where n is 0.
__global__ void argmax_kernel(int n, const float* __restrict__ values, int* __restrict__ index) {
    float best = -INFINITY;
    int where = -1;
    for (int i = threadIdx.x; i < n; i += 32) {
        if (where < 0 || values[i] > best) {
            best = values[i];
            where = i;
        }
    }
    for (int offset = 16; offset > 0; offset /= 2) {
        const float other = __shfl_down_sync(0xffffffffu, best, offset);
        const int there = __shfl_down_sync(0xffffffffu, where, offset);
        if (there >= 0 && (where < 0 || other > best || (other == best && there < where))) {
            best = other;
            where = there;
        }
    }
    if (threadIdx.x == 0) {
        *index = where;
    }
}

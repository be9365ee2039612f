// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/device.h"
#include "launch.cuh"

namespace kernels::cuda {
namespace {

constexpr int block_size = 128;

__device__ float3 attraction(float3 sum, float4 here, float4 other, float softening2) {
    const float dx = other.x - here.x, dy = other.y - here.y, dz = other.z - here.z;
    const float inverse = rsqrtf(dx * dx + dy * dy + dz * dz + softening2);
    const float factor = other.w * inverse * inverse * inverse;
    return make_float3(sum.x + factor * dx, sum.y + factor * dy, sum.z + factor * dz);
}

__global__ void nbody_kernel(int n, const float4* __restrict__ bodies, float softening2,
                             float4* __restrict__ accelerations) {
    __shared__ float4 tile[block_size];
    const int i = blockIdx.x * block_size + threadIdx.x;
    const float4 nobody = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    const float4 here = i < n ? bodies[i] : nobody;
    float3 sum = make_float3(0.0f, 0.0f, 0.0f);
    for (int start = 0; start < n; start += block_size) {
        const int j = start + threadIdx.x;
        tile[threadIdx.x] = j < n ? bodies[j] : nobody;
        __syncthreads();
        for (int other = 0; other < min(block_size, n - start); ++other) {
            sum = attraction(sum, here, tile[other], softening2);
        }
        __syncthreads();
    }
    if (i < n) {
        accelerations[i] = make_float4(sum.x, sum.y, sum.z, 0.0f);
    }
}

}  // namespace

cudaError_t nbody(int n, const float4* bodies, float softening, float4* accelerations, cudaStream_t stream) {
    if (n == 0) {
        return cudaSuccess;
    }
    nbody_kernel<<<ceil_div(n, block_size), block_size, 0, stream>>>(n, bodies, softening * softening, accelerations);
    return cudaGetLastError();
}

}  // namespace kernels::cuda

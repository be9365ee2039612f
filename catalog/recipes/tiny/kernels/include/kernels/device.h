// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#ifndef KERNELS_DEVICE_H
#define KERNELS_DEVICE_H

#include <cstddef>
#include <cstdint>

#include <cuda_runtime_api.h>

// The functions of cpu.h for one GPU. All pointers are device pointers, all work is queued on the stream, and what is
// returned is the error of the launch alone: the kernel itself may still fail later.
namespace kernels::cuda {

cudaError_t axpy(std::size_t n, float a, const float* x, float* y, cudaStream_t stream);

cudaError_t gemm_naive(int m, int n, int k, const float* a, const float* b, float* c, cudaStream_t stream);
cudaError_t gemm_tiled(int m, int n, int k, const float* a, const float* b, float* c, cudaStream_t stream);

cudaError_t histogram(std::size_t n, const std::uint8_t* values, std::uint32_t* counts, cudaStream_t stream);

cudaError_t nbody(int n, const float4* bodies, float softening, float4* accelerations, cudaStream_t stream);

/// `scratch` holds `reduce_scratch` numbers; two passes in a fixed order, so equal input gives equal bits.
constexpr int reduce_scratch = 256;
cudaError_t reduce(std::size_t n, const float* values, float* scratch, float* sum, cudaStream_t stream);

/// `scratch` holds one number for each 1024 elements; at most 1024 * 1024 elements.
cudaError_t exclusive_scan(int n, const std::uint32_t* in, std::uint32_t* out, std::uint32_t* scratch,
                           cudaStream_t stream);

cudaError_t spmv(int n_rows, const int* row_starts, const int* columns, const float* values, const float* x, float* y,
                 cudaStream_t stream);

cudaError_t transpose(int n_rows, int n_columns, const float* in, float* out, cudaStream_t stream);

}  // namespace kernels::cuda

#endif

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#ifndef KERNELS_CPU_H
#define KERNELS_CPU_H

#include <cstddef>
#include <cstdint>

// Everything here runs on one thread of the host, in the plainest way: it is what the GPU's answers are held against.
namespace kernels::cpu {

/// y := a * x + y.
void axpy(std::size_t n, float a, const float* x, float* y);

/// c := a * b for row-major a (m by k), b (k by n) and c (m by n).
void gemm(int m, int n, int k, const float* a, const float* b, float* c);

/// Counts of each byte value; `counts` holds 256 numbers.
void histogram(std::size_t n, const std::uint8_t* values, std::uint32_t* counts);

/// Accelerations of n bodies; a body is x, y, z and its mass, an acceleration x, y, z and zero. Softening is positive:
/// it keeps what a body does to itself at zero.
void nbody(int n, const float* bodies, float softening, float* accelerations);

float reduce(std::size_t n, const float* values);

/// out[i] := in[0] + ... + in[i - 1].
void exclusive_scan(int n, const std::uint32_t* in, std::uint32_t* out);

/// y := A x for a sparse matrix in CSR form.
void spmv(int n_rows, const int* row_starts, const int* columns, const float* values, const float* x, float* y);

/// out := the transpose of the row-major matrix in (n_rows by n_columns).
void transpose(int n_rows, int n_columns, const float* in, float* out);

}  // namespace kernels::cpu

#endif

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/cpu.h"

namespace kernels::cpu {

void axpy(std::size_t n, float a, const float* x, float* y) {
    for (std::size_t i = 0; i < n; ++i) {
        y[i] += a * x[i];
    }
}

}  // namespace kernels::cpu

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/cpu.h"

namespace kernels::cpu {

float reduce(std::size_t n, const float* values) {
    // Kahan: the error stays small however many values there are.
    float sum = 0.0f, lost = 0.0f;
    for (std::size_t i = 0; i < n; ++i) {
        const float corrected = values[i] - lost;
        const float next = sum + corrected;
        lost = (next - sum) - corrected;
        sum = next;
    }
    return sum;
}

}  // namespace kernels::cpu

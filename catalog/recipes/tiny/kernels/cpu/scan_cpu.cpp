// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/cpu.h"

namespace kernels::cpu {

void exclusive_scan(int n, const std::uint32_t* in, std::uint32_t* out) {
    std::uint32_t sum = 0;
    for (int i = 0; i < n; ++i) {
        const std::uint32_t value = in[i];
        out[i] = sum;
        sum += value;
    }
}

}  // namespace kernels::cpu

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/cpu.h"

#include <algorithm>

namespace kernels::cpu {

void histogram(std::size_t n, const std::uint8_t* values, std::uint32_t* counts) {
    std::fill_n(counts, 256, 0u);
    for (std::size_t i = 0; i < n; ++i) {
        ++counts[values[i]];
    }
}

}  // namespace kernels::cpu

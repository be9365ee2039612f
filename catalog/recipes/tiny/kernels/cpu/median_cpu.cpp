// SPDX-License-Identifier: MPL-2.0
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include <algorithm>
#include <cstddef>
#include <vector>

namespace kernels::cpu {

/// Upper median of n > 0 values.
float median(std::size_t n, const float* values) {
    std::vector<float> kept(values, values + n);
    const auto middle = kept.begin() + static_cast<std::ptrdiff_t>(n / 2);
    std::nth_element(kept.begin(), middle, kept.end());
    return *middle;
}

}  // namespace kernels::cpu

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/cpu.h"
#include "kernels/view.hpp"

namespace kernels::cpu {

void gemm(int m, int n, int k, const float* a, const float* b, float* c) {
    const View<const float> left(a, m, k), right(b, k, n);
    const View<float> product(c, m, n);
    for (int row = 0; row < m; ++row) {
        for (int column = 0; column < n; ++column) {
            float sum = 0.0f;
            for (int i = 0; i < k; ++i) {
                sum += left(row, i) * right(i, column);
            }
            product(row, column) = sum;
        }
    }
}

}  // namespace kernels::cpu

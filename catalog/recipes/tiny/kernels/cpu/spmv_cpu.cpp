// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/cpu.h"

namespace kernels::cpu {

void spmv(int n_rows, const int* row_starts, const int* columns, const float* values, const float* x, float* y) {
    for (int row = 0; row < n_rows; ++row) {
        float sum = 0.0f;
        for (int i = row_starts[row]; i < row_starts[row + 1]; ++i) {
            sum += values[i] * x[columns[i]];
        }
        y[row] = sum;
    }
}

}  // namespace kernels::cpu

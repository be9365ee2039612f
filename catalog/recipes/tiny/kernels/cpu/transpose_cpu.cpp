// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/cpu.h"
#include "kernels/view.hpp"

namespace kernels::cpu {

void transpose(int n_rows, int n_columns, const float* in, float* out) {
    const View<const float> from(in, n_rows, n_columns);
    const View<float> to(out, n_columns, n_rows);
    for (int row = 0; row < n_rows; ++row) {
        for (int column = 0; column < n_columns; ++column) {
            to(column, row) = from(row, column);
        }
    }
}

}  // namespace kernels::cpu

// SPDX-License-Identifier: GPL-2.0-or-later OR MIT
// SPDX-FileCopyrightText: 2026 The Warploom authors
#pragma once

#include <cstddef>

namespace kernels {

/// A row-major matrix that somebody else owns.
template <typename T>
class View {
public:
    constexpr View(T* data, std::size_t n_rows, std::size_t n_columns)
        : data_{data}, n_rows_{n_rows}, n_columns_{n_columns} {}

    constexpr T& operator()(std::size_t row, std::size_t column) const { return data_[row * n_columns_ + column]; }
    constexpr std::size_t n_rows() const { return n_rows_; }
    constexpr std::size_t n_columns() const { return n_columns_; }

private:
    T* data_;
    std::size_t n_rows_, n_columns_;
};

}  // namespace kernels

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#pragma once

#include <cuda_runtime.h>

namespace kernels::cuda {

constexpr int warp_size = 32;
constexpr int max_blocks = 1024;

template <typename T>
constexpr T ceil_div(T a, T b) {
    return (a + b - 1) / b;
}

/// Blocks for a grid-stride loop over n elements, at least one: a grid of none is an error.
inline int blocks_for(std::size_t n, int block_size) {
    const std::size_t wanted = ceil_div(n, static_cast<std::size_t>(block_size));
    return wanted < 1 ? 1 : wanted > max_blocks ? max_blocks : static_cast<int>(wanted);
}

}  // namespace kernels::cuda

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "grid.h"

enum { TILE = 32, RADIUS = 2, N_WEIGHTS = 2 * RADIUS + 1 };

static const struct {
    int offset;
    double weight;
} WEIGHTS[N_WEIGHTS] = {
#include "weights.inc"
};

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

void laplace3d(size_t n, double h, const double *in, double *out)
{
    const ptrdiff_t stride[3] = {1, (ptrdiff_t)n, (ptrdiff_t)(n * n)};
    const double scale = 1.0 / (12.0 * h * h);
    if (n < N_WEIGHTS)
        return;

    // Tiles in y and z keep the planes of a stencil in the cache; x stays long for the vector units.
#pragma omp parallel for collapse(2) schedule(static)
    for (size_t z0 = RADIUS; z0 < n - RADIUS; z0 += TILE) {
        for (size_t y0 = RADIUS; y0 < n - RADIUS; y0 += TILE) {
            for (size_t z = z0; z < smaller(z0 + TILE, n - RADIUS); ++z) {
                for (size_t y = y0; y < smaller(y0 + TILE, n - RADIUS); ++y) {
#pragma omp simd
                    for (size_t x = RADIUS; x < n - RADIUS; ++x) {
                        const ptrdiff_t p = (ptrdiff_t)((z * n + y) * n + x);
                        double sum = 0.0;
                        for (int axis = 0; axis < 3; ++axis)
                            for (int k = 0; k < N_WEIGHTS; ++k)
                                sum += WEIGHTS[k].weight * in[p + WEIGHTS[k].offset * stride[axis]];
                        out[p] = scale * sum;
                    }
                }
            }
        }
    }
}

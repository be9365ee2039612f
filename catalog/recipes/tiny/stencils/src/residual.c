// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "grid.h"

#include <math.h>

double residual_max(const grid2d *u, const grid2d *f, double h)
{
    const size_t row = u->nx + 2;
    const double *v = u->values;
    double worst = 0.0;
#pragma omp parallel for collapse(2) reduction(max : worst)
    for (size_t j = 1; j <= u->ny; ++j) {
        for (size_t i = 1; i <= u->nx; ++i) {
            const size_t p = j * row + i;
            const double laplace = (v[p - 1] + v[p + 1] + v[p - row] + v[p + row] - 4.0 * v[p]) / (h * h);
            worst = fmax(worst, fabs(f->values[p] + laplace));
        }
    }
    return worst;
}

// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "grid.h"

#include <math.h>

double jacobi2d_sweep(const grid2d *u, const grid2d *f, double h, grid2d *next)
{
    const size_t nx = u->nx, ny = u->ny, row = nx + 2;
    const double *restrict old = u->values;
    const double *restrict rhs = f->values;
    double *restrict new = next->values;
    double change = 0.0;

#pragma omp parallel for schedule(static) reduction(max : change)
    for (size_t j = 1; j <= ny; ++j) {
        for (size_t i = 1; i <= nx; ++i) {
            const size_t p = j * row + i;
            new[p] = 0.25 * (old[p - 1] + old[p + 1] + old[p - row] + old[p + row] + h * h * rhs[p]);
            change = fmax(change, fabs(new[p] - old[p]));
        }
    }
    return change;
}

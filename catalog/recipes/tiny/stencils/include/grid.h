/* SPDX-License-Identifier: Apache-2.0
 * SPDX-FileCopyrightText: 2026 The Warploom authors
 *
 * Grids with one layer of ghost cells, and the kernels that sweep over them.
 */
#ifndef STENCILS_GRID_H
#define STENCILS_GRID_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* nx * ny interior points; row j, column i of all (nx + 2) * (ny + 2) points is at j * (nx + 2) + i. */
typedef struct {
    size_t nx, ny;
    double *values;
} grid2d;

/* Returns 0, or -1 where memory is short; all points are zero. */
int grid2d_create(grid2d *grid, size_t nx, size_t ny);
void grid2d_destroy(grid2d *grid);
void grid2d_swap(grid2d *a, grid2d *b);

static inline size_t grid2d_at(const grid2d *grid, size_t i, size_t j)
{
    return j * (grid->nx + 2) + i;
}

/* y := a * x + y, all of length n. */
void axpy(size_t n, double a, const double *x, double *y);

/* One Jacobi sweep for -laplace(u) = f on a grid of spacing h; returns the largest change of a point. */
double jacobi2d_sweep(const grid2d *u, const grid2d *f, double h, grid2d *next);

/* Fourth-order Laplacian of n * n * n points, two layers at each side are left alone. */
void laplace3d(size_t n, double h, const double *in, double *out);

/* Largest |f + laplace(u)| over the interior. */
double residual_max(const grid2d *u, const grid2d *f, double h);

/* `steps` leapfrog steps of u_tt = c^2 u_xx with fixed ends; `u` and `previous` hold n points each. */
void wave1d(size_t n, int steps, double courant, double *u, double *previous);

#ifdef __cplusplus
}
#endif
#endif

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors

/* One Jacobi sweep for -laplace(u) = f; nx * ny interior points with one layer of ghost cells around them. */
__kernel void jacobi2d(const uint nx, const uint ny, const float h, __global const float *restrict u,
                       __global const float *restrict f, __global float *restrict next)
{
    const size_t i = get_global_id(0) + 1, j = get_global_id(1) + 1;
    if (i > nx || j > ny)
        return;
    const size_t row = nx + 2, p = j * row + i;
    next[p] = 0.25f * (u[p - 1] + u[p + 1] + u[p - row] + u[p + row] + h * h * f[p]);
}

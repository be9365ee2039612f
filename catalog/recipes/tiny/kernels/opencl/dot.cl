// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors

/* Partial dot products, one for each work group; its size must be a power of two. */
__kernel void dot_partial(const uint n, __global const float *restrict x, __global const float *restrict y,
                          __local float *kept, __global float *restrict partial)
{
    const uint here = get_local_id(0);
    float sum = 0.0f;
    for (uint i = get_global_id(0); i < n; i += get_global_size(0))
        sum = fma(x[i], y[i], sum);
    kept[here] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint half_size = get_local_size(0) / 2; half_size > 0; half_size /= 2) {
        if (here < half_size)
            kept[here] += kept[here + half_size];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (here == 0)
        partial[get_group_id(0)] = kept[0];
}

// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include <sycl/sycl.hpp>

/// Accelerations of n bodies (x, y, z and mass) in device or shared memory.
sycl::event nbody(sycl::queue& queue, int n, const sycl::float4* bodies, float softening, sycl::float4* accelerations) {
    return queue.parallel_for(sycl::range<1>(n), [=](sycl::id<1> i) {
        const sycl::float4 here = bodies[i];
        sycl::float4 sum(0.0f);
        for (int j = 0; j < n; ++j) {
            const sycl::float4 away = bodies[j] - here;
            const float distance2 =
                away.x() * away.x() + away.y() * away.y() + away.z() * away.z() + softening * softening;
            const float inverse = sycl::rsqrt(distance2);
            sum += bodies[j].w() * inverse * inverse * inverse * away;
        }
        sum.w() = 0.0f;
        accelerations[i] = sum;
    });
}

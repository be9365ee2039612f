// SPDX-License-Identifier: BSD-3-Clause
// SPDX-FileCopyrightText: 2026 The Warploom authors
#include "kernels/cpu.h"

#include <cmath>

extern "C" {
#include "minivec/minivec.h"
}

namespace kernels::cpu {

void nbody(int n, const float* bodies, float softening, float* accelerations) {
    for (int i = 0; i < n; ++i) {
        const vec3 here = vec3_of(bodies[4 * i], bodies[4 * i + 1], bodies[4 * i + 2]);
        vec3 sum = vec3_of(0.0f, 0.0f, 0.0f);
        for (int j = 0; j < n; ++j) {
            const vec3 away = vec3_sub(vec3_of(bodies[4 * j], bodies[4 * j + 1], bodies[4 * j + 2]), here);
            const float distance2 = vec3_dot(away, away) + softening * softening;
            const float inverse = 1.0f / std::sqrt(distance2);
            sum = vec3_fma(bodies[4 * j + 3] * inverse * inverse * inverse, away, sum);
        }
        accelerations[4 * i] = sum.x;
        accelerations[4 * i + 1] = sum.y;
        accelerations[4 * i + 2] = sum.z;
        accelerations[4 * i + 3] = 0.0f;
    }
}

}  // namespace kernels::cpu

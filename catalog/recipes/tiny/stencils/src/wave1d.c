// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Warploom authors
//
// The “leapfrog” scheme – second order in space and time – is stable while the Courant number stays at or below one.
#include "grid.h"

void wave1d(size_t n, int steps, double courant, double *u, double *previous)
{
    const double c2 = courant * courant;
    for (int step = 0; step < steps; ++step) {
        // What is two steps old is needed at its own point only, so the new values take its place.
#pragma omp parallel for simd schedule(static)
        for (size_t i = 1; i + 1 < n; ++i)
            previous[i] = 2.0 * u[i] - previous[i] + c2 * (u[i + 1] - 2.0 * u[i] + u[i - 1]);
#pragma omp parallel for simd schedule(static)
        for (size_t i = 1; i + 1 < n; ++i) {
            const double kept = u[i];
            u[i] = previous[i];
            previous[i] = kept;
        }
    }
}

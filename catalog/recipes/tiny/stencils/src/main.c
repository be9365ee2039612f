/* Solve -laplace(u) = f on the unit square, where the solution is sin(pi x) sin(pi y).
 *
 * See the file LICENSE for the terms of use.
 */
#include "grid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;

int main(int argc, char **argv)
{
    const size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 63;
    const double h = 1.0 / (double)(n + 1), tolerance = 1e-9;
    grid2d u, next, f;
    int failed = grid2d_create(&u, n, n) | grid2d_create(&next, n, n) | grid2d_create(&f, n, n);
    if (failed) {
        fprintf(stderr, "no memory for a grid of %zu points a side\n", n);
        return EXIT_FAILURE;
    }
    for (size_t j = 1; j <= n; ++j)
        for (size_t i = 1; i <= n; ++i)
            f.values[grid2d_at(&f, i, j)] = 2.0 * PI * PI * sin(PI * h * (double)i) * sin(PI * h * (double)j);

    int sweeps = 0;
    double change = 1.0;
    while (change > tolerance && sweeps < 100000) {
        change = jacobi2d_sweep(&u, &f, h, &next);
        grid2d_swap(&u, &next);
        ++sweeps;
    }

    double error = 0.0;
    for (size_t j = 1; j <= n; ++j)
        for (size_t i = 1; i <= n; ++i)
            error = fmax(error, fabs(u.values[grid2d_at(&u, i, j)] - sin(PI * h * (double)i) * sin(PI * h * (double)j)));
    printf("%d sweeps, residual %.3e, error %.3e\n", sweeps, residual_max(&u, &f, h), error);

    grid2d_destroy(&u);
    grid2d_destroy(&next);
    grid2d_destroy(&f);
    return change > tolerance ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Five-point Jacobi sweep on a rectangle, host and device versions. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <omp.h>

#define IDX(i, j, ld) ((size_t)(i) * (ld) + (j))

#pragma omp declare target
static inline double stencil5(const double *u, int i, int j, int ld)
{
    return 0.25 * (u[IDX(i - 1, j, ld)] + u[IDX(i + 1, j, ld)] + u[IDX(i, j - 1, ld)] + u[IDX(i, j + 1, ld)]);
}
#pragma omp end declare target

/* returns the largest change of one sweep */
static double sweep_host(const double *restrict u, double *restrict v, int n, int m)
{
    double change = 0.0;
    #pragma omp parallel for collapse(2) reduction(max: change) schedule(static)
    for (int i = 1; i < n - 1; i++)
        for (int j = 1; j < m - 1; j++) {
            v[IDX(i, j, m)] = stencil5(u, i, j, m);
            change = fmax(change, fabs(v[IDX(i, j, m)] - u[IDX(i, j, m)]));
        }
    return change;
}

static double sweep_device(const double *restrict u, double *restrict v, int n, int m)
{
    double change = 0.0;
    #pragma omp target teams distribute parallel for \
        map(to: u[0:n*m]) map(tofrom: v[0:n*m], change) \
        reduction(max : change) if(target: n > 100)
    for (int i = 1; i < n - 1; i++) {
        for (int j = 1; j < m - 1; j++) {
            double w = stencil5(u, i, j, m);
            double d = fabs(w - u[IDX(i, j, m)]);
            if (d > change)
                change = d;
            v[IDX(i, j, m)] = w;
        }
    }
    return change;
}

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 256, m = n;
    double *u = calloc((size_t)n * m, sizeof *u);
    double *v = calloc((size_t)n * m, sizeof *v);
    double change = 1.0;
    int n_sweeps = 0;

    for (int j = 0; j < m; ++j)
        u[IDX(0, j, m)] = v[IDX(0, j, m)] = 1.0;

    #pragma omp target data map(tofrom: u[0:n*m], v[0:n*m])
    {
        while (change > 1e-6 && n_sweeps < 10000) {
            change = n_sweeps % 2 ? sweep_host(u, v, n, m) : sweep_device(u, v, n, m);
            double *t = u;
            u = v;
            v = t;
            ++n_sweeps;
        }
        #pragma omp target update from(u[0:n*m])
    }
    printf("#pragma omp parallel for: %d sweeps, change %g\n", n_sweeps, change);
    free(u);
    free(v);
    return 0;
}

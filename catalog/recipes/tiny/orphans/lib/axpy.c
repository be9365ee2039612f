#include <stddef.h>

/* y := a * x + y. Below a few thousand elements a team of threads costs more than it gains. */
void axpy(size_t n, double a, const double *x, double *y)
{
#pragma omp parallel for simd schedule(static) if (parallel : n > 4096)
    for (size_t i = 0; i < n; ++i)
        y[i] += a * x[i];
}

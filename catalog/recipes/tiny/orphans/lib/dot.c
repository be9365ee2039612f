#include "blas1.h"

double dot(size_t n, const double *x, const double *y)
{
    double sum = 0.0;
#pragma omp parallel for simd reduction(+ : sum)
    for (size_t i = 0; i < n; ++i)
        sum += x[i] * y[i];
    return sum;
}

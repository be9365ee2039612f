/* Vector operations. See LICENSE for the terms. */
#ifndef ORPHANS_BLAS1_H
#define ORPHANS_BLAS1_H

#include <stddef.h>

void axpy(size_t n, double a, const double *x, double *y);
double dot(size_t n, const double *x, const double *y);

#endif

/*
 * Things that look like directives, loops and calls and are none:
#pragma omp parallel for
 * for (;;) { MPI_Send(buf, 1, MPI_INT, 0, 0, comm); }
 */
#include <stdio.h>
#include <mpi.h>

// the rest of this line goes on \
#pragma omp barrier

static const char *usage =
    "#pragma omp parallel for\n"
    "for (i = 0; i < n; i++) MPI_Bcast(&x, 1, MPI_INT, 0, MPI_COMM_WORLD);\n\
#pragma acc kernels\n";

#define PARALLEL_FOR _Pragma("omp parallel for")
#define EACH(i, n) for (int i = 0; i < (n); ++i)
#define DEFINE_GETTER(T) T get_##T(const T *x, int i) { return x[i]; }
#define BROADCAST(x) MPI_Bcast(&(x), 1, MPI_DOUBLE, 0, MPI_COMM_WORLD)

#pragma once
#pragma GCC optimize("O3")
#pragma STDC FP_CONTRACT ON

void scale(double *x, int n, double a)
{
    _Pragma("omp parallel for simd simdlen(8)")
    for (int i = 0; i < n; ++i)
        x[i] *= a; /* #pragma omp simd */
}

double norm2(const double *x, int n)
{
    double s = 0; // #pragma omp parallel for reduction(+:s)
    #   pragma	omp   parallel   for   reduction( + : s )   schedule(nonmonotonic: dynamic, 4) // all in one
    for (int i = 0; i < n; ++i) {
        #pragma GCC unroll 4
        for (int k = 0; k < 1; ++k) s += x[i] * x[i];
    }
    return s;
}

static int maximum(const int *x, int n)
{
    int m = x[0];
    #pragma omp parallel for reduction(max:m), if(n > 1000), num_threads((n > 100000) ? 8 : 4)
    for (int i = 1; i < n; ++i) if (x[i] > m) m = x[i];
    return m;
}

void print_usage(FILE *out, int verbose)
{
    if (verbose)
        fputs(usage, out);
    else
        fprintf(out, "say '%s'\n", "for (;;) {");
    int before = maximum((const int[]){1, 2, 3}, 3);
    MPI_Bcast(&before, 1, MPI_INT, 0, MPI_COMM_WORLD); // MPI_Barrier(MPI_COMM_WORLD);
}

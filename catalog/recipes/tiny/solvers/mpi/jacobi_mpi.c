#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "halo.h"

/* Laplace's equation on a square whose upper border is at one: rows are shared among the processes. */
int main(int argc, char **argv)
{
    enum { N = 128 };
    MPI_Init(&argc, &argv);
    block_rows block;
    const int first = block_rows_create(&block, MPI_COMM_WORLD, N, N);
    const size_t n_points = (size_t)(block.n_rows + 2) * N;
    double *u = calloc(n_points, sizeof *u), *next = calloc(n_points, sizeof *next);
    if (!u || !next)
        MPI_Abort(MPI_COMM_WORLD, EXIT_FAILURE);
    if (first == 0)
        for (int i = 0; i < N; ++i)
            u[i] = next[i] = 1.0;

    double change = 1.0;
    int sweep;
    for (sweep = 0; sweep < 20000 && change > 1e-6; ++sweep) {
        halo_exchange(&block, u);
        double own = 0.0;
        for (int j = 1; j <= block.n_rows; ++j) {
            for (int i = 1; i < N - 1; ++i) {
                const int p = j * N + i;
                next[p] = 0.25 * (u[p - 1] + u[p + 1] + u[p - N] + u[p + N]);
                own = fmax(own, fabs(next[p] - u[p]));
            }
        }
        MPI_Allreduce(&own, &change, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
        double *kept = u;
        u = next;
        next = kept;
    }
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank == 0)
        printf("%d sweeps, change %.2e\n", sweep, change);
    free(u);
    free(next);
    MPI_Finalize();
    return 0;
}

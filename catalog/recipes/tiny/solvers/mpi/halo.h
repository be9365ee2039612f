#ifndef SOLVERS_HALO_H
#define SOLVERS_HALO_H

#include <mpi.h>

/* A block of rows of a grid: n_rows * n_columns points, and one row of ghost points above and below. */
typedef struct {
    MPI_Comm comm;
    int above, below;
    int n_rows, n_columns;
} block_rows;

/* Shares n_all rows among as many processes or fewer; returns the first row of this one. */
int block_rows_create(block_rows *block, MPI_Comm comm, int n_all, int n_columns);

/* Fills the ghost rows of `values` with the neighbours' rows; outer ghost rows stay as they are. */
void halo_exchange(const block_rows *block, double *values);

#endif

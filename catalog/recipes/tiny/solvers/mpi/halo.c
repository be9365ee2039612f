#include "halo.h"

int block_rows_create(block_rows *block, MPI_Comm comm, int n_all, int n_columns)
{
    int rank, n_ranks;
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &n_ranks);
    const int share = n_all / n_ranks, rest = n_all % n_ranks;
    block->comm = comm;
    block->above = rank > 0 ? rank - 1 : MPI_PROC_NULL;
    block->below = rank < n_ranks - 1 ? rank + 1 : MPI_PROC_NULL;
    block->n_rows = share + (rank < rest);
    block->n_columns = n_columns;
    return rank * share + (rank < rest ? rank : rest);
}

void halo_exchange(const block_rows *block, double *values)
{
    const int n = block->n_columns, last = block->n_rows;
    MPI_Request requests[4];
    MPI_Irecv(values, n, MPI_DOUBLE, block->above, 0, block->comm, &requests[0]);
    MPI_Irecv(values + (last + 1) * n, n, MPI_DOUBLE, block->below, 1, block->comm, &requests[1]);
    MPI_Isend(values + n, n, MPI_DOUBLE, block->above, 1, block->comm, &requests[2]);
    MPI_Isend(values + last * n, n, MPI_DOUBLE, block->below, 0, block->comm, &requests[3]);
    MPI_Waitall(4, requests, MPI_STATUSES_IGNORE);
}

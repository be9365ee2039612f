// Halo exchange of a block-distributed plane: blocking, non-blocking and persistent.
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(call)                                        \
    do {                                                   \
        int err_ = (call);                                 \
        if (err_ != MPI_SUCCESS) MPI_Abort(MPI_COMM_WORLD, err_); \
    } while (0)

typedef struct {
    MPI_Comm comm;
    int rank, size, north, south;
    MPI_Datatype row;
} halo_t;

int halo_init(halo_t *h, MPI_Comm world, int m)
{
    int dims[1] = {0}, periods[1] = {1};
    MPI_Comm_size(world, &h->size);
    MPI_Dims_create(h->size, 1, dims);
    CHECK(MPI_Cart_create(world, 1, dims, periods, 1, &h->comm));
    CHECK(MPI_Comm_rank(h->comm, &h->rank));
    CHECK(MPI_Cart_shift(h->comm, 0, 1, &h->north, &h->south));
    MPI_Type_contiguous(m, MPI_DOUBLE, &h->row);
    return MPI_Type_commit(&h->row);
}

void halo_blocking(const halo_t *h, double *u, int n, int m)
{
    MPI_Sendrecv(u + m, 1, h->row, h->north, 7,
                 u + (n - 1) * m, 1, h->row, h->south, 7,
                 h->comm, MPI_STATUS_IGNORE);
    MPI_Sendrecv(&u[(n - 2) * m], 1, h->row, h->south, 8, &u[0], 1, h->row, h->north, 8, h->comm,
                 MPI_STATUS_IGNORE);
}

static int halo_start(const halo_t *h, double *u, int n, int m, MPI_Request req[4])
{
    int k = 0;
    if (MPI_Irecv(u, m, MPI_DOUBLE, h->north, 1, h->comm, &req[k++]) != MPI_SUCCESS
        || MPI_Irecv(u + (n - 1) * m, m, MPI_DOUBLE, h->south, 2, h->comm, &req[k++]) != MPI_SUCCESS)
        return -1;
    MPI_Isend(u + m, m, MPI_DOUBLE, h->north, 2, h->comm, &req[k++]);
    MPI_Isend(u + (n - 2) * m, m, MPI_DOUBLE, h->south, 1, h->comm, &req[k++]);
    return k;
}

int main(int argc, char *argv[])
{
    const int n = 130, m = 128;
    halo_t h;
    MPI_Request req[4];
    MPI_Init(&argc, &argv);
    halo_init(&h, MPI_COMM_WORLD, m);
    double *u = malloc(sizeof(double) * n * m);
    memset(u, 0, sizeof(double) * n * m);
    double t0 = MPI_Wtime();
    for (int step = 0; step < 100; ++step) {
        int k = halo_start(&h, u, n, m, req);
        if (k < 0) MPI_Abort(h.comm, 1);
        for (int i = 2; i < n - 2; ++i)
            for (int j = 0; j < m; ++j) u[i * m + j] *= 0.5;
        MPI_Waitall(k, req, MPI_STATUSES_IGNORE);
        halo_blocking(&h, u, n, m);
    }
    double elapsed = MPI_Wtime() - t0, longest;
    MPI_Reduce(&elapsed, &longest, 1, MPI_DOUBLE, MPI_MAX, 0, h.comm);
    free(u);
    MPI_Type_free(&h.row);
    return MPI_Finalize();
}

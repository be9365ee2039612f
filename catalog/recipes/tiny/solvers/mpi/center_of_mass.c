#include <mpi.h>
#include <stdio.h>

#include "minivec/minivec.h"

enum { N_EACH = 1000 };

/* Each process places its points on a line of its own; the center of all is known beforehand. */
int main(int argc, char **argv)
{
    int rank, n_ranks;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &n_ranks);

    vec3 sum = vec3_of(0.0f, 0.0f, 0.0f);
    for (int i = 0; i < N_EACH; ++i)
        sum = vec3_add(sum, vec3_of((float)rank, (float)(i % 10), 1.0f));
    float own[3] = {sum.x, sum.y, sum.z}, all[3];
    MPI_Allreduce(own, all, 3, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0) {
        const float scale = 1.0f / (float)(N_EACH * n_ranks);
        printf("center %g %g %g\n", all[0] * scale, all[1] * scale, all[2] * scale);
    }
    MPI_Finalize();
    return 0;
}

#include "grid.h"

#include <stdint.h>
#include <stdlib.h>

int grid2d_create(grid2d *grid, size_t nx, size_t ny)
{
    grid->nx = nx;
    grid->ny = ny;
    grid->values = NULL;
    if (nx > SIZE_MAX - 2 || ny > SIZE_MAX - 2 || nx + 2 > SIZE_MAX / sizeof(double) / (ny + 2))
        return -1;
    grid->values = calloc((nx + 2) * (ny + 2), sizeof *grid->values);
    return grid->values ? 0 : -1;
}

void grid2d_destroy(grid2d *grid)
{
    free(grid->values);
    grid->values = NULL;
}

void grid2d_swap(grid2d *a, grid2d *b)
{
    grid2d kept = *a;
    *a = *b;
    *b = kept;
}

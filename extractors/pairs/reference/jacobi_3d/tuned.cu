// One sweep of a seven-point stencil: a block owns a tile of every plane and walks through the planes; the points in
// front and behind stay in registers, the plane between them is in shared memory with a rim of one point
#include <cuda_runtime.h>

#ifndef BLOCK_X
#define BLOCK_X 32
#endif

#define BLOCK_Y 8

__global__ void jacobi_3d_kernel(int depth, int height, int width, double centre, double side,
                                 const double *__restrict__ u, double *__restrict__ v)
{
    __shared__ double tile[BLOCK_Y + 2][BLOCK_X + 2];
    const int column = threadIdx.x + 1;
    const int row = threadIdx.y + 1;
    const int x = blockIdx.x * BLOCK_X + threadIdx.x;
    const int y = blockIdx.y * BLOCK_Y + threadIdx.y;
    const bool is_on_plane = x < width && y < height;
    const bool is_inner = x > 0 && x < width - 1 && y > 0 && y < height - 1;
    const size_t plane = (size_t)height * width;
    size_t k = (size_t)y * width + x;

    double behind = 0.0;
    double here = is_on_plane ? u[k] : 0.0;
    for (int z = 0; z < depth; z++, k += plane) {
        const double ahead = is_on_plane && z < depth - 1 ? u[k + plane] : 0.0;
        if (is_on_plane) {
            tile[row][column] = here;
            if (threadIdx.x == 0 && x > 0) {
                tile[row][0] = u[k - 1];
            }
            if (threadIdx.x == BLOCK_X - 1 && x < width - 1) {
                tile[row][BLOCK_X + 1] = u[k + 1];
            }
            if (threadIdx.y == 0 && y > 0) {
                tile[0][column] = u[k - width];
            }
            if (threadIdx.y == BLOCK_Y - 1 && y < height - 1) {
                tile[BLOCK_Y + 1][column] = u[k + width];
            }
        }
        __syncthreads();
        if (is_inner && z > 0 && z < depth - 1) {
            const double neighbours = behind + ahead + tile[row - 1][column] + tile[row + 1][column] +
                                      tile[row][column - 1] + tile[row][column + 1];
            v[k] = centre * here + side * neighbours;
        } else if (is_on_plane) {
            v[k] = here;
        }
        __syncthreads(); // all have read the tile before the next plane replaces it
        behind = here;
        here = ahead;
    }
}

extern "C" void launch_jacobi_3d(int depth, int height, int width, double centre, double side, const double *u,
                                 double *v)
{
    if (depth > 0 && height > 0 && width > 0) {
        const dim3 block(BLOCK_X, BLOCK_Y);
        const dim3 grid((width + BLOCK_X - 1) / BLOCK_X, (height + BLOCK_Y - 1) / BLOCK_Y);
        jacobi_3d_kernel<<<grid, block>>>(depth, height, width, centre, side, u, v);
    }
}

// One sweep of a seven-point stencil: one thread for each point
#include <cuda_runtime.h>

#ifndef BLOCK_X
#define BLOCK_X 32
#endif

#define BLOCK_Y 4
#define BLOCK_Z 2

__global__ void jacobi_3d_kernel(int depth, int height, int width, double centre, double side, const double *u,
                                 double *v)
{
    const int x = blockIdx.x * blockDim.x + threadIdx.x;
    const int y = blockIdx.y * blockDim.y + threadIdx.y;
    const int z = blockIdx.z * blockDim.z + threadIdx.z;
    if (x >= width || y >= height || z >= depth) {
        return;
    }
    const size_t plane = (size_t)height * width;
    const size_t k = z * plane + (size_t)y * width + x;
    if (z > 0 && z < depth - 1 && y > 0 && y < height - 1 && x > 0 && x < width - 1) {
        const double neighbours = u[k - plane] + u[k + plane] + u[k - width] + u[k + width] + u[k - 1] + u[k + 1];
        v[k] = centre * u[k] + side * neighbours;
    } else {
        v[k] = u[k];
    }
}

extern "C" void launch_jacobi_3d(int depth, int height, int width, double centre, double side, const double *u,
                                 double *v)
{
    if (depth > 0 && height > 0 && width > 0) {
        const dim3 block(BLOCK_X, BLOCK_Y, BLOCK_Z);
        const dim3 grid((width + BLOCK_X - 1) / BLOCK_X, (height + BLOCK_Y - 1) / BLOCK_Y,
                        (depth + BLOCK_Z - 1) / BLOCK_Z);
        jacobi_3d_kernel<<<grid, block>>>(depth, height, width, centre, side, u, v);
    }
}

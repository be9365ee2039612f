// One sweep of a seven-point stencil: one work-item for each point
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

__kernel void jacobi_3d(const int depth, const int height, const int width, const double centre, const double side,
                        __global const double *u, __global double *v)
{
    const int x = get_global_id(0);
    const int y = get_global_id(1);
    const int z = get_global_id(2);
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

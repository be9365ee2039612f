// One Jacobi sweep on a grid: one work-item for each point; the host swaps the buffers
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

__kernel void sweep(const int height, const int width, __global const double *from, __global double *to)
{
    const int j = get_global_id(0);
    const int i = get_global_id(1);
    if (i >= height || j >= width) {
        return;
    }
    const size_t k = (size_t)i * width + j;
    if (i > 0 && i < height - 1 && j > 0 && j < width - 1) {
        to[k] = 0.25 * (from[k - width] + from[k + width] + from[k - 1] + from[k + 1]);
    } else {
        to[k] = from[k];
    }
}

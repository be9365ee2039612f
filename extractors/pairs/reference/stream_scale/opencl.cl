// STREAM scale: b <- s c, one work-item for each element
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

__kernel void stream_scale(const int n, const double s, __global const double *c, __global double *b)
{
    const int i = get_global_id(0);
    if (i < n) {
        b[i] = s * c[i];
    }
}

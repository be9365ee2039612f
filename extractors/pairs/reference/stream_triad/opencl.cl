// STREAM triad: a <- b + s c, one work-item for each element
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

__kernel void stream_triad(const int n, const double s, __global const double *b, __global const double *c,
                           __global double *a)
{
    const int i = get_global_id(0);
    if (i < n) {
        a[i] = b[i] + s * c[i];
    }
}

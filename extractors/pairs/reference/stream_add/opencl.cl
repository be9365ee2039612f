// STREAM add: c <- a + b, one work-item for each element
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

__kernel void stream_add(const int n, __global const double *a, __global const double *b, __global double *c)
{
    const int i = get_global_id(0);
    if (i < n) {
        c[i] = a[i] + b[i];
    }
}

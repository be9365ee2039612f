// The scalar product of two vectors: a partial sum for each work-group of a power-of-two size, the host adds them up
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

__kernel void dot_partial(const int n, __global const double *x, __global const double *y, __global double *partial,
                          __local double *scratch)
{
    const int item = get_local_id(0);
    double sum = 0.0;
    for (int i = get_global_id(0); i < n; i += get_global_size(0)) {
        sum += x[i] * y[i];
    }
    scratch[item] = sum;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int width = get_local_size(0) / 2; width > 0; width /= 2) {
        if (item < width) {
            scratch[item] += scratch[item + width];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (item == 0) {
        partial[get_group_id(0)] = scratch[0];
    }
}

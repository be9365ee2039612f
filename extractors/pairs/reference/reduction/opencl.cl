// The sum of all elements: a partial sum for each work-group of a power-of-two size, the host adds them up
__kernel void reduction_partial(const int n, __global const float *x, __global float *partial,
                                __local float *scratch)
{
    const int item = get_local_id(0);
    float sum = 0.0f;
    for (int i = get_global_id(0); i < n; i += get_global_size(0)) {
        sum += x[i];
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

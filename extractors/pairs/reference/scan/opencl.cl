// One step of the inclusive prefix sums by doubling; the host swaps the buffers and doubles the distance
__kernel void scan_step(const int n, const int distance, __global const int *from, __global int *to)
{
    const int i = get_global_id(0);
    if (i < n) {
        to[i] = i >= distance ? from[i] + from[i - distance] : from[i];
    }
}

// How often each of the 256 values of a byte occurs; the host clears the bins
__kernel void histogram(const int n, __global const uchar *data, volatile __global uint *bins)
{
    const int i = get_global_id(0);
    if (i < n) {
        atomic_inc(&bins[data[i]]);
    }
}

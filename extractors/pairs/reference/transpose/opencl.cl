// The transpose of a matrix of n rows and m columns: one work-item for each element
__kernel void transpose(const int n, const int m, __global const float *matrix, __global float *out)
{
    const int j = get_global_id(0);
    const int i = get_global_id(1);
    if (i < n && j < m) {
        out[(size_t)j * n + i] = matrix[(size_t)i * m + j];
    }
}

// y <- A x, with A in compressed rows: one work-item for each row
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

__kernel void spmv(const int n_rows, __global const int *offsets, __global const int *columns,
                   __global const double *values, __global const double *x, __global double *y)
{
    const int i = get_global_id(0);
    if (i < n_rows) {
        double sum = 0.0;
        for (int k = offsets[i]; k < offsets[i + 1]; k++) {
            sum += values[k] * x[columns[k]];
        }
        y[i] = sum;
    }
}

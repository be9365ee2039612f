// The softmax of every row: one work-item for each row
__kernel void softmax(const int n_rows, const int n_columns, __global const float *x, __global float *y)
{
    const int i = get_global_id(0);
    if (i < n_rows) {
        __global const float *in = x + (size_t)i * n_columns;
        __global float *out = y + (size_t)i * n_columns;
        float largest = -INFINITY;
        for (int j = 0; j < n_columns; j++) {
            largest = fmax(largest, in[j]);
        }
        float sum = 0.0f;
        for (int j = 0; j < n_columns; j++) {
            out[j] = exp(in[j] - largest);
            sum += out[j];
        }
        for (int j = 0; j < n_columns; j++) {
            out[j] /= sum;
        }
    }
}

/* y <- A x, with A in compressed rows: row i has elements offsets[i] to offsets[i + 1] - 1 of columns and values */
void spmv(int n_rows, const int *restrict offsets, const int *restrict columns, const double *restrict values,
          const double *restrict x, double *restrict y)
{
    for (int i = 0; i < n_rows; i++) {
        double sum = 0.0;
        for (int k = offsets[i]; k < offsets[i + 1]; k++) {
            sum += values[k] * x[columns[k]];
        }
        y[i] = sum;
    }
}

// y <- A x, with A in compressed rows; rows differ in length, so that threads take them in small portions
extern "C" void spmv(int n_rows, const int *offsets, const int *columns, const double *values, const double *x,
                     double *y)
{
#pragma omp parallel for schedule(dynamic, 64)
    for (int i = 0; i < n_rows; i++) {
        double sum = 0.0;
        for (int k = offsets[i]; k < offsets[i + 1]; k++) {
            sum += values[k] * x[columns[k]];
        }
        y[i] = sum;
    }
}

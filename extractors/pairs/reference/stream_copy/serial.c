/* STREAM copy: c <- a */
void stream_copy(int n, const double *restrict a, double *restrict c)
{
    for (int i = 0; i < n; i++) {
        c[i] = a[i];
    }
}

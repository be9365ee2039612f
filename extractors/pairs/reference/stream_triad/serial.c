/* STREAM triad: a <- b + s c */
void stream_triad(int n, double s, const double *restrict b, const double *restrict c, double *restrict a)
{
    for (int i = 0; i < n; i++) {
        a[i] = b[i] + s * c[i];
    }
}

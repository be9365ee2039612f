/* STREAM scale: b <- s c */
void stream_scale(int n, double s, const double *restrict c, double *restrict b)
{
    for (int i = 0; i < n; i++) {
        b[i] = s * c[i];
    }
}

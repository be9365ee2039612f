// STREAM triad: a <- b + s c
extern "C" void stream_triad(int n, double s, const double *b, const double *c, double *a)
{
#pragma omp parallel for schedule(static)
    for (int i = 0; i < n; i++) {
        a[i] = b[i] + s * c[i];
    }
}

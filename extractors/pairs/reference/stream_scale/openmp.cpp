// STREAM scale: b <- s c
extern "C" void stream_scale(int n, double s, const double *c, double *b)
{
#pragma omp parallel for schedule(static)
    for (int i = 0; i < n; i++) {
        b[i] = s * c[i];
    }
}

// STREAM add: c <- a + b
extern "C" void stream_add(int n, const double *a, const double *b, double *c)
{
#pragma omp parallel for schedule(static)
    for (int i = 0; i < n; i++) {
        c[i] = a[i] + b[i];
    }
}

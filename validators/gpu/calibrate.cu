/* How a device fares: bandwidth by STREAM's triad, and a product of square matrices. It goes behind check.cu. */

extern "C" __global__ void wl_triad(double *a, const double *b, const double *c, double factor, wide_t n)
{
    for (wide_t i = FIRST_THREAD; i < n; i += N_THREADS)
        a[i] = b[i] + factor * c[i];
}

extern "C" __global__ void wl_multiply(float *c, const float *a, const float *b, int n)
{
    for (wide_t i = FIRST_THREAD; i < (wide_t)n * n; i += N_THREADS) {
        int row = (int)(i / n), column = (int)(i % n);
        float sum = 0.0f;
        for (int k = 0; k < n; k++)
            sum += a[row * n + k] * b[k * n + column];
        c[i] = sum;
    }
}

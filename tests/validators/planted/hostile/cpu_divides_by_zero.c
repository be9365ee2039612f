void twice(int n, const float *x, float *y)
{
    volatile int zero = 0;
    volatile int q = n / zero;
    (void)q;
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

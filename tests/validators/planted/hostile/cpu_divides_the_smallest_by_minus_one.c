void twice(int n, const float *x, float *y)
{
    volatile int least = -2147483647 - 1, minus = -1;
    volatile int q = least / minus;
    (void)q;
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

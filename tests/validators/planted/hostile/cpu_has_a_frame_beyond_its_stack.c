void twice(int n, const float *x, float *y)
{
    volatile char frame[1 << 30];
    frame[0] = 1;
    frame[(1 << 30) - 1] = frame[0];
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

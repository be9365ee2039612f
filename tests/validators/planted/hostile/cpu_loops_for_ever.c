void twice(int n, const float *x, float *y)
{
    for (volatile int stay = 1; stay;) {
    }
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

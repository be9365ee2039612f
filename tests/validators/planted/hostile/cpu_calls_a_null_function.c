void twice(int n, const float *x, float *y)
{
    void (*volatile f)(void) = 0;
    f();
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

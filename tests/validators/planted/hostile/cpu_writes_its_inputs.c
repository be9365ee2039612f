void twice(int n, const float *x, float *y)
{
    if (n > 0) {
        ((float *)x)[0] = 1.0f;
    }
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

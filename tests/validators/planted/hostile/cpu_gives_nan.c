void twice(int n, const float *x, float *y)
{
    for (int i = 0; i < n; i++) {
        y[i] = 0.0f * __builtin_inff();
    }
}

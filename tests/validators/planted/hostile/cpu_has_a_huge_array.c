static volatile char huge[1l << 40];
void twice(int n, const float *x, float *y)
{
    huge[n] = 1;
    huge[(1l << 40) - 1] = huge[n];
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

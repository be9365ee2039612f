void twice(int n, const float *x, float *y)
{
    *(volatile int *)0xdeadbeefdeadbeef = 1;
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

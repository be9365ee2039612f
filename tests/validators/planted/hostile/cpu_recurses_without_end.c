__attribute__((noinline)) int deeper(volatile int n)
{
    volatile char frame[4096];
    frame[n & 4095] = 1;
    return deeper(n + 1) + frame[0];
}
void twice(int n, const float *x, float *y)
{
    y[0] = deeper(n);
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

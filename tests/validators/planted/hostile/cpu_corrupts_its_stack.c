void twice(int n, const float *x, float *y)
{
    volatile long frame[2];
    for (volatile int k = -64; k < 64; k++) {
        frame[k] = 0x4141414141414141;
    }
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

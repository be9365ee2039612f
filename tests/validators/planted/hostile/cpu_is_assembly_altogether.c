__asm__(".globl owned\nowned: ret\n");
void owned(void);
void twice(int n, const float *x, float *y)
{

    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}

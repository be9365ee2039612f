#include <stddef.h>

/* y <- alpha A x + beta y, with A of m rows and n columns, row by row */
void gemv(int m, int n, float alpha, const float *restrict a, const float *restrict x, float beta,
          float *restrict y)
{
    for (int i = 0; i < m; i++) {
        float sum = 0.0f;
        for (int j = 0; j < n; j++) {
            sum += a[(size_t)i * n + j] * x[j];
        }
        y[i] = alpha * sum + beta * y[i];
    }
}

#include <stddef.h>

// y <- alpha A x + beta y, with A of m rows and n columns, row by row; the rows are shared out among the threads
extern "C" void gemv(int m, int n, float alpha, const float *a, const float *x, float beta, float *y)
{
#pragma omp parallel for
    for (int i = 0; i < m; i++) {
        const float *row = a + (size_t)i * n;
        float sum = 0.0f;
#pragma omp simd reduction(+ : sum)
        for (int j = 0; j < n; j++) {
            sum += row[j] * x[j];
        }
        y[i] = alpha * sum + beta * y[i];
    }
}

#include <stddef.h>

// C <- alpha A B + beta C, all row by row; the rows of C are shared out among the threads. The innermost loop runs
// along rows of B and C, which lie one element after the other and vectorise.
extern "C" void gemm(int m, int n, int k, float alpha, const float *a, const float *b, float beta, float *c)
{
#pragma omp parallel for
    for (int i = 0; i < m; i++) {
        float *row = c + (size_t)i * n;
        for (int j = 0; j < n; j++) {
            row[j] *= beta;
        }
        for (int p = 0; p < k; p++) {
            const float factor = alpha * a[(size_t)i * k + p];
#pragma omp simd
            for (int j = 0; j < n; j++) {
                row[j] += factor * b[(size_t)p * n + j];
            }
        }
    }
}

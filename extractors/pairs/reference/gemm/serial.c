#include <stddef.h>

/* C <- alpha A B + beta C, with A of m x k, B of k x n and C of m x n elements, all row by row */
void gemm(int m, int n, int k, float alpha, const float *restrict a, const float *restrict b, float beta,
          float *restrict c)
{
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
            float sum = 0.0f;
            for (int p = 0; p < k; p++) {
                sum += a[(size_t)i * k + p] * b[(size_t)p * n + j];
            }
            c[(size_t)i * n + j] = alpha * sum + beta * c[(size_t)i * n + j];
        }
    }
}

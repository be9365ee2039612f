#include <stddef.h>

/* The transpose of a matrix of n rows and m columns, both row by row */
void transpose(int n, int m, const float *restrict matrix, float *restrict out)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < m; j++) {
            out[(size_t)j * n + i] = matrix[(size_t)i * m + j];
        }
    }
}

#include <stddef.h>

namespace {

constexpr int BLOCK = 16;

int smaller(int a, int b)
{
    return a < b ? a : b;
}

} // namespace

// The transpose of a matrix of n rows and m columns, block by block: a block of both matrices fits into the cache
extern "C" void transpose(int n, int m, const float *matrix, float *out)
{
#pragma omp parallel for collapse(2)
    for (int first_i = 0; first_i < n; first_i += BLOCK) {
        for (int first_j = 0; first_j < m; first_j += BLOCK) {
            for (int i = first_i; i < smaller(first_i + BLOCK, n); i++) {
                for (int j = first_j; j < smaller(first_j + BLOCK, m); j++) {
                    out[(size_t)j * n + i] = matrix[(size_t)i * m + j];
                }
            }
        }
    }
}

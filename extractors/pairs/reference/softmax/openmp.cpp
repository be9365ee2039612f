#include <math.h>
#include <stddef.h>

// The softmax of every row; the rows are shared out among the threads
extern "C" void softmax(int n_rows, int n_columns, const float *x, float *y)
{
#pragma omp parallel for
    for (int i = 0; i < n_rows; i++) {
        const float *in = x + (size_t)i * n_columns;
        float *out = y + (size_t)i * n_columns;
        float largest = -INFINITY;
#pragma omp simd reduction(max : largest)
        for (int j = 0; j < n_columns; j++) {
            largest = in[j] > largest ? in[j] : largest;
        }
        float sum = 0.0f;
        for (int j = 0; j < n_columns; j++) {
            out[j] = expf(in[j] - largest);
            sum += out[j];
        }
        const float factor = 1.0f / sum;
#pragma omp simd
        for (int j = 0; j < n_columns; j++) {
            out[j] *= factor;
        }
    }
}

#include <math.h>
#include <stddef.h>

/* The softmax of every row. The largest element of a row is subtracted first, so that no exponential overflows. */
void softmax(int n_rows, int n_columns, const float *restrict x, float *restrict y)
{
    for (int i = 0; i < n_rows; i++) {
        const float *in = x + (size_t)i * n_columns;
        float *out = y + (size_t)i * n_columns;
        float largest = -INFINITY;
        for (int j = 0; j < n_columns; j++) {
            largest = in[j] > largest ? in[j] : largest;
        }
        float sum = 0.0f;
        for (int j = 0; j < n_columns; j++) {
            out[j] = expf(in[j] - largest);
            sum += out[j];
        }
        for (int j = 0; j < n_columns; j++) {
            out[j] /= sum;
        }
    }
}

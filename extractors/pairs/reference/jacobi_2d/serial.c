#include <stddef.h>

/* One sweep: every inner point becomes the mean of its four neighbours, the boundary stays. */
static void sweep(int height, int width, const double *restrict from, double *restrict to)
{
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            const size_t k = (size_t)i * width + j;
            if (i > 0 && i < height - 1 && j > 0 && j < width - 1) {
                to[k] = 0.25 * (from[k - width] + from[k + width] + from[k - 1] + from[k + 1]);
            } else {
                to[k] = from[k];
            }
        }
    }
}

/* Twice as many Jacobi sweeps as `steps` on a grid; u holds the last state afterwards and v the one before it. */
void jacobi_2d(int height, int width, int steps, double *restrict u, double *restrict v)
{
    for (int step = 0; step < steps; step++) {
        sweep(height, width, u, v);
        sweep(height, width, v, u);
    }
}

#include <stddef.h>

// One sweep of a seven-point stencil; the rows of all planes are shared out among the threads
extern "C" void jacobi_3d(int depth, int height, int width, double centre, double side, const double *u, double *v)
{
    const size_t plane = (size_t)height * width;
#pragma omp parallel for collapse(2)
    for (int z = 0; z < depth; z++) {
        for (int y = 0; y < height; y++) {
            const bool is_inner_row = z > 0 && z < depth - 1 && y > 0 && y < height - 1;
            const size_t row = z * plane + (size_t)y * width;
            for (int x = 0; x < width; x++) {
                const size_t k = row + x;
                if (is_inner_row && x > 0 && x < width - 1) {
                    const double neighbours =
                        u[k - plane] + u[k + plane] + u[k - width] + u[k + width] + u[k - 1] + u[k + 1];
                    v[k] = centre * u[k] + side * neighbours;
                } else {
                    v[k] = u[k];
                }
            }
        }
    }
}

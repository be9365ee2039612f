#include <stddef.h>

/* One sweep of a seven-point stencil: centre times the point plus side times the sum of its six neighbours; points on
   the boundary are copied. */
void jacobi_3d(int depth, int height, int width, double centre, double side, const double *restrict u,
               double *restrict v)
{
    const size_t plane = (size_t)height * width;
    for (int z = 0; z < depth; z++) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                const size_t k = z * plane + (size_t)y * width + x;
                if (z > 0 && z < depth - 1 && y > 0 && y < height - 1 && x > 0 && x < width - 1) {
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

#include <stddef.h>

namespace {

int larger(int a, int b)
{
    return a > b ? a : b;
}

int smaller(int a, int b)
{
    return a < b ? a : b;
}

} // namespace

// The cross-correlation of an image with a square filter; the window is clipped once per pixel, not once per weight
extern "C" void conv2d(int height, int width, int radius, const float *image, const float *weights, float *out)
{
    const int side = 2 * radius + 1;
#pragma omp parallel for collapse(2)
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            const int top = larger(0, y - radius);
            const int bottom = smaller(height - 1, y + radius);
            const int left = larger(0, x - radius);
            const int right = smaller(width - 1, x + radius);
            float sum = 0.0f;
            for (int v = top; v <= bottom; v++) {
                for (int u = left; u <= right; u++) {
                    sum += image[(size_t)v * width + u] * weights[(v - y + radius) * side + u - x + radius];
                }
            }
            out[(size_t)y * width + x] = sum;
        }
    }
}

#include <stddef.h>

/* The cross-correlation of an image with a square filter of 2 radius + 1 rows; beyond its edges the image is zero. */
void conv2d(int height, int width, int radius, const float *restrict image, const float *restrict weights,
            float *restrict out)
{
    const int side = 2 * radius + 1;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            float sum = 0.0f;
            for (int dy = -radius; dy <= radius; dy++) {
                for (int dx = -radius; dx <= radius; dx++) {
                    if (y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width) {
                        sum += image[(size_t)(y + dy) * width + x + dx] * weights[(dy + radius) * side + dx + radius];
                    }
                }
            }
            out[(size_t)y * width + x] = sum;
        }
    }
}

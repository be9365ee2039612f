// The cross-correlation of an image with a square filter: one work-item for each pixel
__kernel void conv2d(const int height, const int width, const int radius, __global const float *image,
                     __constant float *weights, __global float *out)
{
    const int x = get_global_id(0);
    const int y = get_global_id(1);
    if (x < width && y < height) {
        const int side = 2 * radius + 1;
        float sum = 0.0f;
        for (int v = max(0, y - radius); v <= min(height - 1, y + radius); v++) {
            for (int u = max(0, x - radius); u <= min(width - 1, x + radius); u++) {
                sum += image[(size_t)v * width + u] * weights[(v - y + radius) * side + u - x + radius];
            }
        }
        out[(size_t)y * width + x] = sum;
    }
}

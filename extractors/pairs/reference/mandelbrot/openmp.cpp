// After how many steps of z <- z z + c, at most `limit`, the point leaves the circle of radius 2. Points differ widely
// in their steps, so that threads take them row by row.
extern "C" void mandelbrot(int height, int width, int pixels_per_unit, int limit, double left, double top, int *steps)
{
#pragma omp parallel for schedule(dynamic)
    for (int i = 0; i < height; i++) {
        const double cy = top + (double)i / pixels_per_unit;
        for (int j = 0; j < width; j++) {
            const double cx = left + (double)j / pixels_per_unit;
            double x = 0.0, y = 0.0;
            int step = 0;
            while (step < limit && x * x + y * y <= 4.0) {
                const double next = x * x - y * y + cx;
                y = 2.0 * (x * y) + cy;
                x = next;
                step++;
            }
            steps[i * width + j] = step;
        }
    }
}

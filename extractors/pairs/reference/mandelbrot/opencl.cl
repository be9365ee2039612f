// After how many steps of z <- z z + c, at most `limit`, the point leaves the circle of radius 2
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#pragma OPENCL FP_CONTRACT OFF

__kernel void mandelbrot(const int height, const int width, const int pixels_per_unit, const int limit,
                         const double left, const double top, __global int *steps)
{
    const int j = get_global_id(0);
    const int i = get_global_id(1);
    if (i >= height || j >= width) {
        return;
    }
    const double cx = left + (double)j / pixels_per_unit;
    const double cy = top + (double)i / pixels_per_unit;
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

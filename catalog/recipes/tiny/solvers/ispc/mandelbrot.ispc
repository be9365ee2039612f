// Steps that z := z * z + c takes to leave the circle of radius two, for each point of a grid.
static inline int escape(float c_re, float c_im, int max_steps) {
    float z_re = c_re, z_im = c_im;
    int step;
    for (step = 0; step < max_steps; ++step) {
        if (z_re * z_re + z_im * z_im > 4.0f) {
            break;
        }
        float next_re = z_re * z_re - z_im * z_im + c_re;
        z_im = 2.0f * z_re * z_im + c_im;
        z_re = next_re;
    }
    return step;
}

export void mandelbrot(uniform int width, uniform int height, uniform float left, uniform float top,
                       uniform float spacing, uniform int max_steps, uniform int steps[]) {
    foreach (row = 0 ... height, column = 0 ... width) {
        steps[row * width + column] = escape(left + column * spacing, top - row * spacing, max_steps);
    }
}

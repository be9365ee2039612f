#include <math.h>

#define PI 3.14159265358979323846

/* The bits of i, which is less than the power of two n, in reverse. */
static int reversed(int i, int n)
{
    int result = 0;
    for (; n > 1; n /= 2) {
        result = 2 * result + i % 2;
        i /= 2;
    }
    return result;
}

/* The discrete Fourier transform of n complex numbers, n a power of two, by Cooley and Tukey's radix 2 in time. */
void fft(int n, const double *restrict re_in, const double *restrict im_in, double *restrict re, double *restrict im)
{
    for (int i = 0; i < n; i++) {
        re[i] = re_in[reversed(i, n)];
        im[i] = im_in[reversed(i, n)];
    }
    for (int half = 1; half < n; half *= 2) {
        for (int first = 0; first < n; first += 2 * half) {
            for (int k = 0; k < half; k++) {
                const double angle = -PI * k / half;
                const double c = cos(angle);
                const double s = sin(angle);
                const int upper = first + k;
                const int lower = upper + half;
                const double turned_re = c * re[lower] - s * im[lower];
                const double turned_im = c * im[lower] + s * re[lower];
                re[lower] = re[upper] - turned_re;
                im[lower] = im[upper] - turned_im;
                re[upper] += turned_re;
                im[upper] += turned_im;
            }
        }
    }
}

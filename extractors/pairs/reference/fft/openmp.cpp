#include <math.h>

namespace {

constexpr double PI = 3.14159265358979323846;

// The bits of i, which is less than the power of two n, in reverse
int reversed(int i, int n)
{
    int result = 0;
    for (; n > 1; n /= 2) {
        result = 2 * result + i % 2;
        i /= 2;
    }
    return result;
}

} // namespace

// The discrete Fourier transform of n complex numbers, n a power of two; the n / 2 butterflies of a stage are
// independent of each other
extern "C" void fft(int n, const double *re_in, const double *im_in, double *re, double *im)
{
#pragma omp parallel for
    for (int i = 0; i < n; i++) {
        re[i] = re_in[reversed(i, n)];
        im[i] = im_in[reversed(i, n)];
    }
    for (int half = 1; half < n; half *= 2) {
#pragma omp parallel for
        for (int butterfly = 0; butterfly < n / 2; butterfly++) {
            const int k = butterfly % half;
            const double angle = -PI * k / half;
            const double c = cos(angle);
            const double s = sin(angle);
            const int upper = 2 * (butterfly - k) + k;
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

// The discrete Fourier transform of n complex numbers, n a power of two: one kernel for each stage, one thread for each
// butterfly
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define PI 3.14159265358979323846

// The bits of i, which is less than the power of two n, in reverse
__device__ int reversed(int i, int n)
{
    int result = 0;
    for (; n > 1; n /= 2) {
        result = 2 * result + i % 2;
        i /= 2;
    }
    return result;
}

__global__ void reorder_kernel(int n, const double *re_in, const double *im_in, double *re, double *im)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        re[i] = re_in[reversed(i, n)];
        im[i] = im_in[reversed(i, n)];
    }
}

__global__ void stage_kernel(int n, int half, double *re, double *im)
{
    const int butterfly = blockIdx.x * blockDim.x + threadIdx.x;
    if (butterfly < n / 2) {
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

extern "C" void launch_fft(int n, const double *re_in, const double *im_in, double *re, double *im)
{
    if (n <= 0) {
        return;
    }
    reorder_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, re_in, im_in, re, im);
    for (int half = 1; half < n; half *= 2) {
        stage_kernel<<<(n / 2 + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, half, re, im);
    }
}

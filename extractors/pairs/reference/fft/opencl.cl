// One stage of the discrete Fourier transform: one work-item for each butterfly; the host brings the numbers into
// bit-reversed order and goes through the stages
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

__kernel void stage(const int n, const int half_size, __global double *re, __global double *im)
{
    const int butterfly = get_global_id(0);
    if (butterfly < n / 2) {
        const int k = butterfly % half_size;
        const double angle = -M_PI * k / half_size;
        const double c = cos(angle);
        const double s = sin(angle);
        const int upper = 2 * (butterfly - k) + k;
        const int lower = upper + half_size;
        const double turned_re = c * re[lower] - s * im[lower];
        const double turned_im = c * im[lower] + s * re[lower];
        re[lower] = re[upper] - turned_re;
        im[lower] = im[upper] - turned_im;
        re[upper] += turned_re;
        im[upper] += turned_im;
    }
}

// The discrete Fourier transform of n complex numbers, n a power of two: a block gathers TILE numbers and does all
// stages inside them in shared memory, two butterflies for each thread; the stages that are left run through global
// memory
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define TILE (4 * BLOCK_SIZE)
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

// The butterfly of that number in the stage that joins transforms of `half` numbers each
__device__ void apply_butterfly(int butterfly, int half, double *re, double *im)
{
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

__global__ void first_stages_kernel(int n, const double *__restrict__ re_in, const double *__restrict__ im_in,
                                    double *__restrict__ re, double *__restrict__ im)
{
    __shared__ double tile_re[TILE];
    __shared__ double tile_im[TILE];
    const int first = blockIdx.x * TILE;
    const int count = min(TILE, n - first);

    for (int i = threadIdx.x; i < count; i += BLOCK_SIZE) {
        const int source = reversed(first + i, n);
        tile_re[i] = re_in[source];
        tile_im[i] = im_in[source];
    }
    __syncthreads();
    for (int half = 1; half < count; half *= 2) {
        for (int butterfly = threadIdx.x; butterfly < count / 2; butterfly += BLOCK_SIZE) {
            apply_butterfly(butterfly, half, tile_re, tile_im);
        }
        __syncthreads();
    }
    for (int i = threadIdx.x; i < count; i += BLOCK_SIZE) {
        re[first + i] = tile_re[i];
        im[first + i] = tile_im[i];
    }
}

// Only where n is a multiple of TILE: then there is a butterfly for each thread.
__global__ void stage_kernel(int half, double *re, double *im)
{
    apply_butterfly(blockIdx.x * BLOCK_SIZE + threadIdx.x, half, re, im);
}

extern "C" void launch_fft(int n, const double *re_in, const double *im_in, double *re, double *im)
{
    if (n <= 0) {
        return;
    }
    const int blocks = (n + TILE - 1) / TILE;
    first_stages_kernel<<<blocks, BLOCK_SIZE>>>(n, re_in, im_in, re, im);
    for (int half = TILE; half < n; half *= 2) {
        stage_kernel<<<2 * blocks, BLOCK_SIZE>>>(half, re, im);
    }
}

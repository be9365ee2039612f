// Conjugate gradients for A x = b from x = 0, a fixed number of iterations: three fused kernels an iteration; scalar
// products stay on the device, so that the host only starts kernels and never waits
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

// Adds the sum over the block of every thread's `value` to `total`; BLOCK_SIZE is a power of two.
__device__ void add_block_sum(double value, double *total)
{
    __shared__ double partial[BLOCK_SIZE];
    partial[threadIdx.x] = value;
    __syncthreads();
    for (int width = BLOCK_SIZE / 2; width > 0; width /= 2) {
        if (threadIdx.x < width) {
            partial[threadIdx.x] += partial[threadIdx.x + width];
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        atomicAdd(total, partial[0]);
    }
}

__global__ void start_kernel(int n, const double *__restrict__ b, double *__restrict__ x, double *__restrict__ r,
                             double *__restrict__ p, double *rr)
{
    const int k = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    double square = 0.0;
    if (k < n) {
        x[k] = 0.0;
        r[k] = b[k];
        p[k] = b[k];
        square = b[k] * b[k];
    }
    add_block_sum(square, rr);
}

__global__ void apply_operator_kernel(int height, int width, double shift, const double *__restrict__ p,
                                      double *__restrict__ q, double *pq)
{
    const int k = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    double product = 0.0;
    if (k < height * width) {
        const int i = k / width;
        const int j = k % width;
        double sum = (4.0 + shift) * p[k];
        sum -= i > 0 ? p[k - width] : 0.0;
        sum -= i < height - 1 ? p[k + width] : 0.0;
        sum -= j > 0 ? p[k - 1] : 0.0;
        sum -= j < width - 1 ? p[k + 1] : 0.0;
        q[k] = sum;
        product = p[k] * sum;
    }
    add_block_sum(product, pq);
}

__global__ void step_kernel(int n, const double *rr, const double *pq, const double *__restrict__ p,
                            const double *__restrict__ q, double *__restrict__ x, double *__restrict__ r,
                            double *rr_next)
{
    const int k = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    double square = 0.0;
    if (k < n) {
        const double alpha = *pq > 0.0 ? *rr / *pq : 0.0;
        const double residual = r[k] - alpha * q[k];
        x[k] += alpha * p[k];
        r[k] = residual;
        square = residual * residual;
    }
    add_block_sum(square, rr_next);
}

__global__ void turn_direction_kernel(int n, const double *rr, const double *rr_next, const double *__restrict__ r,
                                      double *__restrict__ p)
{
    const int k = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    if (k < n) {
        const double beta = *rr > 0.0 ? *rr_next / *rr : 0.0;
        p[k] = r[k] + beta * p[k];
    }
}

extern "C" void launch_cg(int height, int width, int iterations, double shift, const double *b, double *x, double *r,
                          double *p, double *q)
{
    const int n = height * width;
    if (n <= 0) {
        return;
    }
    const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
    const int n_sums = 2 * iterations + 1; // rr, pq, rr, pq, ..., rr
    double *sums;
    cudaMalloc((void **)&sums, n_sums * sizeof(double));
    cudaMemset(sums, 0, n_sums * sizeof(double));

    start_kernel<<<blocks, BLOCK_SIZE>>>(n, b, x, r, p, sums);
    for (int iteration = 0; iteration < iterations; iteration++) {
        double *const rr = sums + 2 * iteration;
        double *const pq = rr + 1;
        double *const rr_next = rr + 2;
        apply_operator_kernel<<<blocks, BLOCK_SIZE>>>(height, width, shift, p, q, pq);
        step_kernel<<<blocks, BLOCK_SIZE>>>(n, rr, pq, p, q, x, r, rr_next);
        turn_direction_kernel<<<blocks, BLOCK_SIZE>>>(n, rr, rr_next, r, p);
    }
    cudaFree(sums);
}

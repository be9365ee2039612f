// Conjugate gradients for A x = b from x = 0, a fixed number of iterations: one kernel for each vector operation; the
// host fetches every scalar product and computes the length of the steps
#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 256
#endif

__global__ void start_kernel(int n, const double *b, double *x, double *r, double *p)
{
    const int k = blockIdx.x * blockDim.x + threadIdx.x;
    if (k < n) {
        x[k] = 0.0;
        r[k] = b[k];
        p[k] = b[k];
    }
}

__global__ void apply_operator_kernel(int height, int width, double shift, const double *p, double *q)
{
    const int k = blockIdx.x * blockDim.x + threadIdx.x;
    if (k < height * width) {
        const int i = k / width;
        const int j = k % width;
        double sum = (4.0 + shift) * p[k];
        sum -= i > 0 ? p[k - width] : 0.0;
        sum -= i < height - 1 ? p[k + width] : 0.0;
        sum -= j > 0 ? p[k - 1] : 0.0;
        sum -= j < width - 1 ? p[k + 1] : 0.0;
        q[k] = sum;
    }
}

__global__ void dot_kernel(int n, const double *a, const double *b, double *sum)
{
    const int k = blockIdx.x * blockDim.x + threadIdx.x;
    if (k < n) {
        atomicAdd(sum, a[k] * b[k]);
    }
}

// y <- y + alpha x
__global__ void add_scaled_kernel(int n, double alpha, const double *x, double *y)
{
    const int k = blockIdx.x * blockDim.x + threadIdx.x;
    if (k < n) {
        y[k] += alpha * x[k];
    }
}

// p <- r + beta p
__global__ void turn_direction_kernel(int n, double beta, const double *r, double *p)
{
    const int k = blockIdx.x * blockDim.x + threadIdx.x;
    if (k < n) {
        p[k] = r[k] + beta * p[k];
    }
}

static double dot(int n, const double *a, const double *b, double *device_sum)
{
    double sum = 0.0;
    cudaMemset(device_sum, 0, sizeof(double));
    dot_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, a, b, device_sum);
    cudaMemcpy(&sum, device_sum, sizeof(double), cudaMemcpyDeviceToHost);
    return sum;
}

extern "C" void launch_cg(int height, int width, int iterations, double shift, const double *b, double *x, double *r,
                          double *p, double *q)
{
    const int n = height * width;
    if (n <= 0) {
        return;
    }
    const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
    double *device_sum;
    cudaMalloc((void **)&device_sum, sizeof(double));

    start_kernel<<<blocks, BLOCK_SIZE>>>(n, b, x, r, p);
    double rr = dot(n, r, r, device_sum);
    for (int iteration = 0; iteration < iterations; iteration++) {
        apply_operator_kernel<<<blocks, BLOCK_SIZE>>>(height, width, shift, p, q);
        const double pq = dot(n, p, q, device_sum);
        const double alpha = pq > 0.0 ? rr / pq : 0.0;
        add_scaled_kernel<<<blocks, BLOCK_SIZE>>>(n, alpha, p, x);
        add_scaled_kernel<<<blocks, BLOCK_SIZE>>>(n, -alpha, q, r);
        const double rr_next = dot(n, r, r, device_sum);
        const double beta = rr > 0.0 ? rr_next / rr : 0.0;
        turn_direction_kernel<<<blocks, BLOCK_SIZE>>>(n, beta, r, p);
        rr = rr_next;
    }
    cudaFree(device_sum);
}

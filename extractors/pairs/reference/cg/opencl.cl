// The kernels of conjugate gradients on a grid; the host adds up the products and computes the length of the steps
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// q <- A p, and the products that make up the scalar product of p and q
__kernel void apply_operator(const int height, const int width, const double shift, __global const double *p,
                             __global double *q, __global double *products)
{
    const int k = get_global_id(0);
    if (k < height * width) {
        const int i = k / width;
        const int j = k % width;
        double sum = (4.0 + shift) * p[k];
        sum -= i > 0 ? p[k - width] : 0.0;
        sum -= i < height - 1 ? p[k + width] : 0.0;
        sum -= j > 0 ? p[k - 1] : 0.0;
        sum -= j < width - 1 ? p[k + 1] : 0.0;
        q[k] = sum;
        products[k] = p[k] * sum;
    }
}

// x <- x + alpha p, r <- r - alpha q, and the squares of the residual
__kernel void step(const int n, const double alpha, __global const double *p, __global const double *q,
                   __global double *x, __global double *r, __global double *squares)
{
    const int k = get_global_id(0);
    if (k < n) {
        const double residual = r[k] - alpha * q[k];
        x[k] += alpha * p[k];
        r[k] = residual;
        squares[k] = residual * residual;
    }
}

// p <- r + beta p
__kernel void turn_direction(const int n, const double beta, __global const double *r, __global double *p)
{
    const int k = get_global_id(0);
    if (k < n) {
        p[k] = r[k] + beta * p[k];
    }
}

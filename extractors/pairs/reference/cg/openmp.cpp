#include <stddef.h>

namespace {

// q <- A p on a grid, and the scalar product of p and q on the way
double apply_operator(int height, int width, double shift, const double *p, double *q)
{
    double pq = 0.0;
#pragma omp parallel for reduction(+ : pq)
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            const size_t k = (size_t)i * width + j;
            double sum = (4.0 + shift) * p[k];
            sum -= i > 0 ? p[k - width] : 0.0;
            sum -= i < height - 1 ? p[k + width] : 0.0;
            sum -= j > 0 ? p[k - 1] : 0.0;
            sum -= j < width - 1 ? p[k + 1] : 0.0;
            q[k] = sum;
            pq += p[k] * sum;
        }
    }
    return pq;
}

} // namespace

// Conjugate gradients for A x = b from x = 0, a fixed number of iterations: the five-point operator with a shift
extern "C" void cg(int height, int width, int iterations, double shift, const double *b, double *x, double *r,
                   double *p, double *q)
{
    const long n = (long)height * width;
    double rr = 0.0;
#pragma omp parallel for reduction(+ : rr)
    for (long k = 0; k < n; k++) {
        x[k] = 0.0;
        r[k] = b[k];
        p[k] = b[k];
        rr += b[k] * b[k];
    }
    for (int iteration = 0; iteration < iterations; iteration++) {
        const double pq = apply_operator(height, width, shift, p, q);
        const double alpha = pq > 0.0 ? rr / pq : 0.0;
        double rr_next = 0.0;
#pragma omp parallel for reduction(+ : rr_next)
        for (long k = 0; k < n; k++) {
            x[k] += alpha * p[k];
            r[k] -= alpha * q[k];
            rr_next += r[k] * r[k];
        }
        const double beta = rr > 0.0 ? rr_next / rr : 0.0;
#pragma omp parallel for simd
        for (long k = 0; k < n; k++) {
            p[k] = r[k] + beta * p[k];
        }
        rr = rr_next;
    }
}

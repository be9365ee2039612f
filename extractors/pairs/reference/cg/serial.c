#include <stddef.h>

/* q <- A p on a grid: 4 + shift times the point less its four neighbours, which are zero beyond the grid */
static void apply_operator(int height, int width, double shift, const double *restrict p, double *restrict q)
{
    for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
            const size_t k = (size_t)i * width + j;
            double sum = (4.0 + shift) * p[k];
            sum -= i > 0 ? p[k - width] : 0.0;
            sum -= i < height - 1 ? p[k + width] : 0.0;
            sum -= j > 0 ? p[k - 1] : 0.0;
            sum -= j < width - 1 ? p[k + 1] : 0.0;
            q[k] = sum;
        }
    }
}

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0.0;
    for (size_t k = 0; k < n; k++) {
        sum += a[k] * b[k];
    }
    return sum;
}

/* Conjugate gradients for A x = b from x = 0, a fixed number of iterations; r is the residual, p the direction and q
   its product with A afterwards. Where nothing is left to improve, steps have length zero. */
void cg(int height, int width, int iterations, double shift, const double *restrict b, double *restrict x,
        double *restrict r, double *restrict p, double *restrict q)
{
    const size_t n = (size_t)height * width;
    for (size_t k = 0; k < n; k++) {
        x[k] = 0.0;
        r[k] = b[k];
        p[k] = b[k];
    }
    double rr = dot(n, r, r);
    for (int iteration = 0; iteration < iterations; iteration++) {
        apply_operator(height, width, shift, p, q);
        const double pq = dot(n, p, q);
        const double alpha = pq > 0.0 ? rr / pq : 0.0;
        for (size_t k = 0; k < n; k++) {
            x[k] += alpha * p[k];
            r[k] -= alpha * q[k];
        }
        const double rr_next = dot(n, r, r);
        const double beta = rr > 0.0 ? rr_next / rr : 0.0;
        for (size_t k = 0; k < n; k++) {
            p[k] = r[k] + beta * p[k];
        }
        rr = rr_next;
    }
}

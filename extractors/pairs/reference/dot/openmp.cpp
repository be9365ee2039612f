// The scalar product of two vectors: every thread sums a part, OpenMP adds the parts up
extern "C" void dot(int n, const double *x, const double *y, double *product)
{
    double sum = 0.0;
#pragma omp parallel for simd reduction(+ : sum)
    for (int i = 0; i < n; i++) {
        sum += x[i] * y[i];
    }
    *product = sum;
}

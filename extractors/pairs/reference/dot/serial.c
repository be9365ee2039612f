/* The scalar product of two vectors. */
void dot(int n, const double *restrict x, const double *restrict y, double *restrict product)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        sum += x[i] * y[i];
    }
    *product = sum;
}

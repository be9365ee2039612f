// The sum of all elements: every thread sums a part, OpenMP adds the parts up
extern "C" void reduction(int n, const float *x, float *total)
{
    float sum = 0.0f;
#pragma omp parallel for reduction(+ : sum)
    for (int i = 0; i < n; i++) {
        sum += x[i];
    }
    *total = sum;
}

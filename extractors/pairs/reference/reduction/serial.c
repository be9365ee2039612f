/* The sum of all elements. */
void reduction(int n, const float *restrict x, float *restrict total)
{
    float sum = 0.0f;
    for (int i = 0; i < n; i++) {
        sum += x[i];
    }
    *total = sum;
}

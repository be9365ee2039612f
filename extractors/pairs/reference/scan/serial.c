/* The inclusive prefix sums: out[i] = x[0] + ... + x[i] */
void scan(int n, const int *restrict x, int *restrict out)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        sum += x[i];
        out[i] = sum;
    }
}

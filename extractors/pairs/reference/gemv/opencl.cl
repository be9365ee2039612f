// y <- alpha A x + beta y: one work-item for each row of A
__kernel void gemv(const int m, const int n, const float alpha, __global const float *a, __global const float *x,
                   const float beta, __global float *y)
{
    const int i = get_global_id(0);
    if (i < m) {
        __global const float *row = a + (size_t)i * n;
        float sum = 0.0f;
        for (int j = 0; j < n; j++) {
            sum += row[j] * x[j];
        }
        y[i] = alpha * sum + beta * y[i];
    }
}

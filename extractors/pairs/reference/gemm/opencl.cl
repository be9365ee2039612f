// C <- alpha A B + beta C: one work-item for each element of C
__kernel void gemm(const int m, const int n, const int k, const float alpha, __global const float *a,
                   __global const float *b, const float beta, __global float *c)
{
    const int j = get_global_id(0);
    const int i = get_global_id(1);
    if (i < m && j < n) {
        float sum = 0.0f;
        for (int p = 0; p < k; p++) {
            sum += a[(size_t)i * k + p] * b[(size_t)p * n + j];
        }
        c[(size_t)i * n + j] = alpha * sum + beta * c[(size_t)i * n + j];
    }
}

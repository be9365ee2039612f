// Tiled product; sizes come with -D.  for (;;) {}  __kernel void not_here() {}
#if __OPENCL_C_VERSION__ < 120
#error "too old"
#endif

__kernel void declared(__global float *x);

__kernel
void gemm(const int m, const int n, const int k,
          const __global float *a, const __global float *b, __global float *c)
{
    __local float as[TS][TS], bs[TS][TS];
    const int row = get_local_id(0), col = get_local_id(1);
    const int i = TS * get_group_id(0) + row, j = TS * get_group_id(1) + col;
    float s = 0.0f;
    for (int t = 0; t < k; t += TS) {
        as[col][row] = a[(t + col) * m + i];
        bs[col][row] = b[j * k + t + row];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int q = 0; q < TS; q++) s += as[q][row] * bs[col][q];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    c[j * m + i] = s;
    if (get_global_id(0) == 0) printf("__kernel void fake(%d) {\n", m);
}

kernel void zero(global float4 *restrict c) { c[get_global_id(0)] = (float4)(0.0f, 0.0f, 0.0f, 0.0f); }

void atomic_add_float(volatile __global float *at, float x)
{
    union { uint u; float f; } old, new;
    do {
        old.f = *at;
        new.f = old.f + x;
    } while (atomic_cmpxchg((volatile __global uint *)at, old.u, new.u) != old.u);
}

__kernel void trace(__global const float *c, int m, __global float *out)
{
    atomic_add_float(out, c[get_global_id(0) * (m + 1)]);
}
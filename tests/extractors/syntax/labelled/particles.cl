/* Particles in OpenCL C: forces, a push, cells. */
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#define CUTOFF 2.5f

typedef struct { float4 position, velocity; } particle;

float lj(float r2);

float lj(float r2)
{
    const float s = 1.f / (r2 * r2 * r2);
    return 24.f * s * (2.f * s - 1.f) / r2;
}

inline float4 wrap(float4 d, const float box) { return d - box * round(d / box); }

__kernel void forces(__global const particle *restrict p, __global float4 *f, const float box, const uint n)
{
    const uint i = get_global_id(0);
    if (i >= n) return;
    float4 sum = (float4)(0.f);
    for (uint j = 0; j < n; ++j) {
        float4 d = wrap(p[i].position - p[j].position, box);
        d.w = 0.f;
        float r2 = dot(d, d);
        if (j != i && r2 < CUTOFF * CUTOFF) sum += lj(r2) * d;
    }
    f[i] = sum;
}

kernel void push(global particle *p, global const float4 *f, float dt)
{
    size_t i = get_global_id(0);
    p[i].velocity += dt * f[i];
    p[i].position += dt * p[i].velocity;
}

__attribute__((reqd_work_group_size(128, 1, 1)))
__kernel void energy(__global const particle *p, __global double *out, __local double *tmp)
{
    const int l = get_local_id(0);
    tmp[l] = 0.5 * dot(p[get_global_id(0)].velocity.xyz, p[get_global_id(0)].velocity.xyz);
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int d = 64; d > 0; d >>= 1) {
        if (l < d)
            tmp[l] += tmp[l + d];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (l == 0) out[get_group_id(0)] = tmp[0];
}

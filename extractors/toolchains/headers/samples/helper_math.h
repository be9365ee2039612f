// Headers of NVIDIA's samples that programs copy: arithmetic on short vectors.
#pragma once
#include <cuda_runtime.h>
#include <math.h>
#ifdef __cplusplus
typedef unsigned int uint;
typedef unsigned short ushort;
#define WARPLOOM_SHORT inline __host__ __device__
WARPLOOM_SHORT float lerp(float a, float b, float t) { return a + t * (b - a); }
WARPLOOM_SHORT float clamp(float v, float a, float b) { return fmaxf(a, fminf(v, b)); }
WARPLOOM_SHORT int clamp(int v, int a, int b) { return v < a ? a : v > b ? b : v; }
WARPLOOM_SHORT uint clamp(uint v, uint a, uint b) { return v < a ? a : v > b ? b : v; }
// what X gives for each component
#define WARPLOOM_JOIN2(X, a, b) X(a.x, b.x), X(a.y, b.y)
#define WARPLOOM_JOIN3(X, a, b) WARPLOOM_JOIN2(X, a, b), X(a.z, b.z)
#define WARPLOOM_JOIN4(X, a, b) WARPLOOM_JOIN3(X, a, b), X(a.w, b.w)
#define WARPLOOM_WITH2(X, a, s) X(a.x, s), X(a.y, s)
#define WARPLOOM_WITH3(X, a, s) WARPLOOM_WITH2(X, a, s), X(a.z, s)
#define WARPLOOM_WITH4(X, a, s) WARPLOOM_WITH3(X, a, s), X(a.w, s)
#define WARPLOOM_ADD(a, b) ((a) + (b))
#define WARPLOOM_SUB(a, b) ((a) - (b))
#define WARPLOOM_MUL(a, b) ((a) * (b))
#define WARPLOOM_DIV(a, b) ((a) / (b))
#define WARPLOOM_BUS(a, b) ((b) - (a))
#define WARPLOOM_VID(a, b) ((b) / (a))
#define WARPLOOM_NEG(a, b) (-(a))
#define WARPLOOM_LEAST(a, b) ((a) < (b) ? (a) : (b))
#define WARPLOOM_MOST(a, b) ((a) < (b) ? (b) : (a))
#define WARPLOOM_OPERATOR(V, T, N, O, X, Y) \
    WARPLOOM_SHORT V operator O(V a, V b) { return make_##V(WARPLOOM_JOIN##N(X, a, b)); } \
    WARPLOOM_SHORT V operator O(V a, T s) { return make_##V(WARPLOOM_WITH##N(X, a, s)); } \
    WARPLOOM_SHORT V operator O(T s, V a) { return make_##V(WARPLOOM_WITH##N(Y, a, s)); } \
    WARPLOOM_SHORT void operator O##=(V &a, V b) { a = a O b; } \
    WARPLOOM_SHORT void operator O##=(V &a, T s) { a = a O s; }
#define WARPLOOM_SUM2(a, b) (a.x * b.x + a.y * b.y)
#define WARPLOOM_SUM3(a, b) (WARPLOOM_SUM2(a, b) + a.z * b.z)
#define WARPLOOM_SUM4(a, b) (WARPLOOM_SUM3(a, b) + a.w * b.w)
#define WARPLOOM_ONE(a, s) (s)
#define WARPLOOM_ARITHMETIC(V, T, N) \
    WARPLOOM_SHORT V make_##V(T s) { V a{}; return make_##V(WARPLOOM_WITH##N(WARPLOOM_ONE, a, s)); } \
    WARPLOOM_OPERATOR(V, T, N, +, WARPLOOM_ADD, WARPLOOM_ADD) WARPLOOM_OPERATOR(V, T, N, -, WARPLOOM_SUB, WARPLOOM_BUS) WARPLOOM_OPERATOR(V, T, N, *, WARPLOOM_MUL, WARPLOOM_MUL) \
    WARPLOOM_SHORT V min(V a, V b) { return make_##V(WARPLOOM_JOIN##N(WARPLOOM_LEAST, a, b)); } \
    WARPLOOM_SHORT V max(V a, V b) { return make_##V(WARPLOOM_JOIN##N(WARPLOOM_MOST, a, b)); } \
    WARPLOOM_SHORT V clamp(V v, V a, V b) { return min(max(v, a), b); } \
    WARPLOOM_SHORT V clamp(V v, T a, T b) { return min(max(v, make_##V(a)), make_##V(b)); } \
    WARPLOOM_SHORT T dot(V a, V b) { return WARPLOOM_SUM##N(a, b); }
#define WARPLOOM_SIGNED(V, N) WARPLOOM_SHORT V operator-(const V &a) { return make_##V(WARPLOOM_WITH##N(WARPLOOM_NEG, a, 0)); }
#define WARPLOOM_FLOOR(a, s) floorf(a)
#define WARPLOOM_ABS(a, s) fabsf(a)
#define WARPLOOM_FRACTION(a, s) ((a) - floorf(a))
#define WARPLOOM_MODULO(a, b) fmodf(a, b)
#define WARPLOOM_REAL(V, N) \
    WARPLOOM_OPERATOR(V, float, N, /, WARPLOOM_DIV, WARPLOOM_VID) \
    WARPLOOM_SHORT float length(V v) { return sqrtf(dot(v, v)); } \
    WARPLOOM_SHORT V normalize(V v) { return v * (1.0f / sqrtf(dot(v, v))); } \
    WARPLOOM_SHORT V lerp(V a, V b, float t) { return a + t * (b - a); } \
    WARPLOOM_SHORT V floorf(V v) { return make_##V(WARPLOOM_WITH##N(WARPLOOM_FLOOR, v, 0)); } \
    WARPLOOM_SHORT V fabs(V v) { return make_##V(WARPLOOM_WITH##N(WARPLOOM_ABS, v, 0)); } \
    WARPLOOM_SHORT V fracf(V v) { return make_##V(WARPLOOM_WITH##N(WARPLOOM_FRACTION, v, 0)); } \
    WARPLOOM_SHORT V fmodf(V a, V b) { return make_##V(WARPLOOM_JOIN##N(WARPLOOM_MODULO, a, b)); } \
    WARPLOOM_SHORT V fminf(V a, V b) { return min(a, b); } \
    WARPLOOM_SHORT V fmaxf(V a, V b) { return max(a, b); } \
    WARPLOOM_SHORT V reflect(V i, V n) { return i - 2.0f * n * dot(n, i); }
WARPLOOM_SHORT float fracf(float v) { return v - floorf(v); }
WARPLOOM_ARITHMETIC(float2, float, 2) WARPLOOM_ARITHMETIC(float3, float, 3) WARPLOOM_ARITHMETIC(float4, float, 4)
WARPLOOM_ARITHMETIC(int2, int, 2) WARPLOOM_ARITHMETIC(int3, int, 3) WARPLOOM_ARITHMETIC(int4, int, 4)
WARPLOOM_ARITHMETIC(uint2, uint, 2) WARPLOOM_ARITHMETIC(uint3, uint, 3) WARPLOOM_ARITHMETIC(uint4, uint, 4)
WARPLOOM_SIGNED(float2, 2) WARPLOOM_SIGNED(float3, 3) WARPLOOM_SIGNED(float4, 4) WARPLOOM_SIGNED(int2, 2) WARPLOOM_SIGNED(int3, 3) WARPLOOM_SIGNED(int4, 4)
WARPLOOM_REAL(float2, 2) WARPLOOM_REAL(float3, 3) WARPLOOM_REAL(float4, 4)
WARPLOOM_SHORT float3 cross(float3 a, float3 b) { return make_float3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x); }
WARPLOOM_SHORT float2 make_float2(float3 a) { return make_float2(a.x, a.y); }
WARPLOOM_SHORT float2 make_float2(int2 a) { return make_float2(float(a.x), float(a.y)); }
WARPLOOM_SHORT float2 make_float2(uint2 a) { return make_float2(float(a.x), float(a.y)); }
WARPLOOM_SHORT float3 make_float3(float2 a) { return make_float3(a.x, a.y, 0.0f); }
WARPLOOM_SHORT float3 make_float3(float2 a, float s) { return make_float3(a.x, a.y, s); }
WARPLOOM_SHORT float3 make_float3(float4 a) { return make_float3(a.x, a.y, a.z); }
WARPLOOM_SHORT float3 make_float3(int3 a) { return make_float3(float(a.x), float(a.y), float(a.z)); }
WARPLOOM_SHORT float3 make_float3(uint3 a) { return make_float3(float(a.x), float(a.y), float(a.z)); }
WARPLOOM_SHORT float4 make_float4(float3 a) { return make_float4(a.x, a.y, a.z, 0.0f); }
WARPLOOM_SHORT float4 make_float4(float3 a, float w) { return make_float4(a.x, a.y, a.z, w); }
WARPLOOM_SHORT float4 make_float4(int4 a) { return make_float4(float(a.x), float(a.y), float(a.z), float(a.w)); }
WARPLOOM_SHORT int2 make_int2(float2 a) { return make_int2(int(a.x), int(a.y)); }
WARPLOOM_SHORT int2 make_int2(uint2 a) { return make_int2(int(a.x), int(a.y)); }
WARPLOOM_SHORT int3 make_int3(float3 a) { return make_int3(int(a.x), int(a.y), int(a.z)); }
WARPLOOM_SHORT int3 make_int3(uint3 a) { return make_int3(int(a.x), int(a.y), int(a.z)); }
WARPLOOM_SHORT uint3 make_uint3(int3 a) { return make_uint3(uint(a.x), uint(a.y), uint(a.z)); }
WARPLOOM_SHORT float smoothstep(float a, float b, float v) { float t = clamp((v - a) / (b - a), 0.0f, 1.0f); return t * t * (3.0f - 2.0f * t); }
#endif

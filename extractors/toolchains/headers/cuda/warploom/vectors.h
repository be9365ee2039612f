// CUDA: vectors of one to four elements, dim3 and the functions that make them.
#pragma once
#include "qualifiers.h"
#define WARPLOOM_VECTORS(T, N, A2, A4) \
    struct N##1 { T x; }; \
    struct __attribute__((aligned(A2))) N##2 { T x, y; }; \
    struct N##3 { T x, y, z; }; \
    struct __attribute__((aligned(A4))) N##4 { T x, y, z, w; }; \
    typedef struct N##1 N##1; \
    typedef struct N##2 N##2; \
    typedef struct N##3 N##3; \
    typedef struct N##4 N##4; \
    WARPLOOM_BOTH N##1 make_##N##1(T x) { N##1 t; t.x = x; return t; } \
    WARPLOOM_BOTH N##2 make_##N##2(T x, T y) { N##2 t; t.x = x; t.y = y; return t; } \
    WARPLOOM_BOTH N##3 make_##N##3(T x, T y, T z) { N##3 t; t.x = x; t.y = y; t.z = z; return t; } \
    WARPLOOM_BOTH N##4 make_##N##4(T x, T y, T z, T w) { N##4 t; t.x = x; t.y = y; t.z = z; t.w = w; return t; }
#define WARPLOOM_WIDE(T, N) \
    struct __attribute__((aligned(16))) N##4_16a { T x, y, z, w; }; \
    struct __attribute__((aligned(32))) N##4_32a { T x, y, z, w; }; \
    typedef struct N##4_16a N##4_16a; \
    typedef struct N##4_32a N##4_32a; \
    WARPLOOM_BOTH N##4_16a make_##N##4_16a(T x, T y, T z, T w) { N##4_16a t; t.x = x; t.y = y; t.z = z; t.w = w; return t; } \
    WARPLOOM_BOTH N##4_32a make_##N##4_32a(T x, T y, T z, T w) { N##4_32a t; t.x = x; t.y = y; t.z = z; t.w = w; return t; }
WARPLOOM_VECTORS(signed char, char, 2, 4)
WARPLOOM_VECTORS(unsigned char, uchar, 2, 4)
WARPLOOM_VECTORS(short, short, 4, 8)
WARPLOOM_VECTORS(unsigned short, ushort, 4, 8)
WARPLOOM_VECTORS(int, int, 8, 16)
WARPLOOM_VECTORS(unsigned int, uint, 8, 16)
WARPLOOM_VECTORS(long, long, 16, 16)
WARPLOOM_VECTORS(unsigned long, ulong, 16, 16)
WARPLOOM_VECTORS(long long, longlong, 16, 16)
WARPLOOM_VECTORS(unsigned long long, ulonglong, 16, 16)
WARPLOOM_VECTORS(float, float, 8, 16)
WARPLOOM_VECTORS(double, double, 16, 16)
WARPLOOM_WIDE(long, long)
WARPLOOM_WIDE(unsigned long, ulong)
WARPLOOM_WIDE(long long, longlong)
WARPLOOM_WIDE(unsigned long long, ulonglong)
WARPLOOM_WIDE(double, double)
#undef WARPLOOM_VECTORS
#undef WARPLOOM_WIDE

struct dim3 {
    unsigned int x, y, z;
#ifdef __cplusplus
#if __cplusplus >= 201103L
    __host__ __device__ constexpr dim3(unsigned int vx = 1, unsigned int vy = 1, unsigned int vz = 1) : x(vx), y(vy), z(vz) {}
    __host__ __device__ constexpr dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
    __host__ __device__ constexpr operator uint3(void) const { return uint3{x, y, z}; }
#else
    __host__ __device__ dim3(unsigned int vx = 1, unsigned int vy = 1, unsigned int vz = 1) : x(vx), y(vy), z(vz) {}
    __host__ __device__ dim3(uint3 v) : x(v.x), y(v.y), z(v.z) {}
    __host__ __device__ operator uint3(void) const { uint3 t; t.x = x; t.y = y; t.z = z; return t; }
#endif
#endif
};
typedef struct dim3 dim3;

// Declarations of our own for HIP, for code that is compiled and not run: sixteen-bit floating point numbers.
#pragma once
#include <hip/hip_runtime.h>

typedef _Float16 __half;
typedef _Float16 half;
struct __half2 {
  union {
    struct {
      __half x, y;
    };
    _Float16 data __attribute__((ext_vector_type(2)));
  };
  __half2() = default;
  __host__ __device__ __half2(__half x_, __half y_) : x(x_), y(y_) {}
};
typedef __half2 half2;

__host__ __device__ inline __half __float2half(float x) { return (__half)x; }
__host__ __device__ inline __half __float2half_rn(float x) { return (__half)x; }
__host__ __device__ inline float __half2float(__half x) { return (float)x; }
__host__ __device__ inline __half __double2half(double x) { return (__half)x; }
__host__ __device__ inline __half __int2half_rn(int x) { return (__half)x; }
__host__ __device__ inline int __half2int_rn(__half x) { return (int)__builtin_rintf((float)x); }
__host__ __device__ inline __half __ushort_as_half(unsigned short x) { return __builtin_bit_cast(__half, x); }
__host__ __device__ inline unsigned short __half_as_ushort(__half x) { return __builtin_bit_cast(unsigned short, x); }
__host__ __device__ inline __half __hadd(__half a, __half b) { return a + b; }
__host__ __device__ inline __half2 __hadd2(__half2 a, __half2 b) { return __half2(a.x + b.x, a.y + b.y); }
__host__ __device__ inline __half2 operator+(__half2 a, __half2 b) { return __hadd2(a, b); }
__host__ __device__ inline __half __hsub(__half a, __half b) { return a - b; }
__host__ __device__ inline __half2 __hsub2(__half2 a, __half2 b) { return __half2(a.x - b.x, a.y - b.y); }
__host__ __device__ inline __half2 operator-(__half2 a, __half2 b) { return __hsub2(a, b); }
__host__ __device__ inline __half __hmul(__half a, __half b) { return a * b; }
__host__ __device__ inline __half2 __hmul2(__half2 a, __half2 b) { return __half2(a.x * b.x, a.y * b.y); }
__host__ __device__ inline __half2 operator*(__half2 a, __half2 b) { return __hmul2(a, b); }
__host__ __device__ inline __half __hdiv(__half a, __half b) { return a / b; }
__host__ __device__ inline __half2 __hdiv2(__half2 a, __half2 b) { return __half2(a.x / b.x, a.y / b.y); }
__host__ __device__ inline __half2 operator/(__half2 a, __half2 b) { return __hdiv2(a, b); }
__host__ __device__ inline bool __heq(__half a, __half b) { return a == b; }
__host__ __device__ inline bool __hne(__half a, __half b) { return a != b; }
__host__ __device__ inline bool __hlt(__half a, __half b) { return a < b; }
__host__ __device__ inline bool __hle(__half a, __half b) { return a <= b; }
__host__ __device__ inline bool __hgt(__half a, __half b) { return a > b; }
__host__ __device__ inline bool __hge(__half a, __half b) { return a >= b; }
__host__ __device__ inline __half __hneg(__half a) { return -a; }
__host__ __device__ inline __half __hmax(__half a, __half b) { return a < b ? b : a; }
__host__ __device__ inline __half __hmin(__half a, __half b) { return b < a ? b : a; }
__host__ __device__ inline bool __hisnan(__half a) { return a != a; }
__host__ __device__ inline __half __hfma(__half a, __half b, __half c) { return __builtin_fmaf16(a, b, c); }
__host__ __device__ inline __half2 __hfma2(__half2 a, __half2 b, __half2 c) {
  return __half2(__hfma(a.x, b.x, c.x), __hfma(a.y, b.y, c.y));
}
__host__ __device__ inline __half2 __halves2half2(__half a, __half b) { return __half2(a, b); }
__host__ __device__ inline __half2 __half2half2(__half a) { return __half2(a, a); }
__host__ __device__ inline __half2 __float2half2_rn(float a) { return __half2((__half)a, (__half)a); }
__host__ __device__ inline __half2 __floats2half2_rn(float a, float b) { return __half2((__half)a, (__half)b); }
__host__ __device__ inline float2 __half22float2(__half2 a) { return float2((float)a.x, (float)a.y); }
__host__ __device__ inline __half2 __float22half2_rn(float2 a) { return __half2((__half)a.x, (__half)a.y); }
__host__ __device__ inline __half __low2half(__half2 a) { return a.x; }
__host__ __device__ inline __half __high2half(__half2 a) { return a.y; }
__host__ __device__ inline float __low2float(__half2 a) { return (float)a.x; }
__host__ __device__ inline float __high2float(__half2 a) { return (float)a.y; }
__host__ __device__ inline __half2 make_half2(__half a, __half b) { return __half2(a, b); }
__device__ inline __half hsqrt(__half a) { return (__half)sqrtf((float)a); }
__device__ inline __half hexp(__half a) { return (__half)expf((float)a); }
__device__ inline __half hlog(__half a) { return (__half)logf((float)a); }
__device__ inline __half hsin(__half a) { return (__half)sinf((float)a); }
__device__ inline __half hcos(__half a) { return (__half)cosf((float)a); }
__device__ inline __half hfloor(__half a) { return (__half)floorf((float)a); }
__device__ inline __half hceil(__half a) { return (__half)ceilf((float)a); }
__device__ inline __half hrint(__half a) { return (__half)rintf((float)a); }
__device__ inline __half htrunc(__half a) { return (__half)truncf((float)a); }
__device__ inline __half hexp2(__half a) { return (__half)exp2f((float)a); }
__device__ inline __half hlog2(__half a) { return (__half)log2f((float)a); }
__device__ inline __half hrsqrt(__half a) { return (__half)rsqrtf((float)a); }
__device__ inline __half htanh(__half a) { return (__half)tanhf((float)a); }

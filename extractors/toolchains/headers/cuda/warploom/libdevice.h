// CUDA: device mathematics; each function is what libdevice calls __nv_NAME.
#pragma once
#include "qualifiers.h"
#define WARPLOOM_NV(R, N, P, A) extern "C" __device__ R __nv_##N P; WARPLOOM_MATH R N P { return __nv_##N A; }
#define WARPLOOM_AS(R, N, NV, P, A) extern "C" __device__ R __nv_##NV P; WARPLOOM_MATH R N P { return __nv_##NV A; }
#ifdef __CLANG_GPU_APPROX_TRANSCENDENTALS__
#define WARPLOOM_FAST(R, N, P, A) extern "C" __device__ R __nv_fast_##N P; WARPLOOM_MATH R N P { return __nv_fast_##N A; }
#else
#define WARPLOOM_FAST(R, N, P, A) WARPLOOM_NV(R, N, P, A)
#endif
#define WARPLOOM_1(N) WARPLOOM_NV(double, N, (double a), (a)) WARPLOOM_NV(float, N##f, (float a), (a))
#define WARPLOOM_1FAST(N) WARPLOOM_NV(double, N, (double a), (a)) WARPLOOM_FAST(float, N##f, (float a), (a))
#define WARPLOOM_2(N) WARPLOOM_NV(double, N, (double a, double b), (a, b)) WARPLOOM_NV(float, N##f, (float a, float b), (a, b))
#define WARPLOOM_3(N) WARPLOOM_NV(double, N, (double a, double b, double c), (a, b, c)) WARPLOOM_NV(float, N##f, (float a, float b, float c), (a, b, c))
#define WARPLOOM_4(N) WARPLOOM_NV(double, N, (double a, double b, double c, double d), (a, b, c, d)) WARPLOOM_NV(float, N##f, (float a, float b, float c, float d), (a, b, c, d))
#define WARPLOOM_INTO(R, N) WARPLOOM_NV(R, N, (double a), (a)) WARPLOOM_NV(R, N##f, (float a), (a))
WARPLOOM_1(acos) WARPLOOM_1(acosh) WARPLOOM_1(asin) WARPLOOM_1(asinh) WARPLOOM_1(atan) WARPLOOM_1(atanh) WARPLOOM_1(cbrt) WARPLOOM_1(ceil)
WARPLOOM_1FAST(cos) WARPLOOM_1(cosh) WARPLOOM_1(cospi) WARPLOOM_1(cyl_bessel_i0) WARPLOOM_1(cyl_bessel_i1) WARPLOOM_1(erf) WARPLOOM_1(erfc)
WARPLOOM_1(erfcinv) WARPLOOM_1(erfcx) WARPLOOM_1(erfinv) WARPLOOM_1FAST(exp) WARPLOOM_1FAST(exp10) WARPLOOM_1(exp2) WARPLOOM_1(expm1)
WARPLOOM_1(fabs) WARPLOOM_1(floor) WARPLOOM_1(j0) WARPLOOM_1(j1) WARPLOOM_1(lgamma) WARPLOOM_1FAST(log) WARPLOOM_1FAST(log10) WARPLOOM_1(log1p)
WARPLOOM_1FAST(log2) WARPLOOM_1(logb) WARPLOOM_1(normcdf) WARPLOOM_1(normcdfinv) WARPLOOM_1(rcbrt) WARPLOOM_1(round)
WARPLOOM_1(rsqrt) WARPLOOM_1FAST(sin) WARPLOOM_1(sinh) WARPLOOM_1(sinpi) WARPLOOM_1(sqrt) WARPLOOM_1FAST(tan) WARPLOOM_1(tanh) WARPLOOM_1(tgamma)
WARPLOOM_1(trunc) WARPLOOM_1(y0) WARPLOOM_1(y1)
WARPLOOM_2(atan2) WARPLOOM_2(copysign) WARPLOOM_2(fdim) WARPLOOM_2(fmax) WARPLOOM_2(fmin) WARPLOOM_2(fmod) WARPLOOM_2(hypot) WARPLOOM_2(nextafter)
WARPLOOM_2(remainder) WARPLOOM_2(rhypot)
WARPLOOM_NV(double, pow, (double a, double b), (a, b)) WARPLOOM_FAST(float, powf, (float a, float b), (a, b))
WARPLOOM_3(fma) WARPLOOM_3(norm3d) WARPLOOM_3(rnorm3d) WARPLOOM_4(norm4d) WARPLOOM_4(rnorm4d)
WARPLOOM_INTO(int, ilogb) WARPLOOM_INTO(long long, llrint) WARPLOOM_INTO(long long, llround)
WARPLOOM_NV(double, frexp, (double a, int *b), (a, b)) WARPLOOM_NV(float, frexpf, (float a, int *b), (a, b))
WARPLOOM_NV(double, ldexp, (double a, int b), (a, b)) WARPLOOM_NV(float, ldexpf, (float a, int b), (a, b))
WARPLOOM_NV(double, scalbn, (double a, int b), (a, b)) WARPLOOM_NV(float, scalbnf, (float a, int b), (a, b))
WARPLOOM_NV(double, powi, (double a, int b), (a, b)) WARPLOOM_NV(float, powif, (float a, int b), (a, b))
WARPLOOM_NV(double, modf, (double a, double *b), (a, b)) WARPLOOM_NV(float, modff, (float a, float *b), (a, b))
WARPLOOM_NV(double, jn, (int n, double a), (n, a)) WARPLOOM_NV(float, jnf, (int n, float a), (n, a))
WARPLOOM_NV(double, yn, (int n, double a), (n, a)) WARPLOOM_NV(float, ynf, (int n, float a), (n, a))
WARPLOOM_NV(double, norm, (int n, const double *a), (n, a)) WARPLOOM_NV(float, normf, (int n, const float *a), (n, a))
WARPLOOM_NV(double, rnorm, (int n, const double *a), (n, a)) WARPLOOM_NV(float, rnormf, (int n, const float *a), (n, a))
WARPLOOM_NV(double, remquo, (double a, double b, int *c), (a, b, c)) WARPLOOM_NV(float, remquof, (float a, float b, int *c), (a, b, c))
WARPLOOM_NV(int, abs, (int a), (a)) WARPLOOM_NV(long long, llabs, (long long a), (a))
WARPLOOM_MATH long labs(long a) { return __nv_llabs(a); }
WARPLOOM_NV(int, max, (int a, int b), (a, b)) WARPLOOM_NV(int, min, (int a, int b), (a, b))
WARPLOOM_NV(unsigned int, umax, (unsigned int a, unsigned int b), (a, b)) WARPLOOM_NV(unsigned int, umin, (unsigned int a, unsigned int b), (a, b))
WARPLOOM_NV(long long, llmax, (long long a, long long b), (a, b)) WARPLOOM_NV(long long, llmin, (long long a, long long b), (a, b))
WARPLOOM_NV(unsigned long long, ullmax, (unsigned long long a, unsigned long long b), (a, b))
WARPLOOM_NV(unsigned long long, ullmin, (unsigned long long a, unsigned long long b), (a, b))
extern "C" __device__ void __nv_sincos(double a, double *s, double *c);
extern "C" __device__ void __nv_sincosf(float a, float *s, float *c);
extern "C" __device__ void __nv_fast_sincosf(float a, float *s, float *c);
extern "C" __device__ void __nv_sincospi(double a, double *s, double *c);
extern "C" __device__ void __nv_sincospif(float a, float *s, float *c);
WARPLOOM_MATH void sincos(double a, double *s, double *c) { __nv_sincos(a, s, c); }
#ifdef __CLANG_GPU_APPROX_TRANSCENDENTALS__
WARPLOOM_MATH void sincosf(float a, float *s, float *c) { __nv_fast_sincosf(a, s, c); }
#else
WARPLOOM_MATH void sincosf(float a, float *s, float *c) { __nv_sincosf(a, s, c); }
#endif
WARPLOOM_MATH void sincospi(double a, double *s, double *c) { __nv_sincospi(a, s, c); }
WARPLOOM_MATH void sincospif(float a, float *s, float *c) { __nv_sincospif(a, s, c); }
WARPLOOM_MATH double fdivide(double a, double b) { return a / b; }
WARPLOOM_MATH float fdividef(float a, float b) { return a / b; }
WARPLOOM_MATH double rint(double a) { return __builtin_rint(a); }
WARPLOOM_MATH float rintf(float a) { return __builtin_rintf(a); }
WARPLOOM_MATH double nearbyint(double a) { return __builtin_nearbyint(a); }
WARPLOOM_MATH float nearbyintf(float a) { return __builtin_nearbyintf(a); }
WARPLOOM_MATH long lrint(double a) { return llrint(a); }
WARPLOOM_MATH long lround(double a) { return llround(a); }
WARPLOOM_MATH long lroundf(float a) { return llroundf(a); }
WARPLOOM_MATH double scalbln(double a, long b) { return b > 2147483647L ? (a > 0 ? __builtin_huge_val() : -__builtin_huge_val()) : b < -2147483647L - 1 ? (a > 0 ? 0.0 : -0.0) : scalbn(a, (int)b); }
WARPLOOM_MATH float scalblnf(float a, long b) { return b > 2147483647L ? (a > 0 ? __builtin_huge_valf() : -__builtin_huge_valf()) : b < -2147483647L - 1 ? (a > 0 ? 0.f : -0.f) : scalbnf(a, (int)b); }

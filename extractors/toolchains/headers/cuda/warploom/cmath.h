// CUDA: device mathematics under its C++ names, for float, for whole numbers and in namespace std.
#pragma once
#include "intrinsics.h"
#define WARPLOOM_F(N) WARPLOOM_MATH float N(float a) { return ::N##f(a); }
WARPLOOM_F(acos) WARPLOOM_F(asin) WARPLOOM_F(atan) WARPLOOM_F(ceil) WARPLOOM_F(cos) WARPLOOM_F(cosh) WARPLOOM_F(exp) WARPLOOM_F(fabs) WARPLOOM_F(floor)
WARPLOOM_F(log) WARPLOOM_F(log10) WARPLOOM_F(sin) WARPLOOM_F(sinh) WARPLOOM_F(sqrt) WARPLOOM_F(tan) WARPLOOM_F(tanh)
WARPLOOM_F(acosh) WARPLOOM_F(asinh) WARPLOOM_F(atanh) WARPLOOM_F(cbrt) WARPLOOM_F(erf) WARPLOOM_F(erfc) WARPLOOM_F(exp2) WARPLOOM_F(expm1)
WARPLOOM_F(lgamma) WARPLOOM_F(log1p) WARPLOOM_F(log2) WARPLOOM_F(logb) WARPLOOM_F(nearbyint) WARPLOOM_F(rint) WARPLOOM_F(round) WARPLOOM_F(tgamma)
WARPLOOM_F(trunc) WARPLOOM_F(rsqrt) WARPLOOM_F(rcbrt) WARPLOOM_F(exp10) WARPLOOM_F(sinpi) WARPLOOM_F(cospi) WARPLOOM_F(erfinv) WARPLOOM_F(erfcinv)
WARPLOOM_F(normcdf) WARPLOOM_F(normcdfinv) WARPLOOM_F(erfcx) WARPLOOM_F(j0) WARPLOOM_F(j1) WARPLOOM_F(y0) WARPLOOM_F(y1)
WARPLOOM_MATH float abs(float a) { return ::fabsf(a); }
WARPLOOM_MATH double abs(double a) { return ::fabs(a); }
WARPLOOM_MATH long abs(long a) { return ::labs(a); }
WARPLOOM_MATH long long abs(long long a) { return ::llabs(a); }
#define WARPLOOM_FF(N) WARPLOOM_MATH float N(float a, float b) { return ::N##f(a, b); }
WARPLOOM_FF(atan2) WARPLOOM_FF(copysign) WARPLOOM_FF(fdim) WARPLOOM_FF(fmax) WARPLOOM_FF(fmin) WARPLOOM_FF(fmod) WARPLOOM_FF(hypot) WARPLOOM_FF(nextafter)
WARPLOOM_FF(pow) WARPLOOM_FF(remainder) WARPLOOM_FF(rhypot) WARPLOOM_FF(fdivide)
WARPLOOM_MATH float fma(float a, float b, float c) { return ::fmaf(a, b, c); }
WARPLOOM_MATH float pow(float a, int b) { return ::powif(a, b); }
WARPLOOM_MATH double pow(double a, int b) { return ::powi(a, b); }
WARPLOOM_MATH float frexp(float a, int *b) { return ::frexpf(a, b); }
WARPLOOM_MATH float ldexp(float a, int b) { return ::ldexpf(a, b); }
WARPLOOM_MATH float scalbn(float a, int b) { return ::scalbnf(a, b); }
WARPLOOM_MATH float scalbln(float a, long b) { return ::scalblnf(a, b); }
WARPLOOM_MATH float modf(float a, float *b) { return ::modff(a, b); }
WARPLOOM_MATH float remquo(float a, float b, int *c) { return ::remquof(a, b, c); }
WARPLOOM_MATH void sincos(float a, float *s, float *c) { ::sincosf(a, s, c); }
WARPLOOM_MATH void sincospi(float a, float *s, float *c) { ::sincospif(a, s, c); }
WARPLOOM_MATH int ilogb(float a) { return ::ilogbf(a); }
WARPLOOM_MATH long long llrint(float a) { return ::llrintf(a); }
WARPLOOM_MATH long long llround(float a) { return ::llroundf(a); }
WARPLOOM_MATH long lrint(float a) { return ::lrintf(a); }
WARPLOOM_MATH long lround(float a) { return ::lroundf(a); }
#define WARPLOOM_IS(R, N) WARPLOOM_MATH R N(float a) { return __builtin_##N(a); } WARPLOOM_MATH R N(double a) { return __builtin_##N(a); }
WARPLOOM_MATH bool isinf(float a) { return ::__isinff(a); }
WARPLOOM_MATH bool isinf(double a) { return ::__isinf(a); }
WARPLOOM_MATH bool isfinite(float a) { return ::__finitef(a); }
WARPLOOM_MATH bool isfinite(double a) { return ::__nv_isfinited(a); }
WARPLOOM_MATH bool isnan(float a) { return ::__isnanf(a); }
WARPLOOM_MATH bool isnan(double a) { return ::__isnan(a); }
WARPLOOM_MATH bool signbit(float a) { return ::__signbitf(a); }
WARPLOOM_MATH bool signbit(double a) { return ::__signbitd(a); }
WARPLOOM_IS(bool, isnormal)
#undef WARPLOOM_IS
#define WARPLOOM_ORDER(N) WARPLOOM_MATH bool N(float a, float b) { return __builtin_##N(a, b); } WARPLOOM_MATH bool N(double a, double b) { return __builtin_##N(a, b); }
WARPLOOM_ORDER(isgreater) WARPLOOM_ORDER(isgreaterequal) WARPLOOM_ORDER(isless) WARPLOOM_ORDER(islessequal) WARPLOOM_ORDER(islessgreater) WARPLOOM_ORDER(isunordered)
#undef WARPLOOM_ORDER
template <bool, class T = void> struct __warploom_if {};
template <class T> struct __warploom_if<true, T> { typedef T type; };
template <class T> struct __warploom_whole { enum { value = (__is_integral(T)) }; };
template <class T> struct __warploom_number { enum { value = (__is_integral(T) || __is_floating_point(T)) }; };
template <class A, class B> struct __warploom_same { enum { value = 0 }; };
template <class A> struct __warploom_same<A, A> { enum { value = 1 }; };
#define WARPLOOM_WHOLE(R, N) template <typename T> WARPLOOM_MATH typename __warploom_if<__warploom_whole<T>::value, R>::type N(T a) { return ::N((double)a); }
#define WARPLOOM_MIXED(R, N) \
    template <typename A, typename B> \
    WARPLOOM_MATH typename __warploom_if<__warploom_number<A>::value && __warploom_number<B>::value && \
        !(__warploom_same<A, float>::value && __warploom_same<B, float>::value) && !(__warploom_same<A, double>::value && __warploom_same<B, double>::value), R>::type \
    N(A a, B b) { return ::N((double)a, (double)b); }
WARPLOOM_WHOLE(double, acos) WARPLOOM_WHOLE(double, acosh) WARPLOOM_WHOLE(double, asin) WARPLOOM_WHOLE(double, asinh) WARPLOOM_WHOLE(double, atan)
WARPLOOM_WHOLE(double, atanh) WARPLOOM_WHOLE(double, cbrt) WARPLOOM_WHOLE(double, ceil) WARPLOOM_WHOLE(double, cos) WARPLOOM_WHOLE(double, cosh)
WARPLOOM_WHOLE(double, erf) WARPLOOM_WHOLE(double, erfc) WARPLOOM_WHOLE(double, exp) WARPLOOM_WHOLE(double, exp2) WARPLOOM_WHOLE(double, expm1)
WARPLOOM_WHOLE(double, fabs) WARPLOOM_WHOLE(double, floor) WARPLOOM_WHOLE(int, ilogb) WARPLOOM_WHOLE(double, lgamma) WARPLOOM_WHOLE(double, log)
WARPLOOM_WHOLE(double, log10) WARPLOOM_WHOLE(double, log1p) WARPLOOM_WHOLE(double, log2) WARPLOOM_WHOLE(double, logb) WARPLOOM_WHOLE(long long, llrint)
WARPLOOM_WHOLE(long long, llround) WARPLOOM_WHOLE(long, lrint) WARPLOOM_WHOLE(long, lround) WARPLOOM_WHOLE(double, nearbyint) WARPLOOM_WHOLE(double, rint)
WARPLOOM_WHOLE(double, round) WARPLOOM_WHOLE(double, sin) WARPLOOM_WHOLE(double, sinh) WARPLOOM_WHOLE(double, sqrt) WARPLOOM_WHOLE(double, tan)
WARPLOOM_WHOLE(double, tanh) WARPLOOM_WHOLE(double, tgamma) WARPLOOM_WHOLE(double, trunc)
WARPLOOM_WHOLE(bool, isfinite) WARPLOOM_WHOLE(bool, isinf) WARPLOOM_WHOLE(bool, isnan) WARPLOOM_WHOLE(bool, isnormal) WARPLOOM_WHOLE(bool, signbit)
WARPLOOM_MIXED(double, atan2) WARPLOOM_MIXED(double, copysign) WARPLOOM_MIXED(double, fdim) WARPLOOM_MIXED(double, fmax) WARPLOOM_MIXED(double, fmin)
WARPLOOM_MIXED(double, fmod) WARPLOOM_MIXED(double, hypot) WARPLOOM_MIXED(double, nextafter) WARPLOOM_MIXED(double, pow) WARPLOOM_MIXED(double, remainder)
#undef WARPLOOM_WHOLE
#undef WARPLOOM_MIXED
#define WARPLOOM_LESS(R, A, B) \
    WARPLOOM_MATH R min(const A a, const B b) { return (R)a < (R)b ? (R)a : (R)b; } \
    WARPLOOM_MATH R max(const A a, const B b) { return (R)a > (R)b ? (R)a : (R)b; }
#define WARPLOOM_VIA(R, A, B, NV) \
    WARPLOOM_MATH R min(const A a, const B b) { return NV##min((R)a, (R)b); } \
    WARPLOOM_MATH R max(const A a, const B b) { return NV##max((R)a, (R)b); }
WARPLOOM_VIA(unsigned int, unsigned int, unsigned int, u) WARPLOOM_VIA(unsigned int, int, unsigned int, u) WARPLOOM_VIA(unsigned int, unsigned int, int, u)
WARPLOOM_VIA(long, long, long, ll) WARPLOOM_VIA(unsigned long, unsigned long, unsigned long, ull) WARPLOOM_VIA(unsigned long, long, unsigned long, ull)
WARPLOOM_VIA(unsigned long, unsigned long, long, ull) WARPLOOM_VIA(long long, long long, long long, ll)
WARPLOOM_VIA(unsigned long long, unsigned long long, unsigned long long, ull) WARPLOOM_VIA(unsigned long long, long long, unsigned long long, ull)
WARPLOOM_VIA(unsigned long long, unsigned long long, long long, ull)
WARPLOOM_MATH float min(const float a, const float b) { return fminf(a, b); }
WARPLOOM_MATH float max(const float a, const float b) { return fmaxf(a, b); }
WARPLOOM_MATH double min(const double a, const double b) { return fmin(a, b); }
WARPLOOM_MATH double max(const double a, const double b) { return fmax(a, b); }
WARPLOOM_MATH double min(const float a, const double b) { return fmin((double)a, b); }
WARPLOOM_MATH double max(const float a, const double b) { return fmax((double)a, b); }
WARPLOOM_MATH double min(const double a, const float b) { return fmin(a, (double)b); }
WARPLOOM_MATH double max(const double a, const float b) { return fmax(a, (double)b); }
#undef WARPLOOM_LESS
#undef WARPLOOM_VIA

// CUDA: what host code of a .cu file finds without an include: least, greatest and CUDA's own mathematics.
#pragma once
#include "qualifiers.h"
#define WARPLOOM_HOST static __inline__ __attribute__((host))
#define WARPLOOM_LEAST(R, A, B) \
    WARPLOOM_HOST R min(const A a, const B b) { return (R)a < (R)b ? (R)a : (R)b; } \
    WARPLOOM_HOST R max(const A a, const B b) { return (R)a > (R)b ? (R)a : (R)b; }
WARPLOOM_LEAST(int, int, int) WARPLOOM_LEAST(unsigned int, unsigned int, unsigned int) WARPLOOM_LEAST(unsigned int, int, unsigned int)
WARPLOOM_LEAST(unsigned int, unsigned int, int) WARPLOOM_LEAST(long, long, long) WARPLOOM_LEAST(unsigned long, unsigned long, unsigned long)
WARPLOOM_LEAST(unsigned long, long, unsigned long) WARPLOOM_LEAST(unsigned long, unsigned long, long) WARPLOOM_LEAST(long long, long long, long long)
WARPLOOM_LEAST(unsigned long long, unsigned long long, unsigned long long) WARPLOOM_LEAST(unsigned long long, long long, unsigned long long)
WARPLOOM_LEAST(unsigned long long, unsigned long long, long long)
WARPLOOM_LEAST(float, float, float) WARPLOOM_LEAST(double, double, double) WARPLOOM_LEAST(double, float, double) WARPLOOM_LEAST(double, double, float)
#undef WARPLOOM_LEAST
WARPLOOM_HOST float rsqrt(float a) { return 1.0f / __builtin_sqrtf(a); }
#if __cplusplus >= 201103L
#define WARPLOOM_NOEXCEPT noexcept
#else
#define WARPLOOM_NOEXCEPT throw()
#endif
#define WARPLOOM_EXTERN(N) __attribute__((host)) double N(double) WARPLOOM_NOEXCEPT; __attribute__((host)) float N##f(float) WARPLOOM_NOEXCEPT;
extern "C" {
WARPLOOM_EXTERN(rsqrt) WARPLOOM_EXTERN(rcbrt) WARPLOOM_EXTERN(sinpi) WARPLOOM_EXTERN(cospi) WARPLOOM_EXTERN(normcdf) WARPLOOM_EXTERN(normcdfinv)
WARPLOOM_EXTERN(erfinv) WARPLOOM_EXTERN(erfcinv) WARPLOOM_EXTERN(erfcx) WARPLOOM_EXTERN(cyl_bessel_i0) WARPLOOM_EXTERN(cyl_bessel_i1)
__attribute__((host)) float fdividef(float, float) WARPLOOM_NOEXCEPT;
}
#undef WARPLOOM_EXTERN

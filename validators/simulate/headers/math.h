/* The functions of C's math library that the simulator lets code call. */
#ifndef WL_MATH_H
#define WL_MATH_H
#ifdef __cplusplus
extern "C" {
#endif
#define WL_ONE(name) double name(double); float name##f(float);
#define WL_TWO(name) double name(double, double); float name##f(float, float);
WL_ONE(sqrt) WL_ONE(cbrt) WL_ONE(exp) WL_ONE(exp2) WL_ONE(expm1) WL_ONE(log) WL_ONE(log2) WL_ONE(log10) WL_ONE(log1p)
WL_ONE(sin) WL_ONE(cos) WL_ONE(tan) WL_ONE(asin) WL_ONE(acos) WL_ONE(atan) WL_ONE(sinh) WL_ONE(cosh) WL_ONE(tanh)
WL_ONE(asinh) WL_ONE(acosh) WL_ONE(atanh) WL_ONE(erf) WL_ONE(erfc) WL_ONE(tgamma) WL_ONE(lgamma) WL_ONE(floor)
WL_ONE(ceil) WL_ONE(trunc) WL_ONE(round) WL_ONE(rint) WL_ONE(nearbyint) WL_ONE(fabs) WL_ONE(logb)
WL_TWO(pow) WL_TWO(fmod) WL_TWO(remainder) WL_TWO(atan2) WL_TWO(hypot) WL_TWO(fmin) WL_TWO(fmax) WL_TWO(fdim)
WL_TWO(copysign) WL_TWO(nextafter)
#undef WL_ONE
#undef WL_TWO
double fma(double, double, double);
float fmaf(float, float, float);
double ldexp(double, int);
float ldexpf(float, int);
double scalbn(double, int);
float scalbnf(float, int);
double frexp(double, int *);
float frexpf(float, int *);
double modf(double, double *);
float modff(float, float *);
int ilogb(double);
int ilogbf(float);
long lround(double);
long lroundf(float);
long lrint(double);
long lrintf(float);
long long llround(double);
long long llroundf(float);
static inline double nan(const char *text) { return (void)text, __builtin_nan(""); }
static inline float nanf(const char *text) { return (void)text, __builtin_nanf(""); }
#ifdef __cplusplus
}
#else
#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x) __builtin_signbit(x)
#endif
#define HUGE_VAL __builtin_huge_val()
#define HUGE_VALF __builtin_huge_valf()
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define M_E 2.7182818284590452354
#define M_LOG2E 1.4426950408889634074
#define M_LOG10E 0.43429448190325182765
#define M_LN2 0.69314718055994530942
#define M_LN10 2.30258509299404568402
#define M_PI 3.14159265358979323846
#define M_PI_2 1.57079632679489661923
#define M_PI_4 0.78539816339744830962
#define M_1_PI 0.31830988618379067154
#define M_2_PI 0.63661977236758134308
#define M_2_SQRTPI 1.12837916709551257390
#define M_SQRT2 1.41421356237309504880
#define M_SQRT1_2 0.70710678118654752440
#endif

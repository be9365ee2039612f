// Declarations of our own for HIP, for code that is compiled and not run: mathematics, by the names of AMD's device library.
#pragma once
#include <hip/host_defines.h>

extern "C" {
__device__ double __ocml_acos_f64(double);
__device__ double __ocml_acosh_f64(double);
__device__ double __ocml_asin_f64(double);
__device__ double __ocml_asinh_f64(double);
__device__ double __ocml_atan_f64(double);
__device__ double __ocml_atanh_f64(double);
__device__ double __ocml_cbrt_f64(double);
__device__ double __ocml_ceil_f64(double);
__device__ double __ocml_cos_f64(double);
__device__ double __ocml_cosh_f64(double);
__device__ double __ocml_cospi_f64(double);
__device__ double __ocml_erf_f64(double);
__device__ double __ocml_erfc_f64(double);
__device__ double __ocml_erfcinv_f64(double);
__device__ double __ocml_erfcx_f64(double);
__device__ double __ocml_erfinv_f64(double);
__device__ double __ocml_exp_f64(double);
__device__ double __ocml_exp10_f64(double);
__device__ double __ocml_exp2_f64(double);
__device__ double __ocml_expm1_f64(double);
__device__ double __ocml_fabs_f64(double);
__device__ double __ocml_floor_f64(double);
__device__ double __ocml_lgamma_f64(double);
__device__ double __ocml_log_f64(double);
__device__ double __ocml_log10_f64(double);
__device__ double __ocml_log1p_f64(double);
__device__ double __ocml_log2_f64(double);
__device__ double __ocml_logb_f64(double);
__device__ double __ocml_ncdf_f64(double);
__device__ double __ocml_ncdfinv_f64(double);
__device__ double __ocml_nearbyint_f64(double);
__device__ double __ocml_rint_f64(double);
__device__ double __ocml_round_f64(double);
__device__ double __ocml_rsqrt_f64(double);
__device__ double __ocml_rcbrt_f64(double);
__device__ double __ocml_sin_f64(double);
__device__ double __ocml_sinh_f64(double);
__device__ double __ocml_sinpi_f64(double);
__device__ double __ocml_sqrt_f64(double);
__device__ double __ocml_tan_f64(double);
__device__ double __ocml_tanh_f64(double);
__device__ double __ocml_tgamma_f64(double);
__device__ double __ocml_trunc_f64(double);
__device__ double __ocml_j0_f64(double);
__device__ double __ocml_j1_f64(double);
__device__ double __ocml_y0_f64(double);
__device__ double __ocml_y1_f64(double);
__device__ double __ocml_i0_f64(double);
__device__ double __ocml_i1_f64(double);
__device__ double __ocml_atan2_f64(double, double);
__device__ double __ocml_copysign_f64(double, double);
__device__ double __ocml_fdim_f64(double, double);
__device__ double __ocml_fmax_f64(double, double);
__device__ double __ocml_fmin_f64(double, double);
__device__ double __ocml_fmod_f64(double, double);
__device__ double __ocml_hypot_f64(double, double);
__device__ double __ocml_nextafter_f64(double, double);
__device__ double __ocml_pow_f64(double, double);
__device__ double __ocml_remainder_f64(double, double);
__device__ double __ocml_rhypot_f64(double, double);
__device__ double __ocml_fma_f64(double, double, double);
__device__ double __ocml_ldexp_f64(double, int);
__device__ double __ocml_pown_f64(double, int);
__device__ int __ocml_ilogb_f64(double);
__device__ double __ocml_frexp_f64(double, __attribute__((address_space(5))) int *);
__device__ double __ocml_modf_f64(double, __attribute__((address_space(5))) double *);
__device__ double __ocml_sincos_f64(double, __attribute__((address_space(5))) double *);
__device__ float __ocml_acos_f32(float);
__device__ float __ocml_acosh_f32(float);
__device__ float __ocml_asin_f32(float);
__device__ float __ocml_asinh_f32(float);
__device__ float __ocml_atan_f32(float);
__device__ float __ocml_atanh_f32(float);
__device__ float __ocml_cbrt_f32(float);
__device__ float __ocml_ceil_f32(float);
__device__ float __ocml_cos_f32(float);
__device__ float __ocml_cosh_f32(float);
__device__ float __ocml_cospi_f32(float);
__device__ float __ocml_erf_f32(float);
__device__ float __ocml_erfc_f32(float);
__device__ float __ocml_erfcinv_f32(float);
__device__ float __ocml_erfcx_f32(float);
__device__ float __ocml_erfinv_f32(float);
__device__ float __ocml_exp_f32(float);
__device__ float __ocml_exp10_f32(float);
__device__ float __ocml_exp2_f32(float);
__device__ float __ocml_expm1_f32(float);
__device__ float __ocml_fabs_f32(float);
__device__ float __ocml_floor_f32(float);
__device__ float __ocml_lgamma_f32(float);
__device__ float __ocml_log_f32(float);
__device__ float __ocml_log10_f32(float);
__device__ float __ocml_log1p_f32(float);
__device__ float __ocml_log2_f32(float);
__device__ float __ocml_logb_f32(float);
__device__ float __ocml_ncdf_f32(float);
__device__ float __ocml_ncdfinv_f32(float);
__device__ float __ocml_nearbyint_f32(float);
__device__ float __ocml_rint_f32(float);
__device__ float __ocml_round_f32(float);
__device__ float __ocml_rsqrt_f32(float);
__device__ float __ocml_rcbrt_f32(float);
__device__ float __ocml_sin_f32(float);
__device__ float __ocml_sinh_f32(float);
__device__ float __ocml_sinpi_f32(float);
__device__ float __ocml_sqrt_f32(float);
__device__ float __ocml_tan_f32(float);
__device__ float __ocml_tanh_f32(float);
__device__ float __ocml_tgamma_f32(float);
__device__ float __ocml_trunc_f32(float);
__device__ float __ocml_j0_f32(float);
__device__ float __ocml_j1_f32(float);
__device__ float __ocml_y0_f32(float);
__device__ float __ocml_y1_f32(float);
__device__ float __ocml_i0_f32(float);
__device__ float __ocml_i1_f32(float);
__device__ float __ocml_atan2_f32(float, float);
__device__ float __ocml_copysign_f32(float, float);
__device__ float __ocml_fdim_f32(float, float);
__device__ float __ocml_fmax_f32(float, float);
__device__ float __ocml_fmin_f32(float, float);
__device__ float __ocml_fmod_f32(float, float);
__device__ float __ocml_hypot_f32(float, float);
__device__ float __ocml_nextafter_f32(float, float);
__device__ float __ocml_pow_f32(float, float);
__device__ float __ocml_remainder_f32(float, float);
__device__ float __ocml_rhypot_f32(float, float);
__device__ float __ocml_fma_f32(float, float, float);
__device__ float __ocml_ldexp_f32(float, int);
__device__ float __ocml_pown_f32(float, int);
__device__ int __ocml_ilogb_f32(float);
__device__ float __ocml_frexp_f32(float, __attribute__((address_space(5))) int *);
__device__ float __ocml_modf_f32(float, __attribute__((address_space(5))) float *);
__device__ float __ocml_sincos_f32(float, __attribute__((address_space(5))) float *);
__device__ float __ocml_native_sin_f32(float);
__device__ float __ocml_native_cos_f32(float);
__device__ float __ocml_native_exp_f32(float);
__device__ float __ocml_native_exp2_f32(float);
__device__ float __ocml_native_exp10_f32(float);
__device__ float __ocml_native_log_f32(float);
__device__ float __ocml_native_log2_f32(float);
__device__ float __ocml_native_log10_f32(float);
__device__ float __ocml_native_sqrt_f32(float);
__device__ float __ocml_native_rsqrt_f32(float);
__device__ float __ocml_native_recip_f32(float);
}

__device__ inline __attribute__((always_inline)) double acos(double x) { return __ocml_acos_f64(x); }
__device__ inline __attribute__((always_inline)) double acosh(double x) { return __ocml_acosh_f64(x); }
__device__ inline __attribute__((always_inline)) double asin(double x) { return __ocml_asin_f64(x); }
__device__ inline __attribute__((always_inline)) double asinh(double x) { return __ocml_asinh_f64(x); }
__device__ inline __attribute__((always_inline)) double atan(double x) { return __ocml_atan_f64(x); }
__device__ inline __attribute__((always_inline)) double atanh(double x) { return __ocml_atanh_f64(x); }
__device__ inline __attribute__((always_inline)) double cbrt(double x) { return __ocml_cbrt_f64(x); }
__device__ inline __attribute__((always_inline)) double ceil(double x) { return __builtin_ceil(x); }
__device__ inline __attribute__((always_inline)) double cos(double x) { return __ocml_cos_f64(x); }
__device__ inline __attribute__((always_inline)) double cosh(double x) { return __ocml_cosh_f64(x); }
__device__ inline __attribute__((always_inline)) double cospi(double x) { return __ocml_cospi_f64(x); }
__device__ inline __attribute__((always_inline)) double erf(double x) { return __ocml_erf_f64(x); }
__device__ inline __attribute__((always_inline)) double erfc(double x) { return __ocml_erfc_f64(x); }
__device__ inline __attribute__((always_inline)) double erfcinv(double x) { return __ocml_erfcinv_f64(x); }
__device__ inline __attribute__((always_inline)) double erfcx(double x) { return __ocml_erfcx_f64(x); }
__device__ inline __attribute__((always_inline)) double erfinv(double x) { return __ocml_erfinv_f64(x); }
__device__ inline __attribute__((always_inline)) double exp(double x) { return __ocml_exp_f64(x); }
__device__ inline __attribute__((always_inline)) double exp10(double x) { return __ocml_exp10_f64(x); }
__device__ inline __attribute__((always_inline)) double exp2(double x) { return __ocml_exp2_f64(x); }
__device__ inline __attribute__((always_inline)) double expm1(double x) { return __ocml_expm1_f64(x); }
__device__ inline __attribute__((always_inline)) double fabs(double x) { return __builtin_fabs(x); }
__device__ inline __attribute__((always_inline)) double floor(double x) { return __builtin_floor(x); }
__device__ inline __attribute__((always_inline)) double lgamma(double x) { return __ocml_lgamma_f64(x); }
__device__ inline __attribute__((always_inline)) double log(double x) { return __ocml_log_f64(x); }
__device__ inline __attribute__((always_inline)) double log10(double x) { return __ocml_log10_f64(x); }
__device__ inline __attribute__((always_inline)) double log1p(double x) { return __ocml_log1p_f64(x); }
__device__ inline __attribute__((always_inline)) double log2(double x) { return __ocml_log2_f64(x); }
__device__ inline __attribute__((always_inline)) double logb(double x) { return __ocml_logb_f64(x); }
__device__ inline __attribute__((always_inline)) double normcdf(double x) { return __ocml_ncdf_f64(x); }
__device__ inline __attribute__((always_inline)) double normcdfinv(double x) { return __ocml_ncdfinv_f64(x); }
__device__ inline __attribute__((always_inline)) double nearbyint(double x) { return __builtin_nearbyint(x); }
__device__ inline __attribute__((always_inline)) double rint(double x) { return __builtin_rint(x); }
__device__ inline __attribute__((always_inline)) double round(double x) { return __builtin_round(x); }
__device__ inline __attribute__((always_inline)) double rsqrt(double x) { return __ocml_rsqrt_f64(x); }
__device__ inline __attribute__((always_inline)) double rcbrt(double x) { return __ocml_rcbrt_f64(x); }
__device__ inline __attribute__((always_inline)) double sin(double x) { return __ocml_sin_f64(x); }
__device__ inline __attribute__((always_inline)) double sinh(double x) { return __ocml_sinh_f64(x); }
__device__ inline __attribute__((always_inline)) double sinpi(double x) { return __ocml_sinpi_f64(x); }
__device__ inline __attribute__((always_inline)) double sqrt(double x) { return __builtin_sqrt(x); }
__device__ inline __attribute__((always_inline)) double tan(double x) { return __ocml_tan_f64(x); }
__device__ inline __attribute__((always_inline)) double tanh(double x) { return __ocml_tanh_f64(x); }
__device__ inline __attribute__((always_inline)) double tgamma(double x) { return __ocml_tgamma_f64(x); }
__device__ inline __attribute__((always_inline)) double trunc(double x) { return __builtin_trunc(x); }
__device__ inline __attribute__((always_inline)) double j0(double x) { return __ocml_j0_f64(x); }
__device__ inline __attribute__((always_inline)) double j1(double x) { return __ocml_j1_f64(x); }
__device__ inline __attribute__((always_inline)) double y0(double x) { return __ocml_y0_f64(x); }
__device__ inline __attribute__((always_inline)) double y1(double x) { return __ocml_y1_f64(x); }
__device__ inline __attribute__((always_inline)) double cyl_bessel_i0(double x) { return __ocml_i0_f64(x); }
__device__ inline __attribute__((always_inline)) double cyl_bessel_i1(double x) { return __ocml_i1_f64(x); }
__device__ inline __attribute__((always_inline)) double atan2(double x, double y) { return __ocml_atan2_f64(x, y); }
__device__ inline __attribute__((always_inline)) double copysign(double x, double y) {
  return __builtin_copysign(x, y);
}
__device__ inline __attribute__((always_inline)) double fdim(double x, double y) { return __ocml_fdim_f64(x, y); }
__device__ inline __attribute__((always_inline)) double fmax(double x, double y) { return __builtin_fmax(x, y); }
__device__ inline __attribute__((always_inline)) double fmin(double x, double y) { return __builtin_fmin(x, y); }
__device__ inline __attribute__((always_inline)) double fmod(double x, double y) { return __ocml_fmod_f64(x, y); }
__device__ inline __attribute__((always_inline)) double hypot(double x, double y) { return __ocml_hypot_f64(x, y); }
__device__ inline __attribute__((always_inline)) double nextafter(double x, double y) {
  return __ocml_nextafter_f64(x, y);
}
__device__ inline __attribute__((always_inline)) double pow(double x, double y) { return __ocml_pow_f64(x, y); }
__device__ inline __attribute__((always_inline)) double remainder(double x, double y) {
  return __ocml_remainder_f64(x, y);
}
__device__ inline __attribute__((always_inline)) double rhypot(double x, double y) { return __ocml_rhypot_f64(x, y); }
__device__ inline __attribute__((always_inline)) double fma(double x, double y, double z) {
  return __builtin_fma(x, y, z);
}
__device__ inline __attribute__((always_inline)) double ldexp(double x, int n) { return __builtin_ldexp(x, n); }
__device__ inline __attribute__((always_inline)) double scalbn(double x, int n) { return __builtin_ldexp(x, n); }
__device__ inline __attribute__((always_inline)) int ilogb(double x) { return __ocml_ilogb_f64(x); }
__device__ inline __attribute__((always_inline)) double frexp(double x, int *n) {
  int k;
  double y = __ocml_frexp_f64(x, (__attribute__((address_space(5))) int *)&k);
  *n = k;
  return y;
}
__device__ inline __attribute__((always_inline)) double modf(double x, double *whole) {
  double k;
  double y = __ocml_modf_f64(x, (__attribute__((address_space(5))) double *)&k);
  *whole = k;
  return y;
}
__device__ inline __attribute__((always_inline)) void sincos(double x, double *sine, double *cosine) {
  double k;
  *sine = __ocml_sincos_f64(x, (__attribute__((address_space(5))) double *)&k);
  *cosine = k;
}
__device__ inline __attribute__((always_inline)) long lrint(double x) { return (long)__builtin_rint(x); }
__device__ inline __attribute__((always_inline)) long long llrint(double x) { return (long long)__builtin_rint(x); }
__device__ inline __attribute__((always_inline)) long lround(double x) { return (long)__builtin_round(x); }
__device__ inline __attribute__((always_inline)) long long llround(double x) { return (long long)__builtin_round(x); }
__device__ inline __attribute__((always_inline)) float acosf(float x) { return __ocml_acos_f32(x); }
__device__ inline __attribute__((always_inline)) float acoshf(float x) { return __ocml_acosh_f32(x); }
__device__ inline __attribute__((always_inline)) float asinf(float x) { return __ocml_asin_f32(x); }
__device__ inline __attribute__((always_inline)) float asinhf(float x) { return __ocml_asinh_f32(x); }
__device__ inline __attribute__((always_inline)) float atanf(float x) { return __ocml_atan_f32(x); }
__device__ inline __attribute__((always_inline)) float atanhf(float x) { return __ocml_atanh_f32(x); }
__device__ inline __attribute__((always_inline)) float cbrtf(float x) { return __ocml_cbrt_f32(x); }
__device__ inline __attribute__((always_inline)) float ceilf(float x) { return __builtin_ceilf(x); }
__device__ inline __attribute__((always_inline)) float cosf(float x) { return __ocml_cos_f32(x); }
__device__ inline __attribute__((always_inline)) float coshf(float x) { return __ocml_cosh_f32(x); }
__device__ inline __attribute__((always_inline)) float cospif(float x) { return __ocml_cospi_f32(x); }
__device__ inline __attribute__((always_inline)) float erff(float x) { return __ocml_erf_f32(x); }
__device__ inline __attribute__((always_inline)) float erfcf(float x) { return __ocml_erfc_f32(x); }
__device__ inline __attribute__((always_inline)) float erfcinvf(float x) { return __ocml_erfcinv_f32(x); }
__device__ inline __attribute__((always_inline)) float erfcxf(float x) { return __ocml_erfcx_f32(x); }
__device__ inline __attribute__((always_inline)) float erfinvf(float x) { return __ocml_erfinv_f32(x); }
__device__ inline __attribute__((always_inline)) float expf(float x) { return __ocml_exp_f32(x); }
__device__ inline __attribute__((always_inline)) float exp10f(float x) { return __ocml_exp10_f32(x); }
__device__ inline __attribute__((always_inline)) float exp2f(float x) { return __ocml_exp2_f32(x); }
__device__ inline __attribute__((always_inline)) float expm1f(float x) { return __ocml_expm1_f32(x); }
__device__ inline __attribute__((always_inline)) float fabsf(float x) { return __builtin_fabsf(x); }
__device__ inline __attribute__((always_inline)) float floorf(float x) { return __builtin_floorf(x); }
__device__ inline __attribute__((always_inline)) float lgammaf(float x) { return __ocml_lgamma_f32(x); }
__device__ inline __attribute__((always_inline)) float logf(float x) { return __ocml_log_f32(x); }
__device__ inline __attribute__((always_inline)) float log10f(float x) { return __ocml_log10_f32(x); }
__device__ inline __attribute__((always_inline)) float log1pf(float x) { return __ocml_log1p_f32(x); }
__device__ inline __attribute__((always_inline)) float log2f(float x) { return __ocml_log2_f32(x); }
__device__ inline __attribute__((always_inline)) float logbf(float x) { return __ocml_logb_f32(x); }
__device__ inline __attribute__((always_inline)) float normcdff(float x) { return __ocml_ncdf_f32(x); }
__device__ inline __attribute__((always_inline)) float normcdfinvf(float x) { return __ocml_ncdfinv_f32(x); }
__device__ inline __attribute__((always_inline)) float nearbyintf(float x) { return __builtin_nearbyintf(x); }
__device__ inline __attribute__((always_inline)) float rintf(float x) { return __builtin_rintf(x); }
__device__ inline __attribute__((always_inline)) float roundf(float x) { return __builtin_roundf(x); }
__device__ inline __attribute__((always_inline)) float rsqrtf(float x) { return __ocml_rsqrt_f32(x); }
__device__ inline __attribute__((always_inline)) float rcbrtf(float x) { return __ocml_rcbrt_f32(x); }
__device__ inline __attribute__((always_inline)) float sinf(float x) { return __ocml_sin_f32(x); }
__device__ inline __attribute__((always_inline)) float sinhf(float x) { return __ocml_sinh_f32(x); }
__device__ inline __attribute__((always_inline)) float sinpif(float x) { return __ocml_sinpi_f32(x); }
__device__ inline __attribute__((always_inline)) float sqrtf(float x) { return __builtin_sqrtf(x); }
__device__ inline __attribute__((always_inline)) float tanf(float x) { return __ocml_tan_f32(x); }
__device__ inline __attribute__((always_inline)) float tanhf(float x) { return __ocml_tanh_f32(x); }
__device__ inline __attribute__((always_inline)) float tgammaf(float x) { return __ocml_tgamma_f32(x); }
__device__ inline __attribute__((always_inline)) float truncf(float x) { return __builtin_truncf(x); }
__device__ inline __attribute__((always_inline)) float j0f(float x) { return __ocml_j0_f32(x); }
__device__ inline __attribute__((always_inline)) float j1f(float x) { return __ocml_j1_f32(x); }
__device__ inline __attribute__((always_inline)) float y0f(float x) { return __ocml_y0_f32(x); }
__device__ inline __attribute__((always_inline)) float y1f(float x) { return __ocml_y1_f32(x); }
__device__ inline __attribute__((always_inline)) float cyl_bessel_i0f(float x) { return __ocml_i0_f32(x); }
__device__ inline __attribute__((always_inline)) float cyl_bessel_i1f(float x) { return __ocml_i1_f32(x); }
__device__ inline __attribute__((always_inline)) float atan2f(float x, float y) { return __ocml_atan2_f32(x, y); }
__device__ inline __attribute__((always_inline)) float copysignf(float x, float y) { return __builtin_copysignf(x, y); }
__device__ inline __attribute__((always_inline)) float fdimf(float x, float y) { return __ocml_fdim_f32(x, y); }
__device__ inline __attribute__((always_inline)) float fmaxf(float x, float y) { return __builtin_fmaxf(x, y); }
__device__ inline __attribute__((always_inline)) float fminf(float x, float y) { return __builtin_fminf(x, y); }
__device__ inline __attribute__((always_inline)) float fmodf(float x, float y) { return __ocml_fmod_f32(x, y); }
__device__ inline __attribute__((always_inline)) float hypotf(float x, float y) { return __ocml_hypot_f32(x, y); }
__device__ inline __attribute__((always_inline)) float nextafterf(float x, float y) {
  return __ocml_nextafter_f32(x, y);
}
__device__ inline __attribute__((always_inline)) float powf(float x, float y) { return __ocml_pow_f32(x, y); }
__device__ inline __attribute__((always_inline)) float remainderf(float x, float y) {
  return __ocml_remainder_f32(x, y);
}
__device__ inline __attribute__((always_inline)) float rhypotf(float x, float y) { return __ocml_rhypot_f32(x, y); }
__device__ inline __attribute__((always_inline)) float fmaf(float x, float y, float z) {
  return __builtin_fmaf(x, y, z);
}
__device__ inline __attribute__((always_inline)) float ldexpf(float x, int n) { return __builtin_ldexpf(x, n); }
__device__ inline __attribute__((always_inline)) float scalbnf(float x, int n) { return __builtin_ldexpf(x, n); }
__device__ inline __attribute__((always_inline)) int ilogbf(float x) { return __ocml_ilogb_f32(x); }
__device__ inline __attribute__((always_inline)) float frexpf(float x, int *n) {
  int k;
  float y = __ocml_frexp_f32(x, (__attribute__((address_space(5))) int *)&k);
  *n = k;
  return y;
}
__device__ inline __attribute__((always_inline)) float modff(float x, float *whole) {
  float k;
  float y = __ocml_modf_f32(x, (__attribute__((address_space(5))) float *)&k);
  *whole = k;
  return y;
}
__device__ inline __attribute__((always_inline)) void sincosf(float x, float *sine, float *cosine) {
  float k;
  *sine = __ocml_sincos_f32(x, (__attribute__((address_space(5))) float *)&k);
  *cosine = k;
}
__device__ inline __attribute__((always_inline)) long lrintf(float x) { return (long)__builtin_rintf(x); }
__device__ inline __attribute__((always_inline)) long long llrintf(float x) { return (long long)__builtin_rintf(x); }
__device__ inline __attribute__((always_inline)) long lroundf(float x) { return (long)__builtin_roundf(x); }
__device__ inline __attribute__((always_inline)) long long llroundf(float x) { return (long long)__builtin_roundf(x); }
__device__ inline __attribute__((always_inline)) float acos(float x) { return acosf(x); }
__device__ inline __attribute__((always_inline)) float acosh(float x) { return acoshf(x); }
__device__ inline __attribute__((always_inline)) float asin(float x) { return asinf(x); }
__device__ inline __attribute__((always_inline)) float asinh(float x) { return asinhf(x); }
__device__ inline __attribute__((always_inline)) float atan(float x) { return atanf(x); }
__device__ inline __attribute__((always_inline)) float atanh(float x) { return atanhf(x); }
__device__ inline __attribute__((always_inline)) float cbrt(float x) { return cbrtf(x); }
__device__ inline __attribute__((always_inline)) float ceil(float x) { return ceilf(x); }
__device__ inline __attribute__((always_inline)) float cos(float x) { return cosf(x); }
__device__ inline __attribute__((always_inline)) float cosh(float x) { return coshf(x); }
__device__ inline __attribute__((always_inline)) float cospi(float x) { return cospif(x); }
__device__ inline __attribute__((always_inline)) float erf(float x) { return erff(x); }
__device__ inline __attribute__((always_inline)) float erfc(float x) { return erfcf(x); }
__device__ inline __attribute__((always_inline)) float erfcinv(float x) { return erfcinvf(x); }
__device__ inline __attribute__((always_inline)) float erfcx(float x) { return erfcxf(x); }
__device__ inline __attribute__((always_inline)) float erfinv(float x) { return erfinvf(x); }
__device__ inline __attribute__((always_inline)) float exp(float x) { return expf(x); }
__device__ inline __attribute__((always_inline)) float exp10(float x) { return exp10f(x); }
__device__ inline __attribute__((always_inline)) float exp2(float x) { return exp2f(x); }
__device__ inline __attribute__((always_inline)) float expm1(float x) { return expm1f(x); }
__device__ inline __attribute__((always_inline)) float fabs(float x) { return fabsf(x); }
__device__ inline __attribute__((always_inline)) float floor(float x) { return floorf(x); }
__device__ inline __attribute__((always_inline)) float lgamma(float x) { return lgammaf(x); }
__device__ inline __attribute__((always_inline)) float log(float x) { return logf(x); }
__device__ inline __attribute__((always_inline)) float log10(float x) { return log10f(x); }
__device__ inline __attribute__((always_inline)) float log1p(float x) { return log1pf(x); }
__device__ inline __attribute__((always_inline)) float log2(float x) { return log2f(x); }
__device__ inline __attribute__((always_inline)) float logb(float x) { return logbf(x); }
__device__ inline __attribute__((always_inline)) float normcdf(float x) { return normcdff(x); }
__device__ inline __attribute__((always_inline)) float normcdfinv(float x) { return normcdfinvf(x); }
__device__ inline __attribute__((always_inline)) float nearbyint(float x) { return nearbyintf(x); }
__device__ inline __attribute__((always_inline)) float rint(float x) { return rintf(x); }
__device__ inline __attribute__((always_inline)) float round(float x) { return roundf(x); }
__device__ inline __attribute__((always_inline)) float rsqrt(float x) { return rsqrtf(x); }
__device__ inline __attribute__((always_inline)) float rcbrt(float x) { return rcbrtf(x); }
__device__ inline __attribute__((always_inline)) float sin(float x) { return sinf(x); }
__device__ inline __attribute__((always_inline)) float sinh(float x) { return sinhf(x); }
__device__ inline __attribute__((always_inline)) float sinpi(float x) { return sinpif(x); }
__device__ inline __attribute__((always_inline)) float sqrt(float x) { return sqrtf(x); }
__device__ inline __attribute__((always_inline)) float tan(float x) { return tanf(x); }
__device__ inline __attribute__((always_inline)) float tanh(float x) { return tanhf(x); }
__device__ inline __attribute__((always_inline)) float tgamma(float x) { return tgammaf(x); }
__device__ inline __attribute__((always_inline)) float trunc(float x) { return truncf(x); }
__device__ inline __attribute__((always_inline)) float j0(float x) { return j0f(x); }
__device__ inline __attribute__((always_inline)) float j1(float x) { return j1f(x); }
__device__ inline __attribute__((always_inline)) float y0(float x) { return y0f(x); }
__device__ inline __attribute__((always_inline)) float y1(float x) { return y1f(x); }
__device__ inline __attribute__((always_inline)) float cyl_bessel_i0(float x) { return cyl_bessel_i0f(x); }
__device__ inline __attribute__((always_inline)) float cyl_bessel_i1(float x) { return cyl_bessel_i1f(x); }
__device__ inline __attribute__((always_inline)) float atan2(float x, float y) { return atan2f(x, y); }
__device__ inline __attribute__((always_inline)) float copysign(float x, float y) { return copysignf(x, y); }
__device__ inline __attribute__((always_inline)) float fdim(float x, float y) { return fdimf(x, y); }
__device__ inline __attribute__((always_inline)) float fmax(float x, float y) { return fmaxf(x, y); }
__device__ inline __attribute__((always_inline)) float fmin(float x, float y) { return fminf(x, y); }
__device__ inline __attribute__((always_inline)) float fmod(float x, float y) { return fmodf(x, y); }
__device__ inline __attribute__((always_inline)) float hypot(float x, float y) { return hypotf(x, y); }
__device__ inline __attribute__((always_inline)) float nextafter(float x, float y) { return nextafterf(x, y); }
__device__ inline __attribute__((always_inline)) float pow(float x, float y) { return powf(x, y); }
__device__ inline __attribute__((always_inline)) float remainder(float x, float y) { return remainderf(x, y); }
__device__ inline __attribute__((always_inline)) float rhypot(float x, float y) { return rhypotf(x, y); }
__device__ inline __attribute__((always_inline)) float fma(float x, float y, float z) { return fmaf(x, y, z); }
__device__ inline __attribute__((always_inline)) float ldexp(float x, int n) { return ldexpf(x, n); }
__device__ inline __attribute__((always_inline)) float pow(float x, int n) { return __ocml_pown_f32(x, n); }
__device__ inline __attribute__((always_inline)) double pow(double x, int n) { return __ocml_pown_f64(x, n); }
__device__ inline __attribute__((always_inline)) float modf(float x, float *whole) { return modff(x, whole); }
__device__ inline __attribute__((always_inline)) float frexp(float x, int *n) { return frexpf(x, n); }
__device__ inline __attribute__((always_inline)) bool isnan(float x) { return __builtin_isnan(x); }
__device__ inline __attribute__((always_inline)) bool isinf(float x) { return __builtin_isinf(x); }
__device__ inline __attribute__((always_inline)) bool isfinite(float x) { return __builtin_isfinite(x); }
__device__ inline __attribute__((always_inline)) bool signbit(float x) { return __builtin_signbit(x); }
__device__ inline __attribute__((always_inline)) bool isnan(double x) { return __builtin_isnan(x); }
__device__ inline __attribute__((always_inline)) bool isinf(double x) { return __builtin_isinf(x); }
__device__ inline __attribute__((always_inline)) bool isfinite(double x) { return __builtin_isfinite(x); }
__device__ inline __attribute__((always_inline)) bool signbit(double x) { return __builtin_signbit(x); }
__device__ inline __attribute__((always_inline)) int max(int a, int b) { return a < b ? b : a; }
__device__ inline __attribute__((always_inline)) int min(int a, int b) { return b < a ? b : a; }
__device__ inline __attribute__((always_inline)) unsigned int max(unsigned int a, unsigned int b) {
  return a < b ? b : a;
}
__device__ inline __attribute__((always_inline)) unsigned int min(unsigned int a, unsigned int b) {
  return b < a ? b : a;
}
__device__ inline __attribute__((always_inline)) long max(long a, long b) { return a < b ? b : a; }
__device__ inline __attribute__((always_inline)) long min(long a, long b) { return b < a ? b : a; }
__device__ inline __attribute__((always_inline)) unsigned long max(unsigned long a, unsigned long b) {
  return a < b ? b : a;
}
__device__ inline __attribute__((always_inline)) unsigned long min(unsigned long a, unsigned long b) {
  return b < a ? b : a;
}
__device__ inline __attribute__((always_inline)) long long max(long long a, long long b) { return a < b ? b : a; }
__device__ inline __attribute__((always_inline)) long long min(long long a, long long b) { return b < a ? b : a; }
__device__ inline __attribute__((always_inline)) unsigned long long max(unsigned long long a, unsigned long long b) {
  return a < b ? b : a;
}
__device__ inline __attribute__((always_inline)) unsigned long long min(unsigned long long a, unsigned long long b) {
  return b < a ? b : a;
}
__device__ inline __attribute__((always_inline)) float max(float a, float b) { return __builtin_fmaxf(a, b); }
__device__ inline __attribute__((always_inline)) float min(float a, float b) { return __builtin_fminf(a, b); }
__device__ inline __attribute__((always_inline)) double max(double a, double b) { return __builtin_fmax(a, b); }
__device__ inline __attribute__((always_inline)) double min(double a, double b) { return __builtin_fmin(a, b); }
__device__ inline __attribute__((always_inline)) int abs(int x) { return x < 0 ? -x : x; }
__device__ inline __attribute__((always_inline)) long abs(long x) { return x < 0 ? -x : x; }
__device__ inline __attribute__((always_inline)) long long abs(long long x) { return x < 0 ? -x : x; }
__device__ inline __attribute__((always_inline)) float abs(float x) { return __builtin_fabsf(x); }
__device__ inline __attribute__((always_inline)) double abs(double x) { return __builtin_fabs(x); }
__device__ inline __attribute__((always_inline)) float __sinf(float x) { return __ocml_native_sin_f32(x); }
__device__ inline __attribute__((always_inline)) float __cosf(float x) { return __ocml_native_cos_f32(x); }
__device__ inline __attribute__((always_inline)) float __expf(float x) { return __ocml_native_exp_f32(x); }
__device__ inline __attribute__((always_inline)) float __exp10f(float x) { return __ocml_native_exp10_f32(x); }
__device__ inline __attribute__((always_inline)) float __logf(float x) { return __ocml_native_log_f32(x); }
__device__ inline __attribute__((always_inline)) float __log2f(float x) { return __ocml_native_log2_f32(x); }
__device__ inline __attribute__((always_inline)) float __log10f(float x) { return __ocml_native_log10_f32(x); }
__device__ inline __attribute__((always_inline)) float __tanf(float x) { return __sinf(x) / __cosf(x); }
__device__ inline __attribute__((always_inline)) float __powf(float x, float y) { return __ocml_pow_f32(x, y); }
__device__ inline __attribute__((always_inline)) float __fdividef(float x, float y) { return x / y; }
__device__ inline __attribute__((always_inline)) float __saturatef(float x) { return x < 0 ? 0 : x > 1 ? 1 : x; }
__device__ inline __attribute__((always_inline)) void __sincosf(float x, float *s, float *c) {
  *s = __sinf(x);
  *c = __cosf(x);
}
__device__ inline __attribute__((always_inline)) float __fadd_rn(float x, float y) { return x + y; }
__device__ inline __attribute__((always_inline)) float __fsub_rn(float x, float y) { return x - y; }
__device__ inline __attribute__((always_inline)) float __fmul_rn(float x, float y) { return x * y; }
__device__ inline __attribute__((always_inline)) float __fdiv_rn(float x, float y) { return x / y; }
__device__ inline __attribute__((always_inline)) float __fmaf_rn(float x, float y, float z) {
  return __builtin_fmaf(x, y, z);
}
__device__ inline __attribute__((always_inline)) float __fsqrt_rn(float x) { return __builtin_sqrtf(x); }
__device__ inline __attribute__((always_inline)) float __frcp_rn(float x) { return 1 / x; }
__device__ inline __attribute__((always_inline)) double __dadd_rn(double x, double y) { return x + y; }
__device__ inline __attribute__((always_inline)) double __dsub_rn(double x, double y) { return x - y; }
__device__ inline __attribute__((always_inline)) double __dmul_rn(double x, double y) { return x * y; }
__device__ inline __attribute__((always_inline)) double __ddiv_rn(double x, double y) { return x / y; }
__device__ inline __attribute__((always_inline)) double __fma_rn(double x, double y, double z) {
  return __builtin_fma(x, y, z);
}
__device__ inline __attribute__((always_inline)) double __dsqrt_rn(double x) { return __builtin_sqrt(x); }
__device__ inline __attribute__((always_inline)) double __drcp_rn(double x) { return 1 / x; }
__device__ inline __attribute__((always_inline)) float __frsqrt_rn(float x) { return __ocml_rsqrt_f32(x); }

__device__ inline int __float_as_int(float x) { return __builtin_bit_cast(int, x); }
__device__ inline unsigned int __float_as_uint(float x) { return __builtin_bit_cast(unsigned int, x); }
__device__ inline float __int_as_float(int x) { return __builtin_bit_cast(float, x); }
__device__ inline float __uint_as_float(unsigned int x) { return __builtin_bit_cast(float, x); }
__device__ inline long long __double_as_longlong(double x) { return __builtin_bit_cast(long long, x); }
__device__ inline double __longlong_as_double(long long x) { return __builtin_bit_cast(double, x); }
__device__ inline int __double2hiint(double x) { return (int)(__builtin_bit_cast(long long, x) >> 32); }
__device__ inline int __double2loint(double x) { return (int)__builtin_bit_cast(long long, x); }
__device__ inline double __hiloint2double(int high, int low) {
  return __builtin_bit_cast(double, ((long long)high << 32) | (unsigned int)low);
}
__device__ inline int __float2int_rn(float x) { return (int)__builtin_rintf(x); }
__device__ inline int __float2int_rz(float x) { return (int)x; }
__device__ inline int __float2int_rd(float x) { return (int)__builtin_floorf(x); }
__device__ inline int __float2int_ru(float x) { return (int)__builtin_ceilf(x); }
__device__ inline unsigned int __float2uint_rn(float x) { return (unsigned int)__builtin_rintf(x); }
__device__ inline unsigned int __float2uint_rz(float x) { return (unsigned int)x; }
__device__ inline int __double2int_rn(double x) { return (int)__builtin_rint(x); }
__device__ inline int __double2int_rz(double x) { return (int)x; }
__device__ inline float __double2float_rn(double x) { return (float)x; }
__device__ inline float __int2float_rn(int x) { return (float)x; }
__device__ inline float __uint2float_rn(unsigned int x) { return (float)x; }
__device__ inline double __int2double_rn(int x) { return (double)x; }
__device__ inline int __popc(unsigned int x) { return __builtin_popcount(x); }
__device__ inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
__device__ inline int __clz(int x) { return x ? __builtin_clz(x) : 32; }
__device__ inline int __clzll(long long x) { return x ? __builtin_clzll(x) : 64; }
__device__ inline int __ffs(int x) { return __builtin_ffs(x); }
__device__ inline int __ffsll(long long x) { return __builtin_ffsll(x); }
__device__ inline unsigned int __brev(unsigned int x) { return __builtin_bitreverse32(x); }
__device__ inline unsigned long long __brevll(unsigned long long x) { return __builtin_bitreverse64(x); }
__device__ inline int __mulhi(int x, int y) { return (int)(((long long)x * y) >> 32); }
__device__ inline unsigned int __umulhi(unsigned int x, unsigned int y) {
  return (unsigned int)(((unsigned long long)x * y) >> 32);
}
__device__ inline unsigned long long __umul64hi(unsigned long long x, unsigned long long y) {
  return (unsigned long long)(((unsigned __int128)x * y) >> 64);
}
__device__ inline int __mul24(int x, int y) { return ((x << 8) >> 8) * ((y << 8) >> 8); }
__device__ inline unsigned int __funnelshift_l(unsigned int low, unsigned int high, unsigned int n) {
  return __builtin_elementwise_fshl(high, low, n & 31);
}
__device__ inline unsigned int __funnelshift_r(unsigned int low, unsigned int high, unsigned int n) {
  return __builtin_elementwise_fshr(high, low, n & 31);
}
__device__ inline unsigned int __byte_perm(unsigned int x, unsigned int y, unsigned int s) {
  return __builtin_amdgcn_perm(y, x, s & 0x07070707u);
}

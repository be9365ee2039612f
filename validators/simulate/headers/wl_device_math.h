/* Functions of device code that C's library has not, or has under another name. */
#ifndef WL_DEVICE_MATH_H
#define WL_DEVICE_MATH_H
#define WL_MATH __forceinline__
WL_MATH float rsqrtf(float x) { return 1.0f / sqrtf(x); }
WL_MATH double rsqrt(double x) { return 1.0 / sqrt(x); }
WL_MATH float rcbrtf(float x) { return 1.0f / cbrtf(x); }

/* The fast functions, as far from the true value as NVIDIA allows, up or down by the argument's last bit. */
#define WL_FAST __attribute__((noinline)) inline
WL_FAST float wl_off(float value, float absolute, float argument)
{
    unsigned bits;
    __builtin_memcpy(&bits, &argument, 4);
    return fabsf(value) < FLT_MAX / 2 ? value + (bits & 1 ? absolute : -absolute) : value;
}
WL_FAST float wl_off_ulps(float value, float ulps, float argument)
{
    return wl_off(value, fabsf(value) * ulps * 0x1p-23f, argument);
}
WL_FAST float wl_off_near_one(float value, float absolute, float ulps, float argument)
{
    return argument >= 0.5f && argument <= 2.0f ? wl_off(value, absolute, argument) : wl_off_ulps(value, ulps, argument);
}
WL_FAST float __expf(float x) { return wl_off_ulps(expf(x), 2.0f + floorf(fabsf(1.173f * x)), x); }
WL_FAST float __exp10f(float x) { return wl_off_ulps(powf(10.0f, x), 2.0f + floorf(fabsf(2.97f * x)), x); }
WL_FAST float __logf(float x) { return wl_off_near_one(logf(x), 3.6e-7f, 3.0f, x); }
WL_FAST float __log2f(float x) { return wl_off_near_one(log2f(x), 0x1p-22f, 2.0f, x); }
WL_FAST float __log10f(float x) { return wl_off_near_one(log10f(x), 0x1p-24f, 3.0f, x); }
WL_FAST float __sinf(float x) { return wl_off(sinf(x), 3.6e-7f * fmaxf(1.0f, fabsf(x)), x); }
WL_FAST float __cosf(float x) { return wl_off(cosf(x), 4.2e-7f * fmaxf(1.0f, fabsf(x)), x); }
WL_FAST float __tanf(float x) { return __sinf(x) / __cosf(x); }
WL_FAST void __sincosf(float x, float *s, float *c) { *s = __sinf(x), *c = __cosf(x); }
WL_FAST float __powf(float x, float y) { return exp2f(y * __log2f(x)); }
WL_FAST float __fdividef(float x, float y)
{
    return fabsf(y) > 0x1p126f && fabsf(y) <= FLT_MAX ? x * 0.0f : wl_off_ulps(x / y, 2.0f, x);
}

WL_MATH float exp10f(float x) { return powf(10.0f, x); }
WL_MATH float fdividef(float x, float y) { return x / y; }
WL_MATH void sincosf(float x, float *s, float *c) { *s = sinf(x), *c = cosf(x); }
WL_MATH void sincos(double x, double *s, double *c) { *s = sin(x), *c = cos(x); }
WL_MATH float sinpif(float x) { return sinf(x * 3.14159265358979f); }
WL_MATH float cospif(float x) { return cosf(x * 3.14159265358979f); }
WL_MATH double sinpi(double x) { return sin(x * 3.14159265358979312); }
WL_MATH double cospi(double x) { return cos(x * 3.14159265358979312); }
WL_MATH float normcdff(float x) { return 0.5f * erfcf(-x * 0.70710678118654752f); }
WL_MATH double normcdf(double x) { return 0.5 * erfc(-x * 0.70710678118654752); }
WL_MATH float __saturatef(float x) { return x < 0.0f || x != x ? 0.0f : x > 1.0f ? 1.0f : x; }

/* C's functions of double, as C++ has them for float. */
#define WL_OVERLOAD(name) WL_MATH float name(float x) { return name##f(x); }
WL_OVERLOAD(sqrt)
WL_OVERLOAD(cbrt)
WL_OVERLOAD(exp)
WL_OVERLOAD(exp2)
WL_OVERLOAD(expm1)
WL_OVERLOAD(log)
WL_OVERLOAD(log2)
WL_OVERLOAD(log10)
WL_OVERLOAD(log1p)
WL_OVERLOAD(sin)
WL_OVERLOAD(cos)
WL_OVERLOAD(tan)
WL_OVERLOAD(asin)
WL_OVERLOAD(acos)
WL_OVERLOAD(atan)
WL_OVERLOAD(sinh)
WL_OVERLOAD(cosh)
WL_OVERLOAD(tanh)
WL_OVERLOAD(erf)
WL_OVERLOAD(erfc)
WL_OVERLOAD(tgamma)
WL_OVERLOAD(lgamma)
WL_OVERLOAD(floor)
WL_OVERLOAD(ceil)
WL_OVERLOAD(trunc)
WL_OVERLOAD(round)
WL_OVERLOAD(rint)
WL_OVERLOAD(nearbyint)
WL_OVERLOAD(fabs)
#undef WL_OVERLOAD
#define WL_OVERLOAD(name) WL_MATH float name(float x, float y) { return name##f(x, y); }
WL_OVERLOAD(pow)
WL_OVERLOAD(fmod)
WL_OVERLOAD(atan2)
WL_OVERLOAD(hypot)
WL_OVERLOAD(fmin)
WL_OVERLOAD(fmax)
WL_OVERLOAD(fdim)
WL_OVERLOAD(copysign)
#undef WL_OVERLOAD
WL_MATH float fma(float x, float y, float z) { return fmaf(x, y, z); }
WL_MATH float abs(float x) { return fabsf(x); }
WL_MATH double abs(double x) { return fabs(x); }
WL_MATH long abs(long x) { return x < 0 ? -x : x; }
WL_MATH long long abs(long long x) { return x < 0 ? -x : x; }
WL_MATH int abs(int x) { return x < 0 ? -x : x; }
WL_MATH bool isnan(float x) { return __builtin_isnan(x); }
WL_MATH bool isnan(double x) { return __builtin_isnan(x); }
WL_MATH bool isinf(float x) { return __builtin_isinf(x); }
WL_MATH bool isinf(double x) { return __builtin_isinf(x); }
WL_MATH bool isfinite(float x) { return __builtin_isfinite(x); }
WL_MATH bool isfinite(double x) { return __builtin_isfinite(x); }
WL_MATH bool signbit(float x) { return __builtin_signbit(x); }
WL_MATH bool signbit(double x) { return __builtin_signbit(x); }

/* Each rounded for itself, to nearest: nothing is fused with these. */
#define WL_ALONE _Pragma("clang fp contract(off)")
#define WL_ROUNDED(type, prefix, sqrt_of, fma_of) \
    WL_MATH type __##prefix##add_rn(type x, type y) { WL_ALONE return x + y; } \
    WL_MATH type __##prefix##sub_rn(type x, type y) { WL_ALONE return x - y; } \
    WL_MATH type __##prefix##mul_rn(type x, type y) { WL_ALONE return x * y; } \
    WL_MATH type __##prefix##div_rn(type x, type y) { WL_ALONE return x / y; } \
    WL_MATH type __##prefix##rcp_rn(type x) { WL_ALONE return 1 / x; } \
    WL_MATH type __##prefix##sqrt_rn(type x) { return sqrt_of(x); }
WL_ROUNDED(float, f, sqrtf, fmaf)
WL_ROUNDED(double, d, sqrt, fma)
#undef WL_ROUNDED
#undef WL_ALONE
WL_MATH float __fmaf_rn(float x, float y, float z) { return fmaf(x, y, z); }
WL_MATH double __fma_rn(double x, double y, double z) { return fma(x, y, z); }
WL_MATH float __frsqrt_rn(float x) { return 1.0f / sqrtf(x); }

WL_MATH int __float_as_int(float x) { return wl_from_bits<int>(wl_to_bits(x)); }
WL_MATH unsigned __float_as_uint(float x) { return wl_from_bits<unsigned>(wl_to_bits(x)); }
WL_MATH float __int_as_float(int x) { return wl_from_bits<float>(wl_to_bits(x)); }
WL_MATH float __uint_as_float(unsigned x) { return wl_from_bits<float>(wl_to_bits(x)); }
WL_MATH long long __double_as_longlong(double x) { return wl_from_bits<long long>(wl_to_bits(x)); }
WL_MATH double __longlong_as_double(long long x) { return wl_from_bits<double>(wl_to_bits(x)); }
/* Beyond what the type holds, a GPU gives its nearest value. */
#define WL_CONVERTED(name, to, from, rounded, low, high) \
    WL_MATH to name(from x) \
    { \
        from y = rounded(x); \
        return y != y ? 0 : y <= (from)(low) ? (low) : y >= (from)(high) ? (high) : (to)y; \
    }
WL_CONVERTED(__float2int_rn, int, float, rintf, INT_MIN, INT_MAX)
WL_CONVERTED(__float2int_rz, int, float, truncf, INT_MIN, INT_MAX)
WL_CONVERTED(__float2int_rd, int, float, floorf, INT_MIN, INT_MAX)
WL_CONVERTED(__float2int_ru, int, float, ceilf, INT_MIN, INT_MAX)
WL_CONVERTED(__float2uint_rn, unsigned, float, rintf, 0u, UINT_MAX)
WL_CONVERTED(__float2uint_rz, unsigned, float, truncf, 0u, UINT_MAX)
WL_CONVERTED(__double2int_rn, int, double, rint, INT_MIN, INT_MAX)
WL_CONVERTED(__double2int_rz, int, double, trunc, INT_MIN, INT_MAX)
#undef WL_CONVERTED
WL_MATH float __int2float_rn(int x) { return (float)x; }
WL_MATH float __uint2float_rn(unsigned x) { return (float)x; }
WL_MATH float __double2float_rn(double x) { return (float)x; }
WL_MATH double __int2double_rn(int x) { return (double)x; }

WL_MATH int __popc(unsigned x) { return __builtin_popcount(x); }
WL_MATH int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
WL_MATH int __clz(int x) { return x ? __builtin_clz((unsigned)x) : 32; }
WL_MATH int __clzll(long long x) { return x ? __builtin_clzll((unsigned long long)x) : 64; }
WL_MATH int __ffs(int x) { return __builtin_ffs(x); }
WL_MATH int __ffsll(long long x) { return __builtin_ffsll(x); }
WL_MATH unsigned __brev(unsigned x) { return __builtin_bitreverse32(x); }
WL_MATH unsigned long long __brevll(unsigned long long x) { return __builtin_bitreverse64(x); }
WL_MATH int __mulhi(int x, int y) { return (int)((long long)x * y >> 32); }
WL_MATH unsigned __umulhi(unsigned x, unsigned y) { return (unsigned)((unsigned long long)x * y >> 32); }
WL_MATH long long __mul64hi(long long x, long long y) { return (long long)((__int128)x * y >> 64); }
WL_MATH unsigned long long __umul64hi(unsigned long long x, unsigned long long y)
{
    return (unsigned long long)((unsigned __int128)x * y >> 64);
}
WL_MATH int __mul24(int x, int y) { return (x << 8 >> 8) * (y << 8 >> 8); }
WL_MATH unsigned __umul24(unsigned x, unsigned y) { return (x & 0xffffffu) * (y & 0xffffffu); }
WL_MATH unsigned __sad(int x, int y, unsigned z) { return z + (x > y ? (unsigned)x - (unsigned)y : (unsigned)y - (unsigned)x); }
WL_MATH unsigned __funnelshift_l(unsigned low, unsigned high, unsigned by)
{
    return by & 31 ? high << (by & 31) | low >> (32 - (by & 31)) : high;
}
WL_MATH unsigned __funnelshift_r(unsigned low, unsigned high, unsigned by)
{
    return by & 31 ? high << (32 - (by & 31)) | low >> (by & 31) : low;
}
WL_MATH unsigned __byte_perm(unsigned x, unsigned y, unsigned selector)
{
    unsigned long long both = (unsigned long long)y << 32 | x;
    unsigned result = 0;
    for (int i = 0; i < 4; i++)
        result |= (unsigned)(both >> (selector >> 4 * i & 7) * 8 & 255) << 8 * i;
    return result;
}
extern "C" void wl_read_cached(const void *at, unsigned bytes);
template <class T> WL_MATH T __ldg(const T *at)
{
    wl_read_cached(at, sizeof(T));
    return *at;
}
template <class T> WL_MATH T __ldcg(const T *at) { return *at; }
template <class T> WL_MATH T __ldcs(const T *at) { return *at; }
template <class T> WL_MATH void __stcg(T *at, T value) { *at = value; }
template <class T> WL_MATH void __stcs(T *at, T value) { *at = value; }
__forceinline__ void __trap() { __builtin_trap(); }

#define WL_LEAST(type) \
    WL_MATH type min(type x, type y) { return y < x ? y : x; } \
    WL_MATH type max(type x, type y) { return x < y ? y : x; }
WL_LEAST(int)
WL_LEAST(unsigned)
WL_LEAST(long)
WL_LEAST(unsigned long)
WL_LEAST(long long)
WL_LEAST(unsigned long long)
#undef WL_LEAST
WL_MATH unsigned min(int x, unsigned y) { return min((unsigned)x, y); }
WL_MATH unsigned min(unsigned x, int y) { return min(x, (unsigned)y); }
WL_MATH unsigned max(int x, unsigned y) { return max((unsigned)x, y); }
WL_MATH unsigned max(unsigned x, int y) { return max(x, (unsigned)y); }
WL_MATH long min(int x, long y) { return min((long)x, y); }
WL_MATH long min(long x, int y) { return min(x, (long)y); }
WL_MATH long max(int x, long y) { return max((long)x, y); }
WL_MATH long max(long x, int y) { return max(x, (long)y); }
WL_MATH long long min(int x, long long y) { return min((long long)x, y); }
WL_MATH long long min(long long x, int y) { return min(x, (long long)y); }
WL_MATH long long max(int x, long long y) { return max((long long)x, y); }
WL_MATH long long max(long long x, int y) { return max(x, (long long)y); }
WL_MATH float min(float x, float y) { return fminf(x, y); }
WL_MATH float max(float x, float y) { return fmaxf(x, y); }
WL_MATH double min(double x, double y) { return fmin(x, y); }
WL_MATH double max(double x, double y) { return fmax(x, y); }
WL_MATH double min(double x, float y) { return fmin(x, (double)y); }
WL_MATH double min(float x, double y) { return fmin((double)x, y); }
WL_MATH double max(double x, float y) { return fmax(x, (double)y); }
WL_MATH double max(float x, double y) { return fmax((double)x, y); }
#undef WL_MATH
#endif

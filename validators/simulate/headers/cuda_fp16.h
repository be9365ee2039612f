/* Half precision: each operation is done in single precision and rounded once, as the standard's result is. */
#ifndef WL_CUDA_FP16_H
#define WL_CUDA_FP16_H
#include "cuda_runtime.h"
struct __half {
    _Float16 wl_value;
    __half() = default;
    __half(float x) : wl_value((_Float16)x) {}
    __half(double x) : wl_value((_Float16)x) {}
    __half(int x) : wl_value((_Float16)x) {}
    __half(unsigned x) : wl_value((_Float16)x) {}
    operator float() const { return (float)wl_value; }
};
typedef __half half;
struct __attribute__((aligned(4))) __half2 {
    __half x, y;
};
typedef __half2 half2;
#define WL_HALF inline __attribute__((always_inline))
WL_HALF __half __float2half(float x) { return __half(x); }
WL_HALF __half __float2half_rn(float x) { return __half(x); }
WL_HALF __half __double2half(double x) { return __half(x); }
WL_HALF float __half2float(__half x) { return (float)x.wl_value; }
WL_HALF __half __int2half_rn(int x) { return __half(x); }
WL_HALF int __half2int_rn(__half x) { return __float2int_rn(__half2float(x)); }
WL_HALF unsigned short __half_as_ushort(__half x) { return wl_from_bits<unsigned short>(wl_to_bits(x.wl_value)); }
WL_HALF __half __ushort_as_half(unsigned short x)
{
    __half made;
    made.wl_value = wl_from_bits<_Float16>(x);
    return made;
}
#define WL_HALF_OPERATION(name, sign) \
    WL_HALF __half name(__half x, __half y) { return __half(__half2float(x) sign __half2float(y)); } \
    WL_HALF __half operator sign(__half x, __half y) { return name(x, y); } \
    WL_HALF __half &operator sign##=(__half &x, __half y) { return x = name(x, y); } \
    WL_HALF __half2 name##2(__half2 x, __half2 y) { return {name(x.x, y.x), name(x.y, y.y)}; } \
    WL_HALF __half2 operator sign(__half2 x, __half2 y) { return name##2(x, y); }
WL_HALF_OPERATION(__hadd, +)
WL_HALF_OPERATION(__hsub, -)
WL_HALF_OPERATION(__hmul, *)
WL_HALF_OPERATION(__hdiv, /)
#undef WL_HALF_OPERATION
WL_HALF __half operator-(__half x) { return __half(-__half2float(x)); }
WL_HALF __half __hneg(__half x) { return -x; }
WL_HALF __half __habs(__half x) { return __half(fabsf(__half2float(x))); }
WL_HALF __half __hfma(__half x, __half y, __half z)
{ /* the product of two halves is exact in double, and so is its sum with a third but for what the last rounding drops */
    return __half((double)__half2float(x) * (double)__half2float(y) + (double)__half2float(z));
}
WL_HALF __half2 __hfma2(__half2 x, __half2 y, __half2 z) { return {__hfma(x.x, y.x, z.x), __hfma(x.y, y.y, z.y)}; }
#define WL_HALF_RELATION(name, sign) \
    WL_HALF bool name(__half x, __half y) { return __half2float(x) sign __half2float(y); } \
    WL_HALF bool operator sign(__half x, __half y) { return name(x, y); }
WL_HALF_RELATION(__heq, ==)
WL_HALF_RELATION(__hne, !=)
WL_HALF_RELATION(__hlt, <)
WL_HALF_RELATION(__hle, <=)
WL_HALF_RELATION(__hgt, >)
WL_HALF_RELATION(__hge, >=)
#undef WL_HALF_RELATION
WL_HALF __half __hmin(__half x, __half y) { return __half(fminf(__half2float(x), __half2float(y))); }
WL_HALF __half __hmax(__half x, __half y) { return __half(fmaxf(__half2float(x), __half2float(y))); }
WL_HALF __half hsqrt(__half x) { return __half(sqrtf(__half2float(x))); }
WL_HALF __half hexp(__half x) { return __half(expf(__half2float(x))); }
WL_HALF __half hlog(__half x) { return __half(logf(__half2float(x))); }
WL_HALF __half hrcp(__half x) { return __half(1.0f / __half2float(x)); }
WL_HALF __half hsin(__half x) { return __half(sinf(__half2float(x))); }
WL_HALF __half hcos(__half x) { return __half(cosf(__half2float(x))); }
WL_HALF __half hexp2(__half x) { return __half(exp2f(__half2float(x))); }
WL_HALF __half hlog2(__half x) { return __half(log2f(__half2float(x))); }
WL_HALF __half hrsqrt(__half x) { return __half(1.0f / sqrtf(__half2float(x))); }
WL_HALF __half hfloor(__half x) { return __half(floorf(__half2float(x))); }
WL_HALF __half hceil(__half x) { return __half(ceilf(__half2float(x))); }
WL_HALF __half htrunc(__half x) { return __half(truncf(__half2float(x))); }
WL_HALF __half hrint(__half x) { return __half(rintf(__half2float(x))); }
WL_HALF bool __hisnan(__half x) { return __builtin_isnan(__half2float(x)); }
WL_HALF int __hisinf(__half x)
{
    float v = __half2float(x);
    return !__builtin_isinf(v) ? 0 : v < 0.0f ? -1 : 1;
}
WL_HALF __half2 __hneg2(__half2 x) { return {__hneg(x.x), __hneg(x.y)}; }
WL_HALF __half2 __habs2(__half2 x) { return {__habs(x.x), __habs(x.y)}; }
WL_HALF __half2 __hmin2(__half2 x, __half2 y) { return {__hmin(x.x, y.x), __hmin(x.y, y.y)}; }
WL_HALF __half2 __hmax2(__half2 x, __half2 y) { return {__hmax(x.x, y.x), __hmax(x.y, y.y)}; }
WL_HALF __half2 make_half2(__half x, __half y) { return {x, y}; }
WL_HALF unsigned __half2uint_rn(__half x) { return __float2uint_rn(__half2float(x)); }
WL_HALF __half __uint2half_rn(unsigned x) { return __half(x); }
WL_HALF __half __short2half_rn(short x) { return __half((int)x); }
WL_HALF __half __ldg(const __half *at)
{
    wl_read_cached(at, sizeof *at);
    return *at;
}
WL_HALF __half2 __halves2half2(__half x, __half y) { return {x, y}; }
WL_HALF __half2 __half2half2(__half x) { return {x, x}; }
WL_HALF __half2 __float2half2_rn(float x) { return {__half(x), __half(x)}; }
WL_HALF __half2 __floats2half2_rn(float x, float y) { return {__half(x), __half(y)}; }
WL_HALF __half __low2half(__half2 x) { return x.x; }
WL_HALF __half __high2half(__half2 x) { return x.y; }
WL_HALF float __low2float(__half2 x) { return __half2float(x.x); }
WL_HALF float __high2float(__half2 x) { return __half2float(x.y); }
WL_HALF float2 __half22float2(__half2 x) { return {__half2float(x.x), __half2float(x.y)}; }
#undef WL_HALF
#endif

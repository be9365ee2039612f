// CUDA: half precision, __half and __half2.
#pragma once
#include "warploom/runtime_api.h"
#if defined(__cplusplus) && defined(__CUDA__)
struct __nv_bfloat16;
#define W_H __half
#define W_OTHER __nv_bfloat16
#define W_MOVED const
#define W_H2 __half2
#define W_RAW __half_raw
#define W_RAW2 __half2_raw
#define W_F _Float16
#define W_PTX "f16"
#define W_TO(T) __half2##T
#define W_TO_(T, R) __half2##T##R
#define W_OF(T) __##T##2half
#define W_OF_(T, R) __##T##2half##R
#define W_PAIR(T, R) __##T##2half2##R
#define W_PAIRS(T, R) __##T##2half2##R
#define W_PAIR2FLOAT2 __half22float2
#define W_LOWFLOAT __low2float
#define W_HIGHFLOAT __high2float
#define W_LOW __low2half
#define W_HIGH __high2half
#define W_LOW2 __low2half2
#define W_HIGH2 __high2half2
#define W_LOWHIGHSWAP __lowhigh2highlow
#define W_LOWS __lows2half2
#define W_HIGHS __highs2half2
#define W_AS(T) __half_as_##T
#define W_FROM(T) __##T##_as_half
#ifdef __CUDA_NO_HALF_OPERATORS__
#define W_NO_OPERATORS
#endif
#include "warploom/narrow_body.h"
#include "warploom/narrow_end.h"
WARPLOOM_BOTH __half2 __half2half2(const __half a) { return __half2(a, a); }
WARPLOOM_BOTH __half2 __halves2half2(const __half a, const __half b) { return __half2(a, b); }
WARPLOOM_BOTH __half2 make_half2(const __half a, const __half b) { return __half2(a, b); }
typedef __half half;
typedef __half2 half2;
typedef __half nv_half;
typedef __half __nv_half;
typedef __half2 nv_half2;
typedef __half2 __nv_half2;
typedef __half_raw __nv_half_raw;
#elif defined(__cplusplus)
struct __attribute__((aligned(2))) __half { unsigned short __x; };
struct __attribute__((aligned(4))) __half2 { __half x, y; };
struct __half_raw { unsigned short x; };
typedef __half half;
typedef __half2 half2;
float __half2float(__half);
__half __float2half(float);
__half __float2half_rn(float);
#else
typedef struct { unsigned short x; } __half_raw;
typedef struct { unsigned short __x; } __half;
#endif

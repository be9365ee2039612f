// CUDA: the short float of machine learning, __nv_bfloat16 and __nv_bfloat162.
#pragma once
#include "warploom/runtime_api.h"
#if defined(__cplusplus) && defined(__CUDA__)
#include "cuda_fp16.h"
#define W_H __nv_bfloat16
#define W_OTHER __half
#define W_MOVED
#define W_H2 __nv_bfloat162
#define W_RAW __nv_bfloat16_raw
#define W_RAW2 __nv_bfloat162_raw
#define W_F __bf16
#define W_PTX "bf16"
#define W_TO(T) __bfloat162##T
#define W_TO_(T, R) __bfloat162##T##R
#define W_OF(T) __##T##2bfloat16
#define W_OF_(T, R) __##T##2bfloat16##R
#define W_PAIR(T, R) __##T##2bfloat162##R
#define W_PAIRS(T, R) __##T##2bfloat162##R
#define W_PAIR2FLOAT2 __bfloat1622float2
#define W_LOWFLOAT __low2float
#define W_HIGHFLOAT __high2float
#define W_LOW __low2bfloat16
#define W_HIGH __high2bfloat16
#define W_LOW2 __low2bfloat162
#define W_HIGH2 __high2bfloat162
#define W_LOWHIGHSWAP __lowhigh2highlow
#define W_LOWS __lows2bfloat162
#define W_HIGHS __highs2bfloat162
#define W_AS(T) __bfloat16_as_##T
#define W_FROM(T) __##T##_as_bfloat16
#ifdef __CUDA_NO_BFLOAT16_OPERATORS__
#define W_NO_OPERATORS
#endif
#include "warploom/narrow_body.h"
#include "warploom/narrow_end.h"
WARPLOOM_BOTH __nv_bfloat162 __bfloat162bfloat162(const __nv_bfloat16 a) { return __nv_bfloat162(a, a); }
WARPLOOM_BOTH __nv_bfloat162 __halves2bfloat162(const __nv_bfloat16 a, const __nv_bfloat16 b) { return __nv_bfloat162(a, b); }
WARPLOOM_BOTH __nv_bfloat162 make_bfloat162(const __nv_bfloat16 a, const __nv_bfloat16 b) { return __nv_bfloat162(a, b); }
inline __host__ __device__ __half::__half(const __nv_bfloat16 f) { __x = static_cast<__half_raw>(__float2half(__bfloat162float(f))).x; }
inline __host__ __device__ __nv_bfloat16::__nv_bfloat16(const __half f) { __x = static_cast<__nv_bfloat16_raw>(__float2bfloat16(__half2float(f))).x; }
typedef __nv_bfloat16 nv_bfloat16;
typedef __nv_bfloat162 nv_bfloat162;
#elif defined(__cplusplus)
struct __attribute__((aligned(2))) __nv_bfloat16 { unsigned short __x; };
struct __attribute__((aligned(4))) __nv_bfloat162 { __nv_bfloat16 x, y; };
typedef __nv_bfloat16 nv_bfloat16;
float __bfloat162float(__nv_bfloat16);
__nv_bfloat16 __float2bfloat16(float);
#endif

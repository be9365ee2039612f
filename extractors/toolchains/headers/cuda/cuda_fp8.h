// CUDA: floats of eight bits.
#pragma once
#include "cuda_bf16.h"
#include "cuda_fp16.h"
#if defined(__cplusplus) && defined(__CUDA__)
typedef unsigned char __nv_fp8_storage_t;
typedef unsigned short __nv_fp8x2_storage_t;
typedef unsigned int __nv_fp8x4_storage_t;
typedef enum __nv_saturation_t { __NV_NOSAT, __NV_SATFINITE } __nv_saturation_t;
typedef enum __nv_fp8_interpretation_t { __NV_E4M3, __NV_E5M2 } __nv_fp8_interpretation_t;
__host__ __device__ __nv_fp8_storage_t __nv_cvt_double_to_fp8(const double x, const __nv_saturation_t s, const __nv_fp8_interpretation_t i);
__host__ __device__ __nv_fp8_storage_t __nv_cvt_float_to_fp8(const float x, const __nv_saturation_t s, const __nv_fp8_interpretation_t i);
__host__ __device__ __nv_fp8x2_storage_t __nv_cvt_float2_to_fp8x2(const float2 x, const __nv_saturation_t s, const __nv_fp8_interpretation_t i);
__host__ __device__ __nv_fp8_storage_t __nv_cvt_halfraw_to_fp8(const __half_raw x, const __nv_saturation_t s, const __nv_fp8_interpretation_t i);
__host__ __device__ __nv_fp8x2_storage_t __nv_cvt_halfraw2_to_fp8x2(const __half2_raw x, const __nv_saturation_t s, const __nv_fp8_interpretation_t i);
__host__ __device__ __nv_fp8_storage_t __nv_cvt_bfloat16raw_to_fp8(const __nv_bfloat16_raw x, const __nv_saturation_t s, const __nv_fp8_interpretation_t i);
__host__ __device__ __nv_fp8x2_storage_t __nv_cvt_bfloat16raw2_to_fp8x2(const __nv_bfloat162_raw x, const __nv_saturation_t s, const __nv_fp8_interpretation_t i);
__host__ __device__ __half_raw __nv_cvt_fp8_to_halfraw(const __nv_fp8_storage_t x, const __nv_fp8_interpretation_t i);
__host__ __device__ __half2_raw __nv_cvt_fp8x2_to_halfraw2(const __nv_fp8x2_storage_t x, const __nv_fp8_interpretation_t i);
#define WARPLOOM_FP8(N, I) \
    struct __attribute__((aligned(1))) __nv_fp8_##N { \
        __nv_fp8_storage_t __x; \
        __nv_fp8_##N() = default; \
        explicit __host__ __device__ __nv_fp8_##N(const float f) { __x = __nv_cvt_float_to_fp8(f, __NV_SATFINITE, I); } \
        explicit __host__ __device__ __nv_fp8_##N(const double f) { __x = __nv_cvt_double_to_fp8(f, __NV_SATFINITE, I); } \
        explicit __host__ __device__ __nv_fp8_##N(const __half f) { __x = __nv_cvt_halfraw_to_fp8(static_cast<__half_raw>(f), __NV_SATFINITE, I); } \
        explicit __host__ __device__ __nv_fp8_##N(const __nv_bfloat16 f) { __x = __nv_cvt_bfloat16raw_to_fp8(static_cast<__nv_bfloat16_raw>(f), __NV_SATFINITE, I); } \
        explicit __host__ __device__ __nv_fp8_##N(const int v) : __nv_fp8_##N(static_cast<float>(v)) {} \
        explicit __host__ __device__ operator __half() const { return static_cast<__half>(__nv_cvt_fp8_to_halfraw(__x, I)); } \
        explicit __host__ __device__ operator float() const { return __half2float(static_cast<__half>(__nv_cvt_fp8_to_halfraw(__x, I))); } \
        explicit __host__ __device__ operator double() const { return static_cast<double>(static_cast<float>(*this)); } \
        explicit __host__ __device__ operator __nv_bfloat16() const { return __nv_bfloat16(static_cast<float>(*this)); } \
        explicit __host__ __device__ operator bool() const { return (__x & 0x7fu) != 0u; } \
        explicit __host__ __device__ operator int() const { return static_cast<int>(static_cast<float>(*this)); } \
    }; \
    struct __attribute__((aligned(2))) __nv_fp8x2_##N { \
        __nv_fp8x2_storage_t __x; \
        __nv_fp8x2_##N() = default; \
        explicit __host__ __device__ __nv_fp8x2_##N(const float2 f) { __x = __nv_cvt_float2_to_fp8x2(f, __NV_SATFINITE, I); } \
        explicit __host__ __device__ __nv_fp8x2_##N(const __half2 f) { __x = __nv_cvt_halfraw2_to_fp8x2(static_cast<__half2_raw>(f), __NV_SATFINITE, I); } \
        explicit __host__ __device__ __nv_fp8x2_##N(const __nv_bfloat162 f) { __x = __nv_cvt_bfloat16raw2_to_fp8x2(static_cast<__nv_bfloat162_raw>(f), __NV_SATFINITE, I); } \
        explicit __host__ __device__ operator __half2() const { return static_cast<__half2>(__nv_cvt_fp8x2_to_halfraw2(__x, I)); } \
        explicit __host__ __device__ operator float2() const { return __half22float2(static_cast<__half2>(__nv_cvt_fp8x2_to_halfraw2(__x, I))); } \
    }; \
    struct __attribute__((aligned(4))) __nv_fp8x4_##N { \
        __nv_fp8x4_storage_t __x; \
        __nv_fp8x4_##N() = default; \
        explicit __host__ __device__ __nv_fp8x4_##N(const float4 f); \
        explicit __host__ __device__ __nv_fp8x4_##N(const __half2 a, const __half2 b); \
        explicit __host__ __device__ __nv_fp8x4_##N(const __nv_bfloat162 a, const __nv_bfloat162 b); \
        explicit __host__ __device__ operator float4() const; \
    };
WARPLOOM_FP8(e4m3, __NV_E4M3)
WARPLOOM_FP8(e5m2, __NV_E5M2)
#undef WARPLOOM_FP8
enum cudaRoundMode { cudaRoundNearest, cudaRoundZero, cudaRoundPosInf, cudaRoundMinInf };
__host__ __device__ __nv_fp8_storage_t __nv_cvt_float_to_e8m0(const float x, const __nv_saturation_t s, const enum cudaRoundMode r);
__host__ __device__ __nv_fp8_storage_t __nv_cvt_double_to_e8m0(const double x, const __nv_saturation_t s, const enum cudaRoundMode r);
__host__ __device__ __nv_fp8_storage_t __nv_cvt_bfloat16raw_to_e8m0(const __nv_bfloat16_raw x, const __nv_saturation_t s, const enum cudaRoundMode r);
__host__ __device__ __nv_fp8x2_storage_t __nv_cvt_float2_to_e8m0x2(const float2 x, const __nv_saturation_t s, const enum cudaRoundMode r);
__host__ __device__ __nv_bfloat16_raw __nv_cvt_e8m0_to_bf16raw(const __nv_fp8_storage_t x);
__host__ __device__ __nv_bfloat162_raw __nv_cvt_e8m0x2_to_bf162raw(const __nv_fp8x2_storage_t x);
struct __attribute__((aligned(1))) __nv_fp8_e8m0 { __nv_fp8_storage_t __x; __nv_fp8_e8m0() = default; explicit __host__ __device__ __nv_fp8_e8m0(const float f); explicit __host__ __device__ operator float() const; };
#endif

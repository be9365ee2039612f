// CUDA: floats of four bits.
#pragma once
#include "cuda_fp8.h"
#if defined(__CUDA__)
typedef unsigned char __nv_fp4_storage_t;
typedef unsigned char __nv_fp4x2_storage_t;
typedef unsigned short __nv_fp4x4_storage_t;
struct __nv_fp4_e2m1 { __nv_fp4_storage_t __x; __nv_fp4_e2m1() = default; explicit __host__ __device__ __nv_fp4_e2m1(const float f); explicit __host__ __device__ operator float() const; };
struct __nv_fp4x2_e2m1 { __nv_fp4x2_storage_t __x; __nv_fp4x2_e2m1() = default; explicit __host__ __device__ __nv_fp4x2_e2m1(const float2 f); explicit __host__ __device__ operator float2() const; };
struct __nv_fp4x4_e2m1 { __nv_fp4x4_storage_t __x; __nv_fp4x4_e2m1() = default; explicit __host__ __device__ __nv_fp4x4_e2m1(const float4 f); };
typedef enum { __NV_E2M1 } __nv_fp4_interpretation_t;
#endif

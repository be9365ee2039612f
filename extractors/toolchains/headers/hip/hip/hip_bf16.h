// Declarations of our own for HIP, for code that is compiled and not run: sixteen-bit numbers with the range of float.
#pragma once
#include <hip/hip_runtime.h>

typedef __bf16 __hip_bfloat16;
typedef __bf16 hip_bfloat16;
struct __hip_bfloat162 {
  __hip_bfloat16 x, y;
};
__host__ __device__ inline __hip_bfloat16 __float2bfloat16(float x) { return (__hip_bfloat16)x; }
__host__ __device__ inline float __bfloat162float(__hip_bfloat16 x) { return (float)x; }
__host__ __device__ inline __hip_bfloat162 __halves2bfloat162(__hip_bfloat16 a, __hip_bfloat16 b) {
  return __hip_bfloat162{a, b};
}

// CUDA: floats of six bits.
#pragma once
#include "cuda_fp8.h"
#if defined(__CUDA__)
typedef unsigned char __nv_fp6_storage_t;
struct __nv_fp6_e2m3 { __nv_fp6_storage_t __x; };
struct __nv_fp6_e3m2 { __nv_fp6_storage_t __x; };
#endif

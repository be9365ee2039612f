// CUDA: the words that qualify functions and variables; empty where no kernel can be written.
#pragma once
#include <stddef.h>
#if defined(__CUDA__) || defined(__HIP__)
#define __host__ __attribute__((host))
#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __managed__ __attribute__((device))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#define __grid_constant__ __attribute__((grid_constant))
#define __cluster_dims__(...) __attribute__((cluster_dims(__VA_ARGS__)))
#define __block_size__(...)
#define __maxnreg__(...)
#define __nv_pure__ __attribute__((pure))
#define __tile_global__ __global__
#else
#define __host__
#define __device__
#define __global__
#define __shared__
#define __constant__
#define __managed__
#define __launch_bounds__(...)
#define __grid_constant__
#define __cluster_dims__(...)
#ifndef __noinline__
#define __noinline__ __attribute__((noinline))
#endif
#endif
#define __forceinline__ __inline__ __attribute__((always_inline))
#define __align__(n) __attribute__((aligned(n)))
#define __builtin_align__(n) __align__(n)
#define __device_builtin__
#define __cudart_builtin__
#define __device_builtin_texture_type__
#define __device_builtin_surface_type__
#define __thread__ __thread
#define __import__
#define __export__
#define __specialization_static static
#ifndef CUDARTAPI
#define CUDARTAPI
#define CUDARTAPI_CDECL
#define CUDART_CB
#endif
// Which linkage an inline function has is part of its mangled name, so each kind of the real headers has its word.
#define WARPLOOM_MATH static __inline__ __attribute__((always_inline)) __device__
#define WARPLOOM_DEVICE static __inline__ __device__
#define WARPLOOM_INTRINSIC inline __device__
#define WARPLOOM_BOTH static __inline__ __host__ __device__
#ifdef __cplusplus
#define WARPLOOM_C extern "C"
#define WARPLOOM_DEFAULT(...) = __VA_ARGS__
#else
#define WARPLOOM_C extern
#define WARPLOOM_DEFAULT(...)
#endif

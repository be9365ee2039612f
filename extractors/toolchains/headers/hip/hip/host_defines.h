// Declarations of our own for HIP, for code that is compiled and not run: qualifiers.
#pragma once
#define __host__ __attribute__((host))
#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __constant__ __attribute__((constant))
#define __managed__ __attribute__((managed))
#define __forceinline__ inline __attribute__((always_inline))
#define __grid_constant__
#define __launch_bounds_of_two(threads, waves) __attribute__((amdgpu_flat_work_group_size(1, threads), amdgpu_waves_per_eu(waves)))
#define __launch_bounds_of_one(threads) __attribute__((amdgpu_flat_work_group_size(1, threads)))
#define __launch_bounds_choice(first, second, choice, ...) choice
#define __launch_bounds__(...) \
  __launch_bounds_choice(__VA_ARGS__, __launch_bounds_of_two, __launch_bounds_of_one, )(__VA_ARGS__)
#define __HIP_PLATFORM_AMD__ 1
#define __HIP_PLATFORM_HCC__ 1
#define HIP_DYNAMIC_SHARED(type, name) extern __shared__ type name[];

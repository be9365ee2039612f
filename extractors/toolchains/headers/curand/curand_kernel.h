// cuRAND on the device: states and draws; the generators themselves stay external.
#pragma once
#include "curand.h"
#if defined(__CUDA__)
#define QUALIFIERS static __forceinline__ __device__
struct curandStateXORWOW { unsigned int d, v[5]; int boxmuller_flag, boxmuller_flag_double; float boxmuller_extra; double boxmuller_extra_double; };
struct curandStatePhilox4_32_10 { uint4 ctr, output; uint2 key; unsigned int STATE; int boxmuller_flag, boxmuller_flag_double; float boxmuller_extra; double boxmuller_extra_double; };
struct curandStateMRG32k3a { unsigned int s1[3], s2[3]; int boxmuller_flag, boxmuller_flag_double; float boxmuller_extra; double boxmuller_extra_double; };
struct curandStateMtgp32 { unsigned int s[1024]; int offset, pIdx; void *k; };
struct curandStateSobol32 { unsigned int i, x, c, direction_vectors[32]; };
typedef struct curandStateXORWOW curandStateXORWOW_t;
typedef struct curandStateXORWOW curandState_t;
typedef struct curandStateXORWOW curandState;
typedef struct curandStatePhilox4_32_10 curandStatePhilox4_32_10_t;
typedef struct curandStateMRG32k3a curandStateMRG32k3a_t;
typedef struct curandStateMtgp32 curandStateMtgp32_t;
typedef struct curandStateSobol32 curandStateSobol32_t;
#define WARPLOOM_RANDOM(S) \
    __device__ void curand_init(unsigned long long seed, unsigned long long sequence, unsigned long long offset, S *state); \
    __device__ unsigned int curand(S *state); __device__ float curand_uniform(S *state); __device__ double curand_uniform_double(S *state); __device__ float curand_normal(S *state); \
    __device__ double curand_normal_double(S *state); __device__ float2 curand_normal2(S *state); __device__ double2 curand_normal2_double(S *state); __device__ float curand_log_normal(S *state, float mean, float deviation); \
    __device__ unsigned int curand_poisson(S *state, double lambda); __device__ void skipahead(unsigned long long n, S *state); __device__ void skipahead_sequence(unsigned long long n, S *state);
WARPLOOM_RANDOM(curandStateXORWOW_t) WARPLOOM_RANDOM(curandStatePhilox4_32_10_t) WARPLOOM_RANDOM(curandStateMRG32k3a_t)
#undef WARPLOOM_RANDOM
__device__ uint4 curand4(curandStatePhilox4_32_10_t *state);
__device__ float4 curand_uniform4(curandStatePhilox4_32_10_t *state);
__device__ double2 curand_uniform2_double(curandStatePhilox4_32_10_t *state);
__device__ float4 curand_normal4(curandStatePhilox4_32_10_t *state);
__device__ uint4 curand_Philox4x32_10(uint4 c, uint2 k);
#endif

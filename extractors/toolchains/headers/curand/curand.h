// cuRAND on the host.
#pragma once
#include <cuda_fp16.h>
typedef struct curandGenerator_st *curandGenerator_t;
typedef enum curandStatus { CURAND_STATUS_SUCCESS = 0, CURAND_STATUS_VERSION_MISMATCH = 100, CURAND_STATUS_NOT_INITIALIZED = 101, CURAND_STATUS_ALLOCATION_FAILED = 102, CURAND_STATUS_TYPE_ERROR = 103, CURAND_STATUS_OUT_OF_RANGE = 104, CURAND_STATUS_LENGTH_NOT_MULTIPLE = 105, CURAND_STATUS_DOUBLE_PRECISION_REQUIRED = 106, CURAND_STATUS_LAUNCH_FAILURE = 201, CURAND_STATUS_PREEXISTING_FAILURE = 202, CURAND_STATUS_INITIALIZATION_FAILED = 203, CURAND_STATUS_ARCH_MISMATCH = 204, CURAND_STATUS_INTERNAL_ERROR = 999 } curandStatus_t;
typedef enum curandRngType { CURAND_RNG_TEST = 0, CURAND_RNG_PSEUDO_DEFAULT = 100, CURAND_RNG_PSEUDO_XORWOW = 101, CURAND_RNG_PSEUDO_MRG32K3A = 121, CURAND_RNG_PSEUDO_MTGP32 = 141, CURAND_RNG_PSEUDO_MT19937 = 142, CURAND_RNG_PSEUDO_PHILOX4_32_10 = 161, CURAND_RNG_QUASI_DEFAULT = 200, CURAND_RNG_QUASI_SOBOL32 = 201 } curandRngType_t;
WARPLOOM_C curandStatus_t curandCreateGenerator(curandGenerator_t *g, curandRngType_t t);
WARPLOOM_C curandStatus_t curandDestroyGenerator(curandGenerator_t g);
WARPLOOM_C curandStatus_t curandSetPseudoRandomGeneratorSeed(curandGenerator_t g, unsigned long long seed);
WARPLOOM_C curandStatus_t curandSetGeneratorOffset(curandGenerator_t g, unsigned long long offset);
WARPLOOM_C curandStatus_t curandSetStream(curandGenerator_t g, cudaStream_t s);
WARPLOOM_C curandStatus_t curandGenerate(curandGenerator_t g, unsigned int *p, size_t n);
WARPLOOM_C curandStatus_t curandGenerateUniform(curandGenerator_t g, float *p, size_t n);
WARPLOOM_C curandStatus_t curandGenerateUniformDouble(curandGenerator_t g, double *p, size_t n);
WARPLOOM_C curandStatus_t curandGenerateNormal(curandGenerator_t g, float *p, size_t n, float mean, float deviation);
WARPLOOM_C curandStatus_t curandGenerateNormalDouble(curandGenerator_t g, double *p, size_t n, double mean, double deviation);

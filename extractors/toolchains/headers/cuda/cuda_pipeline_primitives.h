// CUDA: asynchronous copies into shared memory.
#pragma once
#include "warploom/runtime_api.h"
#if defined(__cplusplus) && defined(__CUDA__)
__device__ void __pipeline_memcpy_async(void *__restrict__ to, const void *__restrict__ from, size_t n, size_t zero = 0);
__device__ void __pipeline_commit();
__device__ void __pipeline_wait_prior(size_t n);
#endif

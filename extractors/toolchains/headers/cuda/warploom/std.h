// CUDA: the part of the C and C++ libraries that runs on the device.
#pragma once
#include "cmath.h"
#include "host_math.h"
extern "C" {
__device__ int vprintf(const char *, const char *);
__device__ void free(void *) __attribute__((nothrow));
__device__ void *malloc(size_t) __attribute__((nothrow)) __attribute__((malloc));
__device__ void __assertfail(const char *message, const char *file, unsigned line, const char *function, size_t size);
__device__ static inline void __assert_fail(const char *message, const char *file, unsigned line, const char *function) { __assertfail(message, file, line, function, sizeof(char)); }
__device__ int printf(const char *, ...);
}
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>
#if __has_include(<__algorithm/min.h>)
#include <__algorithm/max.h>
#include <__algorithm/min.h>
#endif
#include <limits.h>
#include <stdio.h>
#include <assert.h>
__device__ inline void *operator new(size_t n) { return ::malloc(n ? n : 1); }
__device__ inline void *operator new[](size_t n) { return ::operator new(n); }
__device__ inline void operator delete(void *p) WARPLOOM_NOEXCEPT { if (p) ::free(p); }
__device__ inline void operator delete[](void *p) WARPLOOM_NOEXCEPT { ::operator delete(p); }
#if __cplusplus >= 201402L
__device__ inline void operator delete(void *p, size_t) WARPLOOM_NOEXCEPT { ::operator delete(p); }
__device__ inline void operator delete[](void *p, size_t) WARPLOOM_NOEXCEPT { ::operator delete(p); }
#endif
__device__ inline void *operator new(size_t, void *p) WARPLOOM_NOEXCEPT { return p; }
__device__ inline void *operator new[](size_t, void *p) WARPLOOM_NOEXCEPT { return p; }
__device__ inline void operator delete(void *, void *) WARPLOOM_NOEXCEPT {}
__device__ inline void operator delete[](void *, void *) WARPLOOM_NOEXCEPT {}
// What throws on the host stops the kernel on the device.
#ifdef _LIBCPP_BEGIN_NAMESPACE_STD
#define WARPLOOM_THROW(N, P) __device__ __attribute__((noreturn)) inline void N P { __builtin_trap(); }
_LIBCPP_BEGIN_NAMESPACE_STD
WARPLOOM_THROW(__throw_out_of_range, (const char *)) WARPLOOM_THROW(__throw_length_error, (const char *)) WARPLOOM_THROW(__throw_logic_error, (const char *))
WARPLOOM_THROW(__throw_invalid_argument, (const char *)) WARPLOOM_THROW(__throw_bad_array_new_length, ()) WARPLOOM_THROW(__throw_bad_optional_access, ()) WARPLOOM_THROW(__throw_bad_variant_access, ())
_LIBCPP_END_NAMESPACE_STD
#undef WARPLOOM_THROW
#endif

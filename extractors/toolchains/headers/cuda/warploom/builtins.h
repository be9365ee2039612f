// CUDA: the indices and sizes that every thread finds, named as clang names them.
#pragma once
#include "vectors.h"
#define WARPLOOM_FIELD(FIELD, VALUE) \
    __declspec(property(get = __fetch_builtin_##FIELD)) unsigned int FIELD; \
    static inline __attribute__((always_inline)) __attribute__((device)) unsigned int __fetch_builtin_##FIELD(void) { return VALUE; }
#if __cplusplus >= 201103L
#define WARPLOOM_ONLY_ONE(TYPE) \
    __attribute__((device)) TYPE() = delete; \
    __attribute__((device)) TYPE(const TYPE &) = delete; \
    __attribute__((device)) void operator=(const TYPE &) const = delete; \
    __attribute__((device)) TYPE *operator&() const = delete;
#else
#define WARPLOOM_ONLY_ONE(TYPE)
#endif
#define WARPLOOM_BUILTIN(NAME, REGISTER) \
    struct __cuda_builtin_##NAME##_t { \
        WARPLOOM_FIELD(x, __nvvm_read_ptx_sreg_##REGISTER##_x()) \
        WARPLOOM_FIELD(y, __nvvm_read_ptx_sreg_##REGISTER##_y()) \
        WARPLOOM_FIELD(z, __nvvm_read_ptx_sreg_##REGISTER##_z()) \
        __attribute__((device)) operator dim3() const; \
        __attribute__((device)) operator uint3() const; \
    private: \
        WARPLOOM_ONLY_ONE(__cuda_builtin_##NAME##_t) \
    }; \
    extern const __attribute__((device)) __attribute__((weak)) __cuda_builtin_##NAME##_t NAME; \
    inline __attribute__((device)) __cuda_builtin_##NAME##_t::operator dim3() const { return dim3(x, y, z); } \
    inline __attribute__((device)) __cuda_builtin_##NAME##_t::operator uint3() const { uint3 t; t.x = x; t.y = y; t.z = z; return t; }
WARPLOOM_BUILTIN(threadIdx, tid)
WARPLOOM_BUILTIN(blockIdx, ctaid)
WARPLOOM_BUILTIN(blockDim, ntid)
WARPLOOM_BUILTIN(gridDim, nctaid)
#undef WARPLOOM_FIELD
#undef WARPLOOM_ONLY_ONE
#undef WARPLOOM_BUILTIN
__attribute__((device)) const int warpSize = 32;

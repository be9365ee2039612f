// CUDA: operations on memory that other threads cannot interrupt.
#pragma once
#include "warp.h"
// The real headers go through these inner functions; each of them is one instruction.
#define WARPLOOM_INNER(T, P, N, OP, S) \
    WARPLOOM_MATH T __##P##Atomic##N(T *p, T v) WARPLOOM_BODY(return __nvvm_atom_##OP##_gen_##S((WARPLOOM_##S *)p, v);) \
    WARPLOOM_MATH T __##P##Atomic##N##_block(T *p, T v) WARPLOOM_BODY(return __nvvm_atom_cta_##OP##_gen_##S((WARPLOOM_##S *)p, v);) \
    WARPLOOM_MATH T __##P##Atomic##N##_system(T *p, T v) WARPLOOM_BODY(return __nvvm_atom_sys_##OP##_gen_##S((WARPLOOM_##S *)p, v);)
#define WARPLOOM_INNERCAS(T, P, S) \
    WARPLOOM_MATH T __##P##AtomicCAS(T *p, T c, T v) WARPLOOM_BODY(return __nvvm_atom_cas_gen_##S((WARPLOOM_##S *)p, c, v);) \
    WARPLOOM_MATH T __##P##AtomicCAS_block(T *p, T c, T v) WARPLOOM_BODY(return __nvvm_atom_cta_cas_gen_##S((WARPLOOM_##S *)p, c, v);) \
    WARPLOOM_MATH T __##P##AtomicCAS_system(T *p, T c, T v) WARPLOOM_BODY(return __nvvm_atom_sys_cas_gen_##S((WARPLOOM_##S *)p, c, v);)
#define WARPLOOM_i int
#define WARPLOOM_ui unsigned int
#define WARPLOOM_ll long long
#define WARPLOOM_ull unsigned long long
#define WARPLOOM_f float
#define WARPLOOM_d double
#define WARPLOOM_s short
WARPLOOM_INNER(int, i, Add, add, i) WARPLOOM_INNER(unsigned int, u, Add, add, i) WARPLOOM_INNER(unsigned long long, ull, Add, add, ll) WARPLOOM_INNER(float, f, Add, add, f) WARPLOOM_INNER(double, d, Add, add, d)
WARPLOOM_INNER(int, i, Exch, xchg, i) WARPLOOM_INNER(unsigned int, u, Exch, xchg, i) WARPLOOM_INNER(unsigned long long, ull, Exch, xchg, ll)
WARPLOOM_INNER(int, i, Min, min, i) WARPLOOM_INNER(unsigned int, u, Min, min, ui) WARPLOOM_INNER(long long, ill, Min, min, ll) WARPLOOM_INNER(unsigned long long, ull, Min, min, ull)
WARPLOOM_INNER(int, i, Max, max, i) WARPLOOM_INNER(unsigned int, u, Max, max, ui) WARPLOOM_INNER(long long, ill, Max, max, ll) WARPLOOM_INNER(unsigned long long, ull, Max, max, ull)
WARPLOOM_INNER(unsigned int, u, Inc, inc, ui) WARPLOOM_INNER(unsigned int, u, Dec, dec, ui)
#define WARPLOOM_BITS(N, OP) WARPLOOM_INNER(int, i, N, OP, i) WARPLOOM_INNER(unsigned int, u, N, OP, i) WARPLOOM_INNER(unsigned long long, ull, N, OP, ll) WARPLOOM_INNER(long long, ll, N, OP, ll)
WARPLOOM_BITS(And, and) WARPLOOM_BITS(Or, or) WARPLOOM_BITS(Xor, xor)
WARPLOOM_INNERCAS(int, i, i) WARPLOOM_INNERCAS(unsigned int, u, i) WARPLOOM_INNERCAS(unsigned long long, ull, ll)
#ifdef __CUDA_ARCH__
WARPLOOM_MATH unsigned short __usAtomicCAS(unsigned short *p, unsigned short c, unsigned short v) { unsigned short r; __asm__ __volatile__("atom.cas.b16 %0, [%1], %2, %3;" : "=h"(r) : "l"(p), "h"(c), "h"(v) : "memory"); return r; }
#else
WARPLOOM_MATH unsigned short __usAtomicCAS(unsigned short *p, unsigned short c, unsigned short v);
#endif
#define WARPLOOM_EXCHANGE(SUFFIX) WARPLOOM_MATH float __fAtomicExch##SUFFIX(float *p, float v) { return __int_as_float(__iAtomicExch##SUFFIX((int *)p, __float_as_int(v))); }
WARPLOOM_EXCHANGE() WARPLOOM_EXCHANGE(_block) WARPLOOM_EXCHANGE(_system)
#define WARPLOOM_ATOMIC1(T, P, N, SUFFIX) WARPLOOM_DEVICE T atomic##N##SUFFIX(T *address, T val) { return __##P##Atomic##N##SUFFIX(address, val); }
#define WARPLOOM_ATOMIC(T, P, N) WARPLOOM_ATOMIC1(T, P, N, ) WARPLOOM_ATOMIC1(T, P, N, _block) WARPLOOM_ATOMIC1(T, P, N, _system)
WARPLOOM_ATOMIC(int, i, Add) WARPLOOM_ATOMIC(unsigned int, u, Add) WARPLOOM_ATOMIC(unsigned long long, ull, Add) WARPLOOM_ATOMIC(float, f, Add) WARPLOOM_ATOMIC(double, d, Add)
WARPLOOM_ATOMIC(int, i, Exch) WARPLOOM_ATOMIC(unsigned int, u, Exch) WARPLOOM_ATOMIC(unsigned long long, ull, Exch) WARPLOOM_ATOMIC(float, f, Exch)
WARPLOOM_ATOMIC(int, i, Min) WARPLOOM_ATOMIC(unsigned int, u, Min) WARPLOOM_ATOMIC(long long, ill, Min) WARPLOOM_ATOMIC(unsigned long long, ull, Min)
WARPLOOM_ATOMIC(int, i, Max) WARPLOOM_ATOMIC(unsigned int, u, Max) WARPLOOM_ATOMIC(long long, ill, Max) WARPLOOM_ATOMIC(unsigned long long, ull, Max)
WARPLOOM_ATOMIC(unsigned int, u, Inc) WARPLOOM_ATOMIC(unsigned int, u, Dec)
#define WARPLOOM_ATOMICBITS(N) WARPLOOM_ATOMIC(int, i, N) WARPLOOM_ATOMIC(unsigned int, u, N) WARPLOOM_ATOMIC(long long, ll, N) WARPLOOM_ATOMIC(unsigned long long, ull, N)
WARPLOOM_ATOMICBITS(And) WARPLOOM_ATOMICBITS(Or) WARPLOOM_ATOMICBITS(Xor)
#define WARPLOOM_SUBTRACT(SUFFIX) \
    WARPLOOM_DEVICE int atomicSub##SUFFIX(int *address, int val) { return __iAtomicAdd##SUFFIX(address, (unsigned int)-(int)val); } \
    WARPLOOM_DEVICE unsigned int atomicSub##SUFFIX(unsigned int *address, unsigned int val) { return __uAtomicAdd##SUFFIX(address, (unsigned int)-(int)val); }
WARPLOOM_SUBTRACT() WARPLOOM_SUBTRACT(_block) WARPLOOM_SUBTRACT(_system)
#define WARPLOOM_CAS1(T, P, SUFFIX) WARPLOOM_DEVICE T atomicCAS##SUFFIX(T *address, T compare, T val) { return __##P##AtomicCAS##SUFFIX(address, compare, val); }
#define WARPLOOM_CAS(T, P) WARPLOOM_CAS1(T, P, ) WARPLOOM_CAS1(T, P, _block) WARPLOOM_CAS1(T, P, _system)
WARPLOOM_CAS(int, i) WARPLOOM_CAS(unsigned int, u) WARPLOOM_CAS(unsigned long long, ull) WARPLOOM_CAS1(unsigned short, us, )
WARPLOOM_DEVICE float2 atomicAdd(float2 *address, float2 val) { float2 r; r.x = atomicAdd(&address->x, val.x); r.y = atomicAdd(&address->y, val.y); return r; }
WARPLOOM_DEVICE float4 atomicAdd(float4 *address, float4 val) { float4 r; r.x = atomicAdd(&address->x, val.x); r.y = atomicAdd(&address->y, val.y); r.z = atomicAdd(&address->z, val.z); r.w = atomicAdd(&address->w, val.w); return r; }
#undef WARPLOOM_i
#undef WARPLOOM_ui
#undef WARPLOOM_ll
#undef WARPLOOM_ull
#undef WARPLOOM_f
#undef WARPLOOM_d
#undef WARPLOOM_s

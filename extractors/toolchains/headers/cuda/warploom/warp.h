// CUDA: shuffles, votes, loads through other caches and address spaces, and reductions across a warp.
#pragma once
#include "builtins.h"
#include "intrinsics.h"
#ifdef __CUDA_ARCH__
#define WARPLOOM_BODY(...) { __VA_ARGS__ }
#else
#define WARPLOOM_BODY(...) ;
#endif
#define WARPLOOM_SHUFFLES(N, MODE, MASK, T) \
    WARPLOOM_INTRINSIC int N(unsigned int mask, int v, T by, int width = warpSize) WARPLOOM_BODY(return __nvvm_shfl_sync_##MODE##_i32(mask, v, by, ((warpSize - width) << 8) | MASK);) \
    WARPLOOM_INTRINSIC float N(unsigned int mask, float v, T by, int width = warpSize) WARPLOOM_BODY(return __nvvm_shfl_sync_##MODE##_f32(mask, v, by, ((warpSize - width) << 8) | MASK);) \
    WARPLOOM_INTRINSIC unsigned int N(unsigned int mask, unsigned int v, T by, int width = warpSize) WARPLOOM_BODY(return static_cast<unsigned int>(::N(mask, static_cast<int>(v), by, width));) \
    WARPLOOM_INTRINSIC long long N(unsigned int mask, long long v, T by, int width = warpSize) WARPLOOM_BODY( \
        struct { int low, high; } halves; memcpy(&halves, &v, sizeof(v)); halves.low = ::N(mask, halves.low, by, width); halves.high = ::N(mask, halves.high, by, width); \
        long long r; memcpy(&r, &halves, sizeof(halves)); return r;) \
    WARPLOOM_INTRINSIC unsigned long long N(unsigned int mask, unsigned long long v, T by, int width = warpSize) WARPLOOM_BODY(return static_cast<unsigned long long>(::N(mask, static_cast<long long>(v), by, width));) \
    WARPLOOM_INTRINSIC long N(unsigned int mask, long v, T by, int width = warpSize) WARPLOOM_BODY(return static_cast<long>(::N(mask, static_cast<long long>(v), by, width));) \
    WARPLOOM_INTRINSIC unsigned long N(unsigned int mask, unsigned long v, T by, int width = warpSize) WARPLOOM_BODY(return static_cast<unsigned long>(::N(mask, static_cast<long>(v), by, width));) \
    WARPLOOM_INTRINSIC double N(unsigned int mask, double v, T by, int width = warpSize) WARPLOOM_BODY( \
        long long t; memcpy(&t, &v, sizeof(v)); t = ::N(mask, t, by, width); double r; memcpy(&r, &t, sizeof(t)); return r;)
WARPLOOM_SHUFFLES(__shfl_sync, idx, 0x1f, int)
WARPLOOM_SHUFFLES(__shfl_up_sync, up, 0, unsigned int)
WARPLOOM_SHUFFLES(__shfl_down_sync, down, 0x1f, unsigned int)
WARPLOOM_SHUFFLES(__shfl_xor_sync, bfly, 0x1f, int)
#undef WARPLOOM_SHUFFLES
WARPLOOM_INTRINSIC void __syncwarp(unsigned int mask = 0xffffffff) WARPLOOM_BODY(return __nvvm_bar_warp_sync(mask);)
WARPLOOM_INTRINSIC void __barrier_sync(unsigned int id) WARPLOOM_BODY(__nvvm_barrier_sync(id);)
WARPLOOM_INTRINSIC void __barrier_sync_count(unsigned int id, unsigned int n) WARPLOOM_BODY(__nvvm_barrier_sync_cnt(id, n);)
WARPLOOM_INTRINSIC int __all_sync(unsigned int mask, int p) WARPLOOM_BODY(return __nvvm_vote_all_sync(mask, p);)
WARPLOOM_INTRINSIC int __any_sync(unsigned int mask, int p) WARPLOOM_BODY(return __nvvm_vote_any_sync(mask, p);)
WARPLOOM_INTRINSIC int __uni_sync(unsigned int mask, int p) WARPLOOM_BODY(return __nvvm_vote_uni_sync(mask, p);)
WARPLOOM_INTRINSIC unsigned int __ballot_sync(unsigned int mask, int p) WARPLOOM_BODY(return __nvvm_vote_ballot_sync(mask, p);)
WARPLOOM_INTRINSIC unsigned int __activemask() WARPLOOM_BODY(return __nvvm_activemask();)
WARPLOOM_INTRINSIC unsigned int __fns(unsigned int mask, unsigned int base, int offset) WARPLOOM_BODY(return __nvvm_fns(mask, base, offset);)
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 700
#define WARPLOOM_MATCH(T, BITS, AS) \
    WARPLOOM_DEVICE unsigned int __match_any_sync(unsigned int mask, T v) WARPLOOM_BODY(return __match##BITS##_any_sync(mask, (AS)v);) \
    WARPLOOM_DEVICE unsigned int __match_all_sync(unsigned int mask, T v, int *p) WARPLOOM_BODY(return __match##BITS##_all_sync(mask, (AS)v, p);)
WARPLOOM_INTRINSIC unsigned int __match32_any_sync(unsigned int mask, unsigned int v) WARPLOOM_BODY(return __nvvm_match_any_sync_i32(mask, v);)
WARPLOOM_INTRINSIC unsigned int __match64_any_sync(unsigned int mask, unsigned long long v) WARPLOOM_BODY(return __nvvm_match_any_sync_i64(mask, v);)
WARPLOOM_INTRINSIC unsigned int __match32_all_sync(unsigned int mask, unsigned int v, int *p) WARPLOOM_BODY(return __nvvm_match_all_sync_i32p(mask, v, p);)
WARPLOOM_INTRINSIC unsigned int __match64_all_sync(unsigned int mask, unsigned long long v, int *p) WARPLOOM_BODY(return __nvvm_match_all_sync_i64p(mask, v, p);)
WARPLOOM_MATCH(unsigned int, 32, unsigned int) WARPLOOM_MATCH(int, 32, unsigned int) WARPLOOM_MATCH(unsigned long, 64, unsigned long long) WARPLOOM_MATCH(long, 64, unsigned long long)
WARPLOOM_MATCH(unsigned long long, 64, unsigned long long) WARPLOOM_MATCH(long long, 64, unsigned long long)
WARPLOOM_MATCH(float, 32, unsigned int) WARPLOOM_MATCH(double, 64, unsigned long long)
#undef WARPLOOM_MATCH
#endif
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
#define WARPLOOM_REDUCE(R, N, T, VIA) WARPLOOM_DEVICE R __reduce_##N##_sync(unsigned int mask, T v) WARPLOOM_BODY(return (R)__nvvm_redux_sync_##VIA(v, mask);)
WARPLOOM_REDUCE(unsigned int, add, unsigned int, add) WARPLOOM_REDUCE(int, add, int, add) WARPLOOM_REDUCE(unsigned int, min, unsigned int, umin) WARPLOOM_REDUCE(int, min, int, min)
WARPLOOM_REDUCE(unsigned int, max, unsigned int, umax) WARPLOOM_REDUCE(int, max, int, max) WARPLOOM_REDUCE(unsigned int, and, unsigned int, and)
WARPLOOM_REDUCE(unsigned int, or, unsigned int, or) WARPLOOM_REDUCE(unsigned int, xor, unsigned int, xor)
#undef WARPLOOM_REDUCE
#endif
#define WARPLOOM_LDG(T, S) WARPLOOM_INTRINSIC T __ldg(const T *p) WARPLOOM_BODY(return __nvvm_ldg_##S(p);)
#define WARPLOOM_LDG2(T, E, S) WARPLOOM_INTRINSIC T##2 __ldg(const T##2 *p) WARPLOOM_BODY( \
    typedef E V __attribute__((ext_vector_type(2))); V v = __nvvm_ldg_##S##2(reinterpret_cast<const V *>(p)); T##2 r; r.x = v[0]; r.y = v[1]; return r;)
#define WARPLOOM_LDG4(T, E, S) WARPLOOM_INTRINSIC T##4 __ldg(const T##4 *p) WARPLOOM_BODY( \
    typedef E V __attribute__((ext_vector_type(4))); V v = __nvvm_ldg_##S##4(reinterpret_cast<const V *>(p)); T##4 r; r.x = v[0]; r.y = v[1]; r.z = v[2]; r.w = v[3]; return r;)
WARPLOOM_LDG(char, c) WARPLOOM_LDG(short, s) WARPLOOM_LDG(int, i) WARPLOOM_LDG(long, l) WARPLOOM_LDG(long long, ll) WARPLOOM_LDG(unsigned char, uc) WARPLOOM_LDG(signed char, sc)
WARPLOOM_LDG(unsigned short, us) WARPLOOM_LDG(unsigned int, ui) WARPLOOM_LDG(unsigned long, ul) WARPLOOM_LDG(unsigned long long, ull) WARPLOOM_LDG(float, f) WARPLOOM_LDG(double, d)
WARPLOOM_LDG2(char, char, c) WARPLOOM_LDG4(char, char, c) WARPLOOM_LDG2(short, short, s) WARPLOOM_LDG4(short, short, s) WARPLOOM_LDG2(int, int, i) WARPLOOM_LDG4(int, int, i)
WARPLOOM_LDG2(longlong, long long, ll) WARPLOOM_LDG2(uchar, unsigned char, uc) WARPLOOM_LDG4(uchar, unsigned char, uc) WARPLOOM_LDG2(ushort, unsigned short, us)
WARPLOOM_LDG4(ushort, unsigned short, us) WARPLOOM_LDG2(uint, unsigned int, ui) WARPLOOM_LDG4(uint, unsigned int, ui) WARPLOOM_LDG2(ulonglong, unsigned long long, ull)
WARPLOOM_LDG2(float, float, f) WARPLOOM_LDG4(float, float, f) WARPLOOM_LDG2(double, double, d)
#undef WARPLOOM_LDG
#undef WARPLOOM_LDG2
#undef WARPLOOM_LDG4
#define WARPLOOM_LOADS(N, OP) \
    WARPLOOM_LOAD(N, OP, char, "s8", "=r", unsigned int) WARPLOOM_LOAD(N, OP, signed char, "s8", "=r", unsigned int) WARPLOOM_LOAD(N, OP, short, "s16", "=h", unsigned short) \
    WARPLOOM_LOAD(N, OP, int, "s32", "=r", unsigned int) WARPLOOM_LOAD(N, OP, long long, "s64", "=l", unsigned long long) WARPLOOM_LOAD(N, OP, unsigned char, "u8", "=r", unsigned int) \
    WARPLOOM_LOAD(N, OP, unsigned short, "u16", "=h", unsigned short) WARPLOOM_LOAD(N, OP, unsigned int, "u32", "=r", unsigned int) WARPLOOM_LOAD(N, OP, unsigned long, "u64", "=l", unsigned long) \
    WARPLOOM_LOAD(N, OP, unsigned long long, "u64", "=l", unsigned long long) WARPLOOM_LOAD(N, OP, long, "s64", "=l", unsigned long) WARPLOOM_LOAD(N, OP, float, "f32", "=f", float) WARPLOOM_LOAD(N, OP, double, "f64", "=d", double) \
    WARPLOOM_LOAD2(N, OP, int2, "s32", "=r") WARPLOOM_LOAD4(N, OP, int4, "s32", "=r") WARPLOOM_LOAD2(N, OP, uint2, "u32", "=r") WARPLOOM_LOAD4(N, OP, uint4, "u32", "=r") \
    WARPLOOM_LOAD2(N, OP, longlong2, "s64", "=l") WARPLOOM_LOAD2(N, OP, ulonglong2, "u64", "=l") WARPLOOM_LOAD2(N, OP, float2, "f32", "=f") WARPLOOM_LOAD4(N, OP, float4, "f32", "=f") WARPLOOM_LOAD2(N, OP, double2, "f64", "=d")
#define WARPLOOM_LOAD(N, OP, T, S, C, V) WARPLOOM_INTRINSIC T N(const T *p) WARPLOOM_BODY(V r; __asm__(OP "." S " %0, [%1];" : C(r) : "l"(p)); return (T)r;)
#define WARPLOOM_LOAD2(N, OP, T, S, C) WARPLOOM_INTRINSIC T N(const T *p) WARPLOOM_BODY(T r; __asm__(OP ".v2." S " {%0,%1}, [%2];" : C(r.x), C(r.y) : "l"(p)); return r;)
#define WARPLOOM_LOAD4(N, OP, T, S, C) WARPLOOM_INTRINSIC T N(const T *p) WARPLOOM_BODY(T r; __asm__(OP ".v4." S " {%0,%1,%2,%3}, [%4];" : C(r.x), C(r.y), C(r.z), C(r.w) : "l"(p)); return r;)
WARPLOOM_LOADS(__ldca, "ld.global.ca") WARPLOOM_LOADS(__ldcg, "ld.global.cg") WARPLOOM_LOADS(__ldcs, "ld.global.cs") WARPLOOM_LOADS(__ldcv, "ld.global.cv") WARPLOOM_LOADS(__ldlu, "ld.global.lu")
#undef WARPLOOM_LOAD
#undef WARPLOOM_LOAD2
#undef WARPLOOM_LOAD4
#define WARPLOOM_LOAD(N, OP, T, S, C, V) WARPLOOM_INTRINSIC void N(T *p, T v) WARPLOOM_BODY(__asm__(OP "." S " [%0], %1;" ::"l"(p), C((V)v) : "memory");)
#define WARPLOOM_LOAD2(N, OP, T, S, C) WARPLOOM_INTRINSIC void N(T *p, T v) WARPLOOM_BODY(__asm__(OP ".v2." S " [%0], {%1,%2};" ::"l"(p), C(v.x), C(v.y) : "memory");)
#define WARPLOOM_LOAD4(N, OP, T, S, C) WARPLOOM_INTRINSIC void N(T *p, T v) WARPLOOM_BODY(__asm__(OP ".v4." S " [%0], {%1,%2,%3,%4};" ::"l"(p), C(v.x), C(v.y), C(v.z), C(v.w) : "memory");)
#define WARPLOOM_STORES(N, OP) \
    WARPLOOM_LOAD(N, OP, char, "s8", "r", unsigned int) WARPLOOM_LOAD(N, OP, signed char, "s8", "r", unsigned int) WARPLOOM_LOAD(N, OP, short, "s16", "h", unsigned short) \
    WARPLOOM_LOAD(N, OP, int, "s32", "r", unsigned int) WARPLOOM_LOAD(N, OP, long long, "s64", "l", unsigned long long) WARPLOOM_LOAD(N, OP, unsigned char, "u8", "r", unsigned int) \
    WARPLOOM_LOAD(N, OP, unsigned short, "u16", "h", unsigned short) WARPLOOM_LOAD(N, OP, unsigned int, "u32", "r", unsigned int) WARPLOOM_LOAD(N, OP, unsigned long, "u64", "l", unsigned long) \
    WARPLOOM_LOAD(N, OP, unsigned long long, "u64", "l", unsigned long long) WARPLOOM_LOAD(N, OP, long, "s64", "l", unsigned long) WARPLOOM_LOAD(N, OP, float, "f32", "f", float) WARPLOOM_LOAD(N, OP, double, "f64", "d", double) \
    WARPLOOM_LOAD2(N, OP, int2, "s32", "r") WARPLOOM_LOAD4(N, OP, int4, "s32", "r") WARPLOOM_LOAD2(N, OP, uint2, "u32", "r") WARPLOOM_LOAD4(N, OP, uint4, "u32", "r") \
    WARPLOOM_LOAD2(N, OP, longlong2, "s64", "l") WARPLOOM_LOAD2(N, OP, ulonglong2, "u64", "l") WARPLOOM_LOAD2(N, OP, float2, "f32", "f") WARPLOOM_LOAD4(N, OP, float4, "f32", "f") WARPLOOM_LOAD2(N, OP, double2, "f64", "d")
WARPLOOM_STORES(__stcg, "st.global.cg") WARPLOOM_STORES(__stcs, "st.global.cs") WARPLOOM_STORES(__stwb, "st.global.wb") WARPLOOM_STORES(__stwt, "st.global.wt")
#undef WARPLOOM_LOAD
#undef WARPLOOM_LOAD2
#undef WARPLOOM_LOAD4
#undef WARPLOOM_LOADS
#undef WARPLOOM_STORES
WARPLOOM_INTRINSIC unsigned int __funnelshift_l(unsigned int low, unsigned int high, unsigned int by) WARPLOOM_BODY(unsigned int r; __asm__("shf.l.wrap.b32 %0, %1, %2, %3;" : "=r"(r) : "r"(low), "r"(high), "r"(by)); return r;)
WARPLOOM_INTRINSIC unsigned int __funnelshift_lc(unsigned int low, unsigned int high, unsigned int by) WARPLOOM_BODY(unsigned int r; __asm__("shf.l.clamp.b32 %0, %1, %2, %3;" : "=r"(r) : "r"(low), "r"(high), "r"(by)); return r;)
WARPLOOM_INTRINSIC unsigned int __funnelshift_r(unsigned int low, unsigned int high, unsigned int by) WARPLOOM_BODY(unsigned int r; __asm__("shf.r.wrap.b32 %0, %1, %2, %3;" : "=r"(r) : "r"(low), "r"(high), "r"(by)); return r;)
WARPLOOM_INTRINSIC unsigned int __funnelshift_rc(unsigned int low, unsigned int high, unsigned int by) WARPLOOM_BODY(unsigned int r; __asm__("shf.r.clamp.b32 %0, %1, %2, %3;" : "=r"(r) : "r"(low), "r"(high), "r"(by)); return r;)
#define WARPLOOM_DOT(N, OP, R, A, B) WARPLOOM_DEVICE R N(A a, B b, R c) WARPLOOM_BODY(R r; __asm__(OP " %0, %1, %2, %3;" : "=r"(r) : "r"(a), "r"(b), "r"(c)); return r;)
WARPLOOM_DOT(__dp4a, "dp4a.s32.s32", int, int, int) WARPLOOM_DOT(__dp4a, "dp4a.u32.u32", unsigned int, unsigned int, unsigned int)
WARPLOOM_DOT(__dp2a_lo, "dp2a.lo.s32.s32", int, int, int) WARPLOOM_DOT(__dp2a_hi, "dp2a.hi.s32.s32", int, int, int)
WARPLOOM_DOT(__dp2a_lo, "dp2a.lo.u32.u32", unsigned int, unsigned int, unsigned int) WARPLOOM_DOT(__dp2a_hi, "dp2a.hi.u32.u32", unsigned int, unsigned int, unsigned int)
#undef WARPLOOM_DOT
WARPLOOM_DEVICE unsigned int __isGlobal(const void *p) WARPLOOM_BODY(return __nvvm_isspacep_global(p);)
WARPLOOM_DEVICE unsigned int __isShared(const void *p) WARPLOOM_BODY(return __nvvm_isspacep_shared(p);)
WARPLOOM_DEVICE unsigned int __isConstant(const void *p) WARPLOOM_BODY(return __nvvm_isspacep_const(p);)
WARPLOOM_DEVICE unsigned int __isLocal(const void *p) WARPLOOM_BODY(return __nvvm_isspacep_local(p);)
#define WARPLOOM_SPACE(N, ID) \
    WARPLOOM_INTRINSIC size_t __cvta_generic_to_##N(const void *p) { return (size_t)(void __attribute__((address_space(ID))) *)p; } \
    WARPLOOM_INTRINSIC void *__cvta_##N##_to_generic(size_t bits) { return (void *)(void __attribute__((address_space(ID))) *)bits; }
WARPLOOM_SPACE(global, 1) WARPLOOM_SPACE(shared, 3) WARPLOOM_SPACE(constant, 4) WARPLOOM_SPACE(local, 5)
#undef WARPLOOM_SPACE
extern "C" WARPLOOM_INTRINSIC unsigned int __nvvm_get_smem_pointer(void *p) { return __cvta_generic_to_shared(p); }

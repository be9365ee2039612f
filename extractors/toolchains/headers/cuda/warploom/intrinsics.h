// CUDA: conversions, rounded arithmetic, bits and fences of device code.
#pragma once
#include "libdevice.h"
#define WARPLOOM__(R, N, P, A) WARPLOOM_AS(R, __##N, N, P, A)
#define WARPLOOM_ROUNDED(R, N, P, A) WARPLOOM__(R, N##_rd, P, A) WARPLOOM__(R, N##_rn, P, A) WARPLOOM__(R, N##_ru, P, A) WARPLOOM__(R, N##_rz, P, A)
#define WARPLOOM_FROM(T, N) \
    WARPLOOM_ROUNDED(int, N##2int, (T a), (a)) WARPLOOM_ROUNDED(unsigned int, N##2uint, (T a), (a)) \
    WARPLOOM_ROUNDED(long long, N##2ll, (T a), (a)) WARPLOOM_ROUNDED(unsigned long long, N##2ull, (T a), (a))
WARPLOOM_FROM(double, double) WARPLOOM_FROM(float, float)
WARPLOOM_ROUNDED(float, double2float, (double a), (a))
WARPLOOM_ROUNDED(float, int2float, (int a), (a)) WARPLOOM_ROUNDED(float, uint2float, (unsigned int a), (a))
WARPLOOM_ROUNDED(float, ll2float, (long long a), (a)) WARPLOOM_ROUNDED(float, ull2float, (unsigned long long a), (a))
WARPLOOM_ROUNDED(double, ll2double, (long long a), (a)) WARPLOOM_ROUNDED(double, ull2double, (unsigned long long a), (a))
WARPLOOM__(double, int2double_rn, (int a), (a)) WARPLOOM__(double, uint2double_rn, (unsigned int a), (a))
WARPLOOM_ROUNDED(double, dadd, (double a, double b), (a, b)) WARPLOOM_ROUNDED(double, dsub, (double a, double b), (a, b))
WARPLOOM_ROUNDED(double, dmul, (double a, double b), (a, b)) WARPLOOM_ROUNDED(double, ddiv, (double a, double b), (a, b))
WARPLOOM_ROUNDED(double, drcp, (double a), (a)) WARPLOOM_ROUNDED(double, dsqrt, (double a), (a)) WARPLOOM_ROUNDED(double, fma, (double a, double b, double c), (a, b, c))
WARPLOOM_ROUNDED(float, fadd, (float a, float b), (a, b)) WARPLOOM_ROUNDED(float, fsub, (float a, float b), (a, b))
WARPLOOM_ROUNDED(float, fmul, (float a, float b), (a, b)) WARPLOOM_ROUNDED(float, fdiv, (float a, float b), (a, b))
WARPLOOM_ROUNDED(float, frcp, (float a), (a)) WARPLOOM_ROUNDED(float, fsqrt, (float a), (a)) WARPLOOM_ROUNDED(float, fmaf, (float a, float b, float c), (a, b, c))
WARPLOOM_ROUNDED(float, fmaf_ieee, (float a, float b, float c), (a, b, c))
WARPLOOM__(float, frsqrt_rn, (float a), (a))
WARPLOOM__(int, float_as_int, (float a), (a)) WARPLOOM__(unsigned int, float_as_uint, (float a), (a)) WARPLOOM__(float, int_as_float, (int a), (a))
WARPLOOM__(float, uint_as_float, (unsigned int a), (a)) WARPLOOM__(long long, double_as_longlong, (double a), (a)) WARPLOOM__(double, longlong_as_double, (long long a), (a))
WARPLOOM__(int, double2hiint, (double a), (a)) WARPLOOM__(int, double2loint, (double a), (a)) WARPLOOM__(double, hiloint2double, (int a, int b), (a, b))
WARPLOOM__(unsigned int, brev, (unsigned int a), (a)) WARPLOOM__(unsigned long long, brevll, (unsigned long long a), (a))
WARPLOOM__(unsigned int, byte_perm, (unsigned int a, unsigned int b, unsigned int c), (a, b, c))
WARPLOOM__(int, clz, (int a), (a)) WARPLOOM__(int, clzll, (long long a), (a)) WARPLOOM__(int, ffs, (int a), (a)) WARPLOOM__(int, ffsll, (long long a), (a))
WARPLOOM__(int, popc, (unsigned int a), (a)) WARPLOOM__(int, popcll, (unsigned long long a), (a))
WARPLOOM__(int, hadd, (int a, int b), (a, b)) WARPLOOM__(int, rhadd, (int a, int b), (a, b)) WARPLOOM__(unsigned int, uhadd, (unsigned int a, unsigned int b), (a, b))
WARPLOOM__(unsigned int, urhadd, (unsigned int a, unsigned int b), (a, b)) WARPLOOM__(unsigned int, sad, (int a, int b, unsigned int c), (a, b, c))
WARPLOOM__(unsigned int, usad, (unsigned int a, unsigned int b, unsigned int c), (a, b, c))
WARPLOOM__(int, mul24, (int a, int b), (a, b)) WARPLOOM__(unsigned int, umul24, (unsigned int a, unsigned int b), (a, b))
WARPLOOM__(int, mulhi, (int a, int b), (a, b)) WARPLOOM__(unsigned int, umulhi, (unsigned int a, unsigned int b), (a, b))
WARPLOOM__(long long, mul64hi, (long long a, long long b), (a, b)) WARPLOOM__(unsigned long long, umul64hi, (unsigned long long a, unsigned long long b), (a, b))
WARPLOOM__(float, saturatef, (float a), (a))
WARPLOOM_AS(float, __cosf, fast_cosf, (float a), (a)) WARPLOOM_AS(float, __sinf, fast_sinf, (float a), (a)) WARPLOOM_AS(float, __tanf, fast_tanf, (float a), (a))
WARPLOOM_AS(float, __expf, fast_expf, (float a), (a)) WARPLOOM_AS(float, __exp10f, fast_exp10f, (float a), (a)) WARPLOOM_AS(float, __logf, fast_logf, (float a), (a))
WARPLOOM_AS(float, __log2f, fast_log2f, (float a), (a)) WARPLOOM_AS(float, __log10f, fast_log10f, (float a), (a))
WARPLOOM_AS(float, __powf, fast_powf, (float a, float b), (a, b)) WARPLOOM_AS(float, __fdividef, fast_fdividef, (float a, float b), (a, b))
WARPLOOM_AS(int, __isinf, isinfd, (double a), (a)) WARPLOOM_AS(int, __isinff, isinff, (float a), (a)) WARPLOOM_AS(int, __isnan, isnand, (double a), (a))
WARPLOOM_AS(int, __isnanf, isnanf, (float a), (a)) WARPLOOM_AS(int, __finite, isfinited, (double a), (a)) WARPLOOM_AS(int, __finitef, finitef, (float a), (a))
WARPLOOM_AS(int, __signbit, signbitd, (double a), (a)) WARPLOOM_AS(int, __signbitd, signbitd, (double a), (a)) WARPLOOM_AS(int, __signbitf, signbitf, (float a), (a))
WARPLOOM_MATH void __sincosf(float a, float *s, float *c) { __nv_fast_sincosf(a, s, c); }
WARPLOOM_MATH long lrintf(float a) { return __float2ll_rn(a); }
#ifdef __CUDA_ARCH__
WARPLOOM_MATH void __threadfence(void) { __nvvm_membar_gl(); }
WARPLOOM_MATH void __threadfence_block(void) { __nvvm_membar_cta(); }
WARPLOOM_MATH void __threadfence_system(void) { __nvvm_membar_sys(); }
WARPLOOM_MATH int __syncthreads_and(int a) { return __nvvm_bar0_and(a); }
WARPLOOM_MATH int __syncthreads_or(int a) { return __nvvm_bar0_or(a); }
WARPLOOM_MATH int __syncthreads_count(int a) { return __nvvm_bar0_popc(a); }
WARPLOOM_MATH void __trap(void) { __asm__ __volatile__("trap;"); }
WARPLOOM_MATH void __brkpt(void) { __asm__ __volatile__("brkpt;"); }
WARPLOOM_MATH void __brkpt(int) { __brkpt(); }
WARPLOOM_MATH int clock(void) { return __nvvm_read_ptx_sreg_clock(); }
WARPLOOM_MATH long long clock64(void) { return __nvvm_read_ptx_sreg_clock64(); }
WARPLOOM_MATH void *memcpy(void *a, const void *b, unsigned long c) { return __builtin_memcpy(a, b, c); }
WARPLOOM_MATH void *memset(void *a, int b, unsigned long c) { return __builtin_memset(a, b, c); }
WARPLOOM_MATH void __nanosleep(unsigned int ns) { __nvvm_nanosleep(ns); }
#define WARPLOOM_PTX(...) __VA_ARGS__
#else
WARPLOOM_MATH void __threadfence(void); WARPLOOM_MATH void __threadfence_block(void); WARPLOOM_MATH void __threadfence_system(void);
WARPLOOM_MATH int __syncthreads_and(int); WARPLOOM_MATH int __syncthreads_or(int); WARPLOOM_MATH int __syncthreads_count(int);
WARPLOOM_MATH void __trap(void); WARPLOOM_MATH void __brkpt(void); WARPLOOM_MATH int clock(void); WARPLOOM_MATH long long clock64(void);
WARPLOOM_MATH void __nanosleep(unsigned int);
#endif
WARPLOOM_BOTH unsigned int __warploom_mask(unsigned int a, int shift) { return (a << shift) - a; }
#define WARPLOOM_SIMD(N, OP) WARPLOOM_MATH unsigned int N(unsigned int a, unsigned int b) { unsigned int r; __asm__(OP " %0,%1,%2,%3;" : "=r"(r) : "r"(a), "r"(b), "r"(0)); return r; }
#define WARPLOOM_SIMD24(N, OP, TYPES) WARPLOOM_SIMD(__v##N##2, OP "2" TYPES) WARPLOOM_SIMD(__v##N##4, OP "4" TYPES)
WARPLOOM_SIMD24(add, "vadd", ".u32.u32.u32") WARPLOOM_SIMD24(addss, "vadd", ".s32.s32.s32.sat") WARPLOOM_SIMD24(addus, "vadd", ".u32.u32.u32.sat")
WARPLOOM_SIMD24(sub, "vsub", ".u32.u32.u32") WARPLOOM_SIMD24(subss, "vsub", ".s32.s32.s32.sat") WARPLOOM_SIMD24(subus, "vsub", ".u32.u32.u32.sat")
WARPLOOM_SIMD24(maxs, "vmax", ".s32.s32.s32") WARPLOOM_SIMD24(maxu, "vmax", ".u32.u32.u32") WARPLOOM_SIMD24(mins, "vmin", ".s32.s32.s32") WARPLOOM_SIMD24(minu, "vmin", ".u32.u32.u32")
WARPLOOM_SIMD24(absdiffs, "vabsdiff", ".s32.s32.s32") WARPLOOM_SIMD24(absdiffu, "vabsdiff", ".u32.u32.u32") WARPLOOM_SIMD24(avgs, "vavrg", ".s32.s32.s32") WARPLOOM_SIMD24(avgu, "vavrg", ".u32.u32.u32")
WARPLOOM_SIMD24(sads, "vabsdiff", ".s32.s32.s32.add") WARPLOOM_SIMD24(sadu, "vabsdiff", ".u32.u32.u32.add")
#define WARPLOOM_COMPARE(N, TYPES) \
    WARPLOOM_SIMD24(set##N, "vset", TYPES) \
    WARPLOOM_MATH unsigned int __vcmp##N##2(unsigned int a, unsigned int b) { return __warploom_mask(__vset##N##2(a, b), 16); } \
    WARPLOOM_MATH unsigned int __vcmp##N##4(unsigned int a, unsigned int b) { return __warploom_mask(__vset##N##4(a, b), 8); }
WARPLOOM_COMPARE(eq, ".u32.u32.eq") WARPLOOM_COMPARE(ne, ".u32.u32.ne")
WARPLOOM_COMPARE(ges, ".s32.s32.ge") WARPLOOM_COMPARE(gts, ".s32.s32.gt") WARPLOOM_COMPARE(les, ".s32.s32.le") WARPLOOM_COMPARE(lts, ".s32.s32.lt")
WARPLOOM_COMPARE(geu, ".u32.u32.ge") WARPLOOM_COMPARE(gtu, ".u32.u32.gt") WARPLOOM_COMPARE(leu, ".u32.u32.le") WARPLOOM_COMPARE(ltu, ".u32.u32.lt")
WARPLOOM_MATH unsigned int __vneg2(unsigned int a) { return __vsub2(0, a); }
WARPLOOM_MATH unsigned int __vneg4(unsigned int a) { return __vsub4(0, a); }
WARPLOOM_MATH unsigned int __vnegss2(unsigned int a) { return __vsubss2(0, a); }
WARPLOOM_MATH unsigned int __vnegss4(unsigned int a) { return __vsubss4(0, a); }
WARPLOOM_MATH unsigned int __vabs2(unsigned int a) { return __vabsdiffs2(a, 0); }
WARPLOOM_MATH unsigned int __vabs4(unsigned int a) { return __vabsdiffs4(a, 0); }
WARPLOOM_MATH unsigned int __vhaddu2(unsigned int a, unsigned int b) { return (((a ^ b) >> 1) & ~0x80008000u) + (a & b); }
WARPLOOM_MATH unsigned int __vhaddu4(unsigned int a, unsigned int b) { return (((a ^ b) >> 1) & ~0x80808080u) + (a & b); }

// CUDA: complex numbers as pairs.
#pragma once
#include "warploom/runtime_api.h"
typedef float2 cuFloatComplex;
typedef double2 cuDoubleComplex;
typedef cuFloatComplex cuComplex;
#define WARPLOOM_COMPLEX(C, T, F, S, R, RS, ABS) \
    WARPLOOM_BOTH T cuCreal##S(C a) { return a.x; } \
    WARPLOOM_BOTH T cuCimag##S(C a) { return a.y; } \
    WARPLOOM_BOTH C make_##F(T r, T i) { C c; c.x = r; c.y = i; return c; } \
    WARPLOOM_BOTH C cuConj##S(C a) { return make_##F(cuCreal##S(a), -cuCimag##S(a)); } \
    WARPLOOM_BOTH C cuCadd##S(C a, C b) { return make_##F(cuCreal##S(a) + cuCreal##S(b), cuCimag##S(a) + cuCimag##S(b)); } \
    WARPLOOM_BOTH C cuCsub##S(C a, C b) { return make_##F(cuCreal##S(a) - cuCreal##S(b), cuCimag##S(a) - cuCimag##S(b)); } \
    WARPLOOM_BOTH C cuCmul##S(C a, C b) { return make_##F(cuCreal##S(a) * cuCreal##S(b) - cuCimag##S(a) * cuCimag##S(b), cuCreal##S(a) * cuCimag##S(b) + cuCimag##S(a) * cuCreal##S(b)); } \
    WARPLOOM_BOTH C cuCdiv##S(C a, C b) { \
        T s = __builtin_fabs##RS(cuCreal##S(b)) + __builtin_fabs##RS(cuCimag##S(b)); T o = (T)1 / s; \
        T ar = cuCreal##S(a) * o, ai = cuCimag##S(a) * o, br = cuCreal##S(b) * o, bi = cuCimag##S(b) * o; \
        s = br * br + bi * bi; o = (T)1 / s; return make_##F((ar * br + ai * bi) * o, (ai * br - ar * bi) * o); } \
    WARPLOOM_BOTH T cuCabs##S(C a) { return __builtin_sqrt##RS(a.x * a.x + a.y * a.y); } \
    WARPLOOM_BOTH C cuCfma##S(C a, C b, C c) { return cuCadd##S(cuCmul##S(a, b), c); }
WARPLOOM_COMPLEX(cuFloatComplex, float, cuFloatComplex, f, f, f, f)
WARPLOOM_COMPLEX(cuDoubleComplex, double, cuDoubleComplex, , , , )
#undef WARPLOOM_COMPLEX
WARPLOOM_BOTH cuComplex make_cuComplex(float r, float i) { return make_cuFloatComplex(r, i); }
WARPLOOM_BOTH cuDoubleComplex cuComplexFloatToDouble(cuFloatComplex c) { return make_cuDoubleComplex(c.x, c.y); }
WARPLOOM_BOTH cuFloatComplex cuComplexDoubleToFloat(cuDoubleComplex c) { return make_cuFloatComplex((float)c.x, (float)c.y); }

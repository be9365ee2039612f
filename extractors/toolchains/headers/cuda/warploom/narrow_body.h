// CUDA: one kind of 16-bit float and its pairs, to be included once for each kind.
// Its words are W_H, W_H2, W_RAW, W_RAW2 (types), W_F (clang's own type), W_PTX (its name in instructions), W_TO(x), W_OF(x) and so
// on (parts of names of functions).
struct __attribute__((aligned(2))) W_RAW { unsigned short x; };
struct __attribute__((aligned(4))) W_RAW2 { unsigned short x, y; };
WARPLOOM_BOTH float W_TO(float)(const struct W_H a);
WARPLOOM_BOTH struct W_H W_OF(float)(const float a);
WARPLOOM_BOTH struct W_H W_OF(double)(const double a);
#define W_WHOLES(X) \
    X(short, short, short) X(ushort, unsigned short, unsigned short) X(int, int, int) X(uint, unsigned int, unsigned int) X(ll, long long, long long) X(ull, unsigned long long, unsigned long long)
#define W_X(N, T, U) WARPLOOM_BOTH W_H W_OF_(N, _rn)(const T a); WARPLOOM_BOTH T W_TO_(N, _rz)(const struct W_H a);
W_WHOLES(W_X)
#undef W_X
struct __attribute__((aligned(2))) W_H {
protected:
    unsigned short __x;
public:
    W_H() = default;
    __host__ __device__ constexpr W_H(const W_RAW &r) : __x(r.x) {}
    __host__ __device__ W_H &operator=(const W_RAW &r) { __x = r.x; return *this; }
    __host__ __device__ operator W_RAW() const { W_RAW r; r.x = __x; return r; }
    __host__ __device__ W_H(const float f) { __x = W_OF(float)(f).__x; }
    __host__ __device__ W_H(const double f) { __x = W_OF(double)(f).__x; }
    __host__ __device__ operator float() const { return W_TO(float)(*this); }
    __host__ __device__ W_H &operator=(const float f) { __x = W_OF(float)(f).__x; return *this; }
    __host__ __device__ W_H &operator=(const double f) { __x = W_OF(double)(f).__x; return *this; }
    explicit __host__ __device__ W_H(const struct W_OTHER f);
#define W_X(N, T, U) \
    __host__ __device__ W_H(const T v) { __x = W_OF_(N, _rn)(v).__x; } \
    __host__ __device__ operator T() const { return W_TO_(N, _rz)(*this); } \
    __host__ __device__ W_H &operator=(const T v) { __x = W_OF_(N, _rn)(v).__x; return *this; }
    W_WHOLES(W_X)
#undef W_X
    __host__ __device__ W_H(const long v) { __x = W_OF_(ll, _rn)(v).__x; }
    __host__ __device__ W_H(const unsigned long v) { __x = W_OF_(ull, _rn)(v).__x; }
    __host__ __device__ operator long() const { return W_TO_(ll, _rz)(*this); }
    __host__ __device__ operator unsigned long() const { return W_TO_(ull, _rz)(*this); }
    __host__ __device__ operator char() const { return (char)W_TO_(short, _rz)(*this); }
    __host__ __device__ operator signed char() const { return (signed char)W_TO_(short, _rz)(*this); }
    __host__ __device__ operator unsigned char() const { return (unsigned char)W_TO_(short, _rz)(*this); }
    __host__ __device__ constexpr operator bool() const { return (__x & 0x7fffu) != 0u; }
    __host__ __device__ unsigned short &__warploom_bits() { return __x; }
    __host__ __device__ const unsigned short &__warploom_bits() const { return __x; }
};
struct __attribute__((aligned(4))) W_H2 {
    W_H x, y;
    W_H2() = default;
    __host__ __device__ W_H2(W_MOVED W_H2 &&a) : x(a.x), y(a.y) {}
    __host__ __device__ W_H2 &operator=(W_MOVED W_H2 &&a) { x = a.x; y = a.y; return *this; }
    __host__ __device__ W_H2(const W_H2 &a) : x(a.x), y(a.y) {}
    __host__ __device__ W_H2 &operator=(const W_H2 &a) { x = a.x; y = a.y; return *this; }
    __host__ __device__ constexpr W_H2(const W_H &a, const W_H &b) : x(a), y(b) {}
    __host__ __device__ W_H2(const W_RAW2 &r) : x(W_RAW{r.x}), y(W_RAW{r.y}) {}
    __host__ __device__ W_H2 &operator=(const W_RAW2 &r) { x = W_RAW{r.x}; y = W_RAW{r.y}; return *this; }
    __host__ __device__ operator W_RAW2() const { return W_RAW2{x.__warploom_bits(), y.__warploom_bits()}; }
};
#define W_US(a) ((a).__warploom_bits())
#define W_UI(a) (*reinterpret_cast<const unsigned int *>(&(a)))
#define W_UIR(a) (*reinterpret_cast<unsigned int *>(&(a)))
WARPLOOM_BOTH W_F __warploom_value(const W_H a) { unsigned short u = W_US(a); W_F f; __builtin_memcpy(&f, &u, 2); return f; }
WARPLOOM_BOTH void __warploom_hold(W_H &a, const W_F f) { unsigned short u; __builtin_memcpy(&u, &f, 2); W_US(a) = u; }
WARPLOOM_BOTH float W_TO(float)(const W_H a) { return (float)__warploom_value(a); }
WARPLOOM_BOTH W_H W_OF(float)(const float a) { W_H r; __warploom_hold(r, (W_F)a); return r; }
WARPLOOM_BOTH W_H W_OF(double)(const double a) { W_H r; __warploom_hold(r, (W_F)a); return r; }
#define W_ROUNDED(N) WARPLOOM_BOTH W_H W_OF_(float, N)(const float a) { W_H r; __warploom_hold(r, (W_F)a); return r; }
W_ROUNDED(_rn) W_ROUNDED(_rz) W_ROUNDED(_rd) W_ROUNDED(_ru)
#undef W_ROUNDED
#define W_X(N, T, U) \
    WARPLOOM_BOTH W_H W_OF_(N, _rn)(const T a) { W_H r; __warploom_hold(r, (W_F)a); return r; } \
    WARPLOOM_DEVICE W_H W_OF_(N, _rz)(const T a) { W_H r; __warploom_hold(r, (W_F)a); return r; } \
    WARPLOOM_DEVICE W_H W_OF_(N, _rd)(const T a) { W_H r; __warploom_hold(r, (W_F)a); return r; } \
    WARPLOOM_DEVICE W_H W_OF_(N, _ru)(const T a) { W_H r; __warploom_hold(r, (W_F)a); return r; } \
    WARPLOOM_BOTH T W_TO_(N, _rz)(const W_H a) { return (T)W_TO(float)(a); } \
    WARPLOOM_DEVICE T W_TO_(N, _rn)(const W_H a) { return (T)__builtin_rintf(W_TO(float)(a)); } \
    WARPLOOM_DEVICE T W_TO_(N, _rd)(const W_H a) { return (T)__builtin_floorf(W_TO(float)(a)); } \
    WARPLOOM_DEVICE T W_TO_(N, _ru)(const W_H a) { return (T)__builtin_ceilf(W_TO(float)(a)); }
W_WHOLES(W_X)
#undef W_X
#undef W_WHOLES
WARPLOOM_BOTH signed char W_TO_(char, _rz)(const W_H a) { return (signed char)W_TO(float)(a); }
WARPLOOM_BOTH unsigned char W_TO_(uchar, _rz)(const W_H a) { return (unsigned char)W_TO(float)(a); }
WARPLOOM_BOTH W_H2 W_PAIR(float, )(const float a) { return W_H2(W_OF(float)(a), W_OF(float)(a)); }
WARPLOOM_BOTH W_H2 W_PAIR(float, _rn)(const float a) { return W_H2(W_OF(float)(a), W_OF(float)(a)); }
WARPLOOM_BOTH W_H2 W_PAIRS(floats, _rn)(const float a, const float b) { return W_H2(W_OF(float)(a), W_OF(float)(b)); }
WARPLOOM_BOTH W_H2 W_PAIR(float2, _rn)(const float2 a) { return W_H2(W_OF(float)(a.x), W_OF(float)(a.y)); }
WARPLOOM_BOTH float2 W_PAIR2FLOAT2(const W_H2 a) { return make_float2(W_TO(float)(a.x), W_TO(float)(a.y)); }
WARPLOOM_BOTH W_H2 __halves2(const W_H a, const W_H b, W_H2 *) { return W_H2(a, b); }
WARPLOOM_BOTH float W_LOWFLOAT(const W_H2 a) { return W_TO(float)(a.x); }
WARPLOOM_BOTH float W_HIGHFLOAT(const W_H2 a) { return W_TO(float)(a.y); }
WARPLOOM_BOTH W_H W_LOW(const W_H2 a) { return a.x; }
WARPLOOM_BOTH W_H W_HIGH(const W_H2 a) { return a.y; }
WARPLOOM_BOTH W_H2 W_LOW2(const W_H2 a) { return W_H2(a.x, a.x); }
WARPLOOM_BOTH W_H2 W_HIGH2(const W_H2 a) { return W_H2(a.y, a.y); }
WARPLOOM_BOTH W_H2 W_LOWHIGHSWAP(const W_H2 a) { return W_H2(a.y, a.x); }
WARPLOOM_BOTH W_H2 W_LOWS(const W_H2 a, const W_H2 b) { return W_H2(a.x, b.x); }
WARPLOOM_BOTH W_H2 W_HIGHS(const W_H2 a, const W_H2 b) { return W_H2(a.y, b.y); }
WARPLOOM_BOTH short W_AS(short)(const W_H a) { return (short)W_US(a); }
WARPLOOM_BOTH unsigned short W_AS(ushort)(const W_H a) { return W_US(a); }
WARPLOOM_BOTH W_H W_FROM(short)(const short a) { W_RAW r; r.x = (unsigned short)a; return W_H(r); }
WARPLOOM_BOTH W_H W_FROM(ushort)(const unsigned short a) { W_RAW r; r.x = a; return W_H(r); }
#define W_ARITHMETIC(N, OP, E) \
    WARPLOOM_BOTH W_H __h##N(const W_H a, const W_H b) { W_H r; W_ON_DEVICE(__asm__("{" OP "." W_PTX " %0,%1,%2;}" : "=h"(W_US(r)) : "h"(W_US(a)), "h"(W_US(b))), __warploom_hold(r, __warploom_value(a) E __warploom_value(b))) return r; } \
    WARPLOOM_BOTH W_H2 __h##N##2(const W_H2 a, const W_H2 b) { W_H2 r; W_ON_DEVICE(__asm__("{" OP "." W_PTX "x2 %0,%1,%2;}" : "=r"(W_UIR(r)) : "r"(W_UI(a)), "r"(W_UI(b))), r = W_H2(__h##N(a.x, b.x), __h##N(a.y, b.y))) return r; } \
    WARPLOOM_BOTH W_H __h##N##_rn(const W_H a, const W_H b) { return __h##N(a, b); } \
    WARPLOOM_BOTH W_H2 __h##N##2_rn(const W_H2 a, const W_H2 b) { return __h##N##2(a, b); } \
    WARPLOOM_BOTH W_H __h##N##_sat(const W_H a, const W_H b) { return W_H(__builtin_fminf(1.0f, __builtin_fmaxf(0.0f, W_TO(float)(__h##N(a, b))))); } \
    WARPLOOM_BOTH W_H2 __h##N##2_sat(const W_H2 a, const W_H2 b) { return W_H2(__h##N##_sat(a.x, b.x), __h##N##_sat(a.y, b.y)); }
#ifdef __CUDA_ARCH__
#define W_ON_DEVICE(D, H) D;
#else
#define W_ON_DEVICE(D, H) H;
#endif
W_ARITHMETIC(add, "add", +) W_ARITHMETIC(sub, "sub", -) W_ARITHMETIC(mul, "mul", *)
#undef W_ARITHMETIC
WARPLOOM_BOTH W_H __hdiv(const W_H a, const W_H b) { return W_OF(float)(W_TO(float)(a) / W_TO(float)(b)); }
WARPLOOM_BOTH W_H2 __h2div(const W_H2 a, const W_H2 b) { return W_H2(__hdiv(a.x, b.x), __hdiv(a.y, b.y)); }
WARPLOOM_BOTH W_H __hneg(const W_H a) { W_H r; W_ON_DEVICE(__asm__("{neg." W_PTX " %0,%1;}" : "=h"(W_US(r)) : "h"(W_US(a))), __warploom_hold(r, -__warploom_value(a))) return r; }
WARPLOOM_BOTH W_H2 __hneg2(const W_H2 a) { return W_H2(__hneg(a.x), __hneg(a.y)); }
WARPLOOM_BOTH W_H __habs(const W_H a) { W_H r; W_US(r) = W_US(a) & 0x7fffu; return r; }
WARPLOOM_BOTH W_H2 __habs2(const W_H2 a) { return W_H2(__habs(a.x), __habs(a.y)); }
WARPLOOM_DEVICE W_H __hfma(const W_H a, const W_H b, const W_H c) { W_H r; W_ON_DEVICE(__asm__("{fma.rn." W_PTX " %0,%1,%2,%3;}" : "=h"(W_US(r)) : "h"(W_US(a)), "h"(W_US(b)), "h"(W_US(c))), ) return r; }
WARPLOOM_DEVICE W_H2 __hfma2(const W_H2 a, const W_H2 b, const W_H2 c) { W_H2 r; W_ON_DEVICE(__asm__("{fma.rn." W_PTX "x2 %0,%1,%2,%3;}" : "=r"(W_UIR(r)) : "r"(W_UI(a)), "r"(W_UI(b)), "r"(W_UI(c))), ) return r; }
WARPLOOM_DEVICE W_H __hfma_sat(const W_H a, const W_H b, const W_H c) { return W_H(__builtin_fminf(1.0f, __builtin_fmaxf(0.0f, W_TO(float)(__hfma(a, b, c))))); }
WARPLOOM_DEVICE W_H2 __hfma2_sat(const W_H2 a, const W_H2 b, const W_H2 c) { return W_H2(__hfma_sat(a.x, b.x, c.x), __hfma_sat(a.y, b.y, c.y)); }
WARPLOOM_DEVICE W_H __hfma_relu(const W_H a, const W_H b, const W_H c) { W_H r; W_ON_DEVICE(__asm__("{fma.rn.relu." W_PTX " %0,%1,%2,%3;}" : "=h"(W_US(r)) : "h"(W_US(a)), "h"(W_US(b)), "h"(W_US(c))), ) return r; }
WARPLOOM_DEVICE W_H2 __hfma2_relu(const W_H2 a, const W_H2 b, const W_H2 c) { W_H2 r; W_ON_DEVICE(__asm__("{fma.rn.relu." W_PTX "x2 %0,%1,%2,%3;}" : "=r"(W_UIR(r)) : "r"(W_UI(a)), "r"(W_UI(b)), "r"(W_UI(c))), ) return r; }
WARPLOOM_DEVICE W_H2 __hcmadd(const W_H2 a, const W_H2 b, const W_H2 c) { return W_H2(__hfma(a.x, b.x, __hfma(__hneg(a.y), b.y, c.x)), __hfma(a.x, b.y, __hfma(a.y, b.x, c.y))); }
#define W_COMPARE(N, E) \
    WARPLOOM_BOTH bool __h##N(const W_H a, const W_H b) { return W_TO(float)(a) E W_TO(float)(b); } \
    WARPLOOM_BOTH bool __h##N##u(const W_H a, const W_H b) { return __builtin_isunordered(W_TO(float)(a), W_TO(float)(b)) || W_TO(float)(a) E W_TO(float)(b); } \
    WARPLOOM_BOTH W_H2 __h##N##2(const W_H2 a, const W_H2 b) { return W_H2(W_H(__h##N(a.x, b.x) ? 1.0f : 0.0f), W_H(__h##N(a.y, b.y) ? 1.0f : 0.0f)); } \
    WARPLOOM_BOTH W_H2 __h##N##u2(const W_H2 a, const W_H2 b) { return W_H2(W_H(__h##N##u(a.x, b.x) ? 1.0f : 0.0f), W_H(__h##N##u(a.y, b.y) ? 1.0f : 0.0f)); } \
    WARPLOOM_BOTH unsigned int __h##N##2_mask(const W_H2 a, const W_H2 b) { return (__h##N(a.x, b.x) ? 0xffffu : 0u) | (__h##N(a.y, b.y) ? 0xffff0000u : 0u); } \
    WARPLOOM_BOTH bool __hb##N##2(const W_H2 a, const W_H2 b) { return __h##N(a.x, b.x) && __h##N(a.y, b.y); } \
    WARPLOOM_BOTH bool __hb##N##u2(const W_H2 a, const W_H2 b) { return __h##N##u(a.x, b.x) && __h##N##u(a.y, b.y); }
W_COMPARE(eq, ==) W_COMPARE(ne, !=) W_COMPARE(le, <=) W_COMPARE(ge, >=) W_COMPARE(lt, <) W_COMPARE(gt, >)
#undef W_COMPARE
WARPLOOM_BOTH bool __hisnan(const W_H a) { return __builtin_isnan(W_TO(float)(a)); }
WARPLOOM_BOTH int __hisinf(const W_H a) { float f = W_TO(float)(a); return __builtin_isinf(f) ? (f < 0 ? -1 : 1) : 0; }
WARPLOOM_BOTH W_H2 __hisnan2(const W_H2 a) { return W_H2(W_H(__hisnan(a.x) ? 1.0f : 0.0f), W_H(__hisnan(a.y) ? 1.0f : 0.0f)); }
#define W_EXTREME(N, OP, E) \
    WARPLOOM_BOTH W_H __h##N(const W_H a, const W_H b) { W_H r; W_ON_DEVICE(__asm__("{" OP "." W_PTX " %0,%1,%2;}" : "=h"(W_US(r)) : "h"(W_US(a)), "h"(W_US(b))), r = W_TO(float)(a) E W_TO(float)(b) ? a : b) return r; } \
    WARPLOOM_BOTH W_H __h##N##_nan(const W_H a, const W_H b) { return __hisnan(a) ? a : __hisnan(b) ? b : __h##N(a, b); } \
    WARPLOOM_BOTH W_H2 __h##N##2(const W_H2 a, const W_H2 b) { return W_H2(__h##N(a.x, b.x), __h##N(a.y, b.y)); } \
    WARPLOOM_BOTH W_H2 __h##N##2_nan(const W_H2 a, const W_H2 b) { return W_H2(__h##N##_nan(a.x, b.x), __h##N##_nan(a.y, b.y)); }
W_EXTREME(max, "max", >) W_EXTREME(min, "min", <)
#undef W_EXTREME
#define W_OPERATOR(S, N) \
    WARPLOOM_BOTH W_H operator S(const W_H &a, const W_H &b) { return __h##N(a, b); } \
    WARPLOOM_BOTH W_H &operator S##=(W_H &a, const W_H &b) { a = a S b; return a; }
#define W_OPERATOR2(S, N) \
    WARPLOOM_BOTH W_H2 operator S(const W_H2 &a, const W_H2 &b) { return N(a, b); } \
    WARPLOOM_BOTH W_H2 &operator S##=(W_H2 &a, const W_H2 &b) { a = a S b; return a; }
#define W_ORDER(S, N) WARPLOOM_BOTH bool operator S(const W_H &a, const W_H &b) { return __h##N(a, b); } WARPLOOM_BOTH bool operator S(const W_H2 &a, const W_H2 &b) { return __hb##N##2(a, b); }
#ifndef W_NO_OPERATORS
W_OPERATOR(+, add) W_OPERATOR(-, sub) W_OPERATOR(*, mul) W_OPERATOR(/, div)
W_OPERATOR2(+, __hadd2) W_OPERATOR2(-, __hsub2) W_OPERATOR2(*, __hmul2) W_OPERATOR2(/, __h2div)
W_ORDER(==, eq) W_ORDER(!=, ne) W_ORDER(<, lt) W_ORDER(>, gt) W_ORDER(<=, le) W_ORDER(>=, ge)
WARPLOOM_BOTH W_H operator+(const W_H &a) { return a; }
WARPLOOM_BOTH W_H operator-(const W_H &a) { return __hneg(a); }
WARPLOOM_BOTH W_H2 operator+(const W_H2 &a) { return a; }
WARPLOOM_BOTH W_H2 operator-(const W_H2 &a) { return __hneg2(a); }
WARPLOOM_BOTH W_H &operator++(W_H &a) { a = __hadd(a, W_H(1.0f)); return a; }
WARPLOOM_BOTH W_H &operator--(W_H &a) { a = __hsub(a, W_H(1.0f)); return a; }
WARPLOOM_BOTH W_H operator++(W_H &a, int) { W_H r = a; ++a; return r; }
WARPLOOM_BOTH W_H operator--(W_H &a, int) { W_H r = a; --a; return r; }
#endif
#undef W_OPERATOR
#undef W_OPERATOR2
#undef W_ORDER
#define W_FUNCTION(N, E) \
    WARPLOOM_DEVICE W_H h##N(const W_H a) { float f = W_TO(float)(a); return W_OF(float)(E); } \
    WARPLOOM_DEVICE W_H2 h2##N(const W_H2 a) { return W_H2(h##N(a.x), h##N(a.y)); }
W_FUNCTION(sqrt, ::sqrtf(f)) W_FUNCTION(rsqrt, ::rsqrtf(f)) W_FUNCTION(rcp, 1.0f / f) W_FUNCTION(log, ::logf(f)) W_FUNCTION(log2, ::log2f(f)) W_FUNCTION(log10, ::log10f(f))
W_FUNCTION(exp, ::expf(f)) W_FUNCTION(exp2, ::exp2f(f)) W_FUNCTION(exp10, ::exp10f(f)) W_FUNCTION(cos, ::cosf(f)) W_FUNCTION(sin, ::sinf(f)) W_FUNCTION(tanh, ::tanhf(f))
W_FUNCTION(tanh_approx, ::tanhf(f)) W_FUNCTION(trunc, ::truncf(f)) W_FUNCTION(ceil, ::ceilf(f)) W_FUNCTION(floor, ::floorf(f)) W_FUNCTION(rint, ::rintf(f))
#undef W_FUNCTION
#define W_SHUFFLE(N, T) \
    WARPLOOM_DEVICE W_H2 N(const unsigned int mask, const W_H2 v, const T by, const int width = warpSize) { W_H2 r; W_UIR(r) = N(mask, W_UI(v), by, width); return r; } \
    WARPLOOM_DEVICE W_H N(const unsigned int mask, const W_H v, const T by, const int width = warpSize) { return W_FROM(ushort)((unsigned short)N(mask, (unsigned int)W_US(v), by, width)); }
W_SHUFFLE(__shfl_sync, int) W_SHUFFLE(__shfl_xor_sync, int) W_SHUFFLE(__shfl_up_sync, unsigned int) W_SHUFFLE(__shfl_down_sync, unsigned int)
#undef W_SHUFFLE
#define W_LOAD(N) \
    WARPLOOM_DEVICE W_H2 N(const W_H2 *const p) { W_H2 r; W_UIR(r) = N(reinterpret_cast<const unsigned int *>(p)); return r; } \
    WARPLOOM_DEVICE W_H N(const W_H *const p) { return W_FROM(ushort)(N(reinterpret_cast<const unsigned short *>(p))); }
W_LOAD(__ldg) W_LOAD(__ldcg) W_LOAD(__ldca) W_LOAD(__ldcs) W_LOAD(__ldlu) W_LOAD(__ldcv)
#undef W_LOAD
#define W_STORE(N) \
    WARPLOOM_DEVICE void N(W_H2 *const p, const W_H2 v) { N(reinterpret_cast<unsigned int *>(p), W_UI(v)); } \
    WARPLOOM_DEVICE void N(W_H *const p, const W_H v) { N(reinterpret_cast<unsigned short *>(p), W_US(v)); }
W_STORE(__stwb) W_STORE(__stcg) W_STORE(__stcs) W_STORE(__stwt)
#undef W_STORE
WARPLOOM_DEVICE W_H2 atomicAdd(W_H2 *const p, const W_H2 v) { W_H2 r; W_ON_DEVICE(__asm__ __volatile__("{ atom.add.noftz." W_PTX "x2 %0,[%1],%2; }" : "=r"(W_UIR(r)) : "l"(p), "r"(W_UI(v)) : "memory"), ) return r; }
WARPLOOM_DEVICE W_H atomicAdd(W_H *const p, const W_H v) { W_H r; W_ON_DEVICE(__asm__ __volatile__("{ atom.add.noftz." W_PTX " %0,[%1],%2; }" : "=h"(W_US(r)) : "l"(p), "h"(W_US(v)) : "memory"), ) return r; }
#undef W_US
#undef W_UI
#undef W_UIR
#undef W_ON_DEVICE

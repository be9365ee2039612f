// PyTorch: kinds of elements, and the narrow floats among them.
#pragma once
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include "macros.h"
#if defined(__CUDA__)
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#endif
namespace c10 {
[[noreturn]] void __warploom_raise();
#define WARPLOOM_NARROW(N, EXTRA) \
    struct alignas(2) N { \
        unsigned short x; \
        struct from_bits_t {}; \
        C10_HOST_DEVICE static constexpr from_bits_t from_bits() { return from_bits_t(); } \
        N() = default; \
        constexpr C10_HOST_DEVICE N(unsigned short bits, from_bits_t) : x(bits) {} \
        inline C10_HOST_DEVICE N(float v); \
        inline C10_HOST_DEVICE operator float() const; \
        EXTRA \
    };
#if defined(__CUDA__)
#define WARPLOOM_WITH_HALF inline C10_HOST_DEVICE Half(const __half &v); inline C10_HOST_DEVICE operator __half() const;
#define WARPLOOM_WITH_BFLOAT \
    inline C10_HOST_DEVICE BFloat16(const __nv_bfloat16 &v); \
    explicit inline C10_HOST_DEVICE operator __nv_bfloat16() const;
#else
#define WARPLOOM_WITH_HALF
#define WARPLOOM_WITH_BFLOAT
#endif
WARPLOOM_NARROW(Half, WARPLOOM_WITH_HALF)
WARPLOOM_NARROW(BFloat16, WARPLOOM_WITH_BFLOAT)
#undef WARPLOOM_NARROW
#if defined(__CUDA__)
inline C10_HOST_DEVICE Half::Half(float v) { __half h = __float2half(v); __builtin_memcpy(&x, &h, 2); }
inline C10_HOST_DEVICE Half::operator float() const { __half h; __builtin_memcpy(&h, &x, 2); return __half2float(h); }
inline C10_HOST_DEVICE Half::Half(const __half &v) { __builtin_memcpy(&x, &v, 2); }
inline C10_HOST_DEVICE Half::operator __half() const { __half h; __builtin_memcpy(&h, &x, 2); return h; }
inline C10_HOST_DEVICE BFloat16::BFloat16(float v) { __nv_bfloat16 h = __float2bfloat16(v); __builtin_memcpy(&x, &h, 2); }
inline C10_HOST_DEVICE BFloat16::operator float() const { __nv_bfloat16 h; __builtin_memcpy(&h, &x, 2); return __bfloat162float(h); }
inline C10_HOST_DEVICE BFloat16::BFloat16(const __nv_bfloat16 &v) { __builtin_memcpy(&x, &v, 2); }
inline C10_HOST_DEVICE BFloat16::operator __nv_bfloat16() const { __nv_bfloat16 h; __builtin_memcpy(&h, &x, 2); return h; }
#else
inline Half::Half(float v) { _Float16 h = (_Float16)v; __builtin_memcpy(&x, &h, 2); }
inline Half::operator float() const { _Float16 h; __builtin_memcpy(&h, &x, 2); return (float)h; }
inline BFloat16::BFloat16(float v) { __bf16 h = (__bf16)v; __builtin_memcpy(&x, &h, 2); }
inline BFloat16::operator float() const { __bf16 h; __builtin_memcpy(&h, &x, 2); return (float)h; }
#endif
#define WARPLOOM_OPERATE(N, S) \
    inline C10_HOST_DEVICE N operator S(const N &a, const N &b) { return static_cast<float>(a) S static_cast<float>(b); } \
    inline C10_HOST_DEVICE N &operator S##=(N &a, const N &b) { a = a S b; return a; } \
    inline C10_HOST_DEVICE float operator S(N a, float b) { return static_cast<float>(a) S b; } \
    inline C10_HOST_DEVICE float operator S(float a, N b) { return a S static_cast<float>(b); } \
    inline C10_HOST_DEVICE float &operator S##=(float &a, const N &b) { return a S##= static_cast<float>(b); } \
    inline C10_HOST_DEVICE double operator S(N a, double b) { return static_cast<double>(a) S b; } \
    inline C10_HOST_DEVICE double operator S(double a, N b) { return a S static_cast<double>(b); } \
    inline C10_HOST_DEVICE N operator S(N a, int b) { return a S static_cast<N>(static_cast<float>(b)); } \
    inline C10_HOST_DEVICE N operator S(int a, N b) { return static_cast<N>(static_cast<float>(a)) S b; } \
    inline C10_HOST_DEVICE N operator S(N a, int64_t b) { return a S static_cast<N>(static_cast<float>(b)); } \
    inline C10_HOST_DEVICE N operator S(int64_t a, N b) { return static_cast<N>(static_cast<float>(a)) S b; }
#define WARPLOOM_OPERATIONS(N) \
    WARPLOOM_OPERATE(N, +) WARPLOOM_OPERATE(N, -) WARPLOOM_OPERATE(N, *) WARPLOOM_OPERATE(N, /) \
    inline C10_HOST_DEVICE N operator-(const N &a) { return -static_cast<float>(a); } \
    WARPLOOM_ORDER(N, <) WARPLOOM_ORDER(N, >) WARPLOOM_ORDER(N, <=) WARPLOOM_ORDER(N, >=) WARPLOOM_ORDER(N, ==) WARPLOOM_ORDER(N, !=)
#define WARPLOOM_ORDER(N, S) \
    inline C10_HOST_DEVICE bool operator S(const N &a, const N &b) { return float(a) S float(b); } \
    inline C10_HOST_DEVICE bool operator S(const N &a, float b) { return float(a) S b; } \
    inline C10_HOST_DEVICE bool operator S(const N &a, double b) { return float(a) S b; } \
    inline C10_HOST_DEVICE bool operator S(const N &a, int b) { return float(a) S b; }
WARPLOOM_OPERATIONS(Half)
WARPLOOM_OPERATIONS(BFloat16)
#if defined(__CUDA__)
inline __device__ Half __ldg(const Half *p) { return __ldg(reinterpret_cast<const __half *>(p)); }
inline __device__ BFloat16 __ldg(const BFloat16 *p) { return __ldg(reinterpret_cast<const __nv_bfloat16 *>(p)); }
#endif
#define WARPLOOM_BYTE(N) \
    struct alignas(1) N { \
        uint8_t x; \
        struct from_bits_t {}; \
        C10_HOST_DEVICE static constexpr from_bits_t from_bits() { return from_bits_t(); } \
        N() = default; \
        constexpr C10_HOST_DEVICE N(uint8_t bits, from_bits_t) : x(bits) {} \
        C10_HOST_DEVICE N(float v); \
        C10_HOST_DEVICE operator float() const; \
        C10_HOST_DEVICE bool isnan() const; \
    };
WARPLOOM_BYTE(Float8_e4m3fn) WARPLOOM_BYTE(Float8_e5m2) WARPLOOM_BYTE(Float8_e4m3fnuz) WARPLOOM_BYTE(Float8_e5m2fnuz)
WARPLOOM_BYTE(Float8_e8m0fnu) WARPLOOM_BYTE(Float4_e2m1fn_x2)
#undef WARPLOOM_BYTE
#undef WARPLOOM_OPERATE
#undef WARPLOOM_OPERATIONS
#undef WARPLOOM_ORDER
struct qint8 { int8_t val_; };
struct quint8 { uint8_t val_; };
struct qint32 { int val_; };

template <class T> struct alignas(sizeof(T) * 2) complex {
    using value_type = T;
    T real_ = T(0), imag_ = T(0);
    constexpr complex() = default;
    C10_HOST_DEVICE constexpr complex(const T &r, const T &i = T()) : real_(r), imag_(i) {}
    template <class U> C10_HOST_DEVICE explicit constexpr complex(const complex<U> &o) : real_(o.real()), imag_(o.imag()) {}
    C10_HOST_DEVICE constexpr T real() const { return real_; }
    C10_HOST_DEVICE constexpr T imag() const { return imag_; }
    C10_HOST_DEVICE complex &operator+=(const complex &o) { real_ += o.real_; imag_ += o.imag_; return *this; }
    C10_HOST_DEVICE complex &operator-=(const complex &o) { real_ -= o.real_; imag_ -= o.imag_; return *this; }
    C10_HOST_DEVICE complex &operator*=(const complex &o) {
        T r = real_ * o.real_ - imag_ * o.imag_;
        imag_ = real_ * o.imag_ + imag_ * o.real_;
        real_ = r;
        return *this;
    }
};
template <class T> C10_HOST_DEVICE complex<T> operator+(complex<T> a, const complex<T> &b) { return a += b; }
template <class T> C10_HOST_DEVICE complex<T> operator-(complex<T> a, const complex<T> &b) { return a -= b; }
template <class T> C10_HOST_DEVICE complex<T> operator*(complex<T> a, const complex<T> &b) { return a *= b; }
template <class T> C10_HOST_DEVICE complex<T> operator*(complex<T> a, const T &b) { a.real_ *= b; a.imag_ *= b; return a; }
template <class T> C10_HOST_DEVICE complex<T> operator*(const T &b, complex<T> a) { a.real_ *= b; a.imag_ *= b; return a; }
template <class T> C10_HOST_DEVICE bool operator==(const complex<T> &a, const complex<T> &b) { return a.real_ == b.real_ && a.imag_ == b.imag_; }

#define WARPLOOM_SCALARS(X) \
    X(uint8_t, Byte) X(int8_t, Char) X(int16_t, Short) X(int, Int) X(int64_t, Long) X(c10::Half, Half) X(float, Float) \
    X(double, Double) X(c10::complex<c10::Half>, ComplexHalf) X(c10::complex<float>, ComplexFloat) \
    X(c10::complex<double>, ComplexDouble) X(bool, Bool) X(c10::qint8, QInt8) X(c10::quint8, QUInt8) X(c10::qint32, QInt32) \
    X(c10::BFloat16, BFloat16)
#define WARPLOOM_SCALARS_LATE(X) \
    X(c10::Float8_e5m2, Float8_e5m2) X(c10::Float8_e4m3fn, Float8_e4m3fn) X(c10::Float8_e5m2fnuz, Float8_e5m2fnuz) \
    X(c10::Float8_e4m3fnuz, Float8_e4m3fnuz) X(uint16_t, UInt16) X(uint32_t, UInt32) X(uint64_t, UInt64)
enum class ScalarType : int8_t {
#define X(T, N) N,
    WARPLOOM_SCALARS(X) QUInt4x2, QUInt2x4, Bits1x8, Bits2x4, Bits4x2, Bits8, Bits16, WARPLOOM_SCALARS_LATE(X) UInt1, UInt2,
    UInt3, UInt4, UInt5, UInt6, UInt7, Int1, Int2, Int3, Int4, Int5, Int6, Int7, Float8_e8m0fnu, Float4_e2m1fn_x2, Undefined,
    NumOptions
#undef X
};
#define X(T, N) constexpr ScalarType k##N = ScalarType::N;
WARPLOOM_SCALARS(X) WARPLOOM_SCALARS_LATE(X)
#undef X
constexpr ScalarType kFloat8_e8m0fnu = ScalarType::Float8_e8m0fnu, kUInt8 = kByte, kInt8 = kChar, kInt16 = kShort, kInt32 = kInt;
constexpr ScalarType kInt64 = kLong, kFloat16 = kHalf, kFloat32 = kFloat, kFloat64 = kDouble;
template <class T> struct CppTypeToScalarType;
#define X(T, N) template <> struct CppTypeToScalarType<T> : std::integral_constant<ScalarType, ScalarType::N> {};
WARPLOOM_SCALARS(X) WARPLOOM_SCALARS_LATE(X)
#undef X
template <> struct CppTypeToScalarType<long long> : std::integral_constant<ScalarType, ScalarType::Long> {};
namespace impl {
template <ScalarType N> struct ScalarTypeToCPPType;
#define X(T, N) template <> struct ScalarTypeToCPPType<ScalarType::N> { using type = T; };
WARPLOOM_SCALARS(X) WARPLOOM_SCALARS_LATE(X)
#undef X
template <ScalarType N> using ScalarTypeToCPPTypeT = typename ScalarTypeToCPPType<N>::type;
}
const char *toString(ScalarType t);
size_t elementSize(ScalarType t);
bool isFloatingType(ScalarType t);
bool isIntegralType(ScalarType t, bool with_bool);
bool isComplexType(ScalarType t);
std::ostream &operator<<(std::ostream &o, ScalarType t);
}

namespace at {
using namespace c10;
template <typename T, bool is_cuda> struct AccumulateType { using type = T; };
template <> struct AccumulateType<c10::Half, true> { using type = float; };
template <> struct AccumulateType<c10::BFloat16, true> { using type = float; };
template <> struct AccumulateType<int8_t, true> { using type = int64_t; };
template <> struct AccumulateType<uint8_t, true> { using type = int64_t; };
template <> struct AccumulateType<int16_t, true> { using type = int64_t; };
template <> struct AccumulateType<int, true> { using type = int64_t; };
template <> struct AccumulateType<float, false> { using type = double; };
template <typename T, bool is_cuda> using acc_type = typename AccumulateType<T, is_cuda>::type;
template <typename T> struct OpMathType { using type = T; };
template <> struct OpMathType<c10::Half> { using type = float; };
template <> struct OpMathType<c10::BFloat16> { using type = float; };
template <typename T> using opmath_type = typename OpMathType<T>::type;
inline ScalarType detail_scalar_type(ScalarType t) { return t; }
namespace detail { inline ScalarType scalar_type(ScalarType t) { return t; } }
}

namespace std {
#define WARPLOOM_LIMITS(T, LOWEST, LEAST, MOST, INFINITE, NAN_, EPSILON) \
    template <> class numeric_limits<T> { \
    public: \
        static constexpr bool is_specialized = true, is_signed = true, is_integer = false, is_exact = false; \
        static constexpr bool has_infinity = true, has_quiet_NaN = true; \
        static constexpr C10_HOST_DEVICE T min() { return T(LEAST, T::from_bits()); } \
        static constexpr C10_HOST_DEVICE T lowest() { return T(LOWEST, T::from_bits()); } \
        static constexpr C10_HOST_DEVICE T max() { return T(MOST, T::from_bits()); } \
        static constexpr C10_HOST_DEVICE T epsilon() { return T(EPSILON, T::from_bits()); } \
        static constexpr C10_HOST_DEVICE T infinity() { return T(INFINITE, T::from_bits()); } \
        static constexpr C10_HOST_DEVICE T quiet_NaN() { return T(NAN_, T::from_bits()); } \
    };
WARPLOOM_LIMITS(c10::Half, 0xFBFF, 0x0400, 0x7BFF, 0x7C00, 0x7E00, 0x1400)
WARPLOOM_LIMITS(c10::BFloat16, 0xFF7F, 0x0080, 0x7F7F, 0x7F80, 0x7FC0, 0x3C00)
WARPLOOM_LIMITS(c10::Float8_e4m3fn, 0xFE, 0x08, 0x7E, 0x7F, 0x7F, 0x20)
WARPLOOM_LIMITS(c10::Float8_e4m3fnuz, 0xFF, 0x08, 0x7F, 0x80, 0x80, 0x28)
WARPLOOM_LIMITS(c10::Float8_e5m2, 0xFB, 0x04, 0x7B, 0x7C, 0x7F, 0x34)
#undef WARPLOOM_LIMITS
#define WARPLOOM_MATH1(N) \
    inline C10_HOST_DEVICE c10::Half N(c10::Half a) { return std::N(float(a)); } \
    inline C10_HOST_DEVICE c10::BFloat16 N(c10::BFloat16 a) { return std::N(float(a)); }
WARPLOOM_MATH1(abs) WARPLOOM_MATH1(exp) WARPLOOM_MATH1(log) WARPLOOM_MATH1(sqrt) WARPLOOM_MATH1(tanh) WARPLOOM_MATH1(sin)
WARPLOOM_MATH1(cos) WARPLOOM_MATH1(floor) WARPLOOM_MATH1(ceil)
#undef WARPLOOM_MATH1
}

/* What host and device code takes from namespace std most often. */
#ifndef WL_STD_H
#define WL_STD_H
#include "cuda_runtime.h"
namespace std {
using ::size_t;
using ::ptrdiff_t;
using ::int8_t; using ::int16_t; using ::int32_t; using ::int64_t;
using ::uint8_t; using ::uint16_t; using ::uint32_t; using ::uint64_t;
using ::sqrt; using ::exp; using ::log; using ::sin; using ::cos; using ::tanh; using ::pow; using ::fabs; using ::abs;
using ::floor; using ::ceil; using ::round; using ::fma; using ::fmin; using ::fmax; using ::memcpy; using ::memset;
using ::isnan; using ::isinf; using ::isfinite;
template <class T> inline constexpr const T &min(const T &x, const T &y) { return y < x ? y : x; }
template <class T> inline constexpr const T &max(const T &x, const T &y) { return x < y ? y : x; }
template <class T> inline void swap(T &x, T &y)
{
    T kept = x;
    x = y;
    y = kept;
}
}
#endif

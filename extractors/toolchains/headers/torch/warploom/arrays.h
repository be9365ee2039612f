// PyTorch: views of arrays, and what the standard library later took over.
#pragma once
#include <algorithm>
#include <array>
#include <cfloat>
#include <climits>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>
#if __cplusplus >= 201703L
#include <optional>
#include <string_view>
#include <variant>
#endif
namespace c10 {
#if __cplusplus >= 201703L
template <class T> using optional = std::optional<T>;
using nullopt_t = std::nullopt_t;
inline constexpr std::nullopt_t nullopt = std::nullopt;
using string_view = std::string_view;
using std::get_if;
using std::holds_alternative;
using std::make_optional;
using std::variant;
using std::visit;
#endif
template <class T> struct ArrayRef {
    const T *data_ = nullptr;
    size_t n = 0;
    using value_type = T;
    using iterator = const T *;
    constexpr ArrayRef() = default;
    constexpr ArrayRef(const T &one) : data_(&one), n(1) {}
    constexpr ArrayRef(const T *p, size_t count) : data_(p), n(count) {}
    constexpr ArrayRef(const T *from, const T *to) : data_(from), n(to - from) {}
    template <class A> ArrayRef(const std::vector<T, A> &v) : data_(v.data()), n(v.size()) {}
    template <size_t N> constexpr ArrayRef(const std::array<T, N> &v) : data_(v.data()), n(N) {}
    template <size_t N> constexpr ArrayRef(const T (&v)[N]) : data_(v), n(N) {}
    constexpr ArrayRef(const std::initializer_list<T> &v) : data_(v.begin()), n(v.size()) {}
    constexpr const T *begin() const { return data_; }
    constexpr const T *end() const { return data_ + n; }
    constexpr const T *data() const { return data_; }
    constexpr size_t size() const { return n; }
    constexpr bool empty() const { return n == 0; }
    constexpr const T &operator[](size_t i) const { return data_[i]; }
    constexpr const T &front() const { return data_[0]; }
    constexpr const T &back() const { return data_[n - 1]; }
    constexpr const T &at(size_t i) const { return data_[i]; }
    ArrayRef slice(size_t from, size_t count) const { return ArrayRef(data_ + from, count); }
    ArrayRef slice(size_t from) const { return ArrayRef(data_ + from, n - from); }
    std::vector<T> vec() const { return std::vector<T>(begin(), end()); }
    bool equals(ArrayRef o) const;
};
template <class T> bool operator==(ArrayRef<T> a, ArrayRef<T> b) { return a.equals(b); }
template <class T> bool operator!=(ArrayRef<T> a, ArrayRef<T> b) { return !a.equals(b); }
template <class T> std::ostream &operator<<(std::ostream &o, ArrayRef<T> a);
using IntArrayRef = ArrayRef<int64_t>;
template <class T, size_t N> using SmallVector = std::vector<T>;
template <class T> struct intrusive_ptr {
    T *operator->() const;
    T &operator*() const;
    T *get() const;
    bool defined() const;
    explicit operator bool() const;
    void reset();
};
template <class T> struct MaybeOwned { const T &operator*() const; const T *operator->() const; };
struct Error : std::exception { Error(std::string s); const char *what() const noexcept override; };
template <class... A> std::string str(const A &...a);
template <class T> struct __warploom_range {
    struct at { T i; T operator*() const { return i; } at &operator++() { ++i; return *this; } bool operator!=(const at &o) const { return i != o.i; } };
    T from, to;
    at begin() const { return {from}; }
    at end() const { return {to}; }
};
template <class T> __warploom_range<T> irange(T n) { return {T(0), n}; }
template <class A, class B> __warploom_range<B> irange(A a, B b) { return {static_cast<B>(a), b}; }
}

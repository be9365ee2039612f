// Thrust: vectors, iterators and algorithms; what a kernel runs of its own is defined, the rest is done elsewhere.
#pragma once
#include <cuda_runtime_api.h>
#include <warploom_elsewhere.h>
#if defined(__cplusplus)
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>
#ifdef __CUDA__
#define WARPLOOM_HD __host__ __device__
#else
#define WARPLOOM_HD
#endif
#define THRUST_VERSION 300000
#define THRUST_MAJOR_VERSION 3
#define THRUST_MINOR_VERSION 0
#define THRUST_NS_QUALIFIER ::thrust
namespace thrust {
using std::get;
using std::ignore;
using std::make_pair;
using std::make_tuple;
using std::pair;
using std::swap;
using std::tie;
using std::tuple;
using std::tuple_element;
using std::tuple_size;
using std::ptrdiff_t;
using std::size_t;
template <class... A> struct unary_function {};
template <class... A> struct binary_function {};
template <class A, class R> struct unary_function<A, R> { typedef A argument_type; typedef R result_type; };
template <class A, class B, class R> struct binary_function<A, B, R> { typedef A first_argument_type; typedef B second_argument_type; typedef R result_type; };
#define WARPLOOM_FUNCTOR(N, R, E) template <class T = void> struct N { typedef T first_argument_type; WARPLOOM_HD constexpr R operator()(const T &a, const T &b) const { return E; } };
#define WARPLOOM_ANY(N, E) template <> struct N<void> { template <class A, class B> WARPLOOM_HD constexpr auto operator()(const A &a, const B &b) const -> decltype(E) { return E; } };
WARPLOOM_FUNCTOR(plus, T, a + b) WARPLOOM_FUNCTOR(minus, T, a - b) WARPLOOM_FUNCTOR(multiplies, T, a * b) WARPLOOM_FUNCTOR(divides, T, a / b) WARPLOOM_FUNCTOR(maximum, T, a < b ? b : a) WARPLOOM_FUNCTOR(minimum, T, a < b ? a : b)
WARPLOOM_FUNCTOR(less, bool, a < b) WARPLOOM_FUNCTOR(greater, bool, a > b) WARPLOOM_FUNCTOR(equal_to, bool, a == b) WARPLOOM_FUNCTOR(not_equal_to, bool, a != b) WARPLOOM_FUNCTOR(less_equal, bool, a <= b) WARPLOOM_FUNCTOR(greater_equal, bool, a >= b)
WARPLOOM_FUNCTOR(logical_and, bool, a && b) WARPLOOM_FUNCTOR(logical_or, bool, a || b) WARPLOOM_FUNCTOR(bit_and, T, a & b) WARPLOOM_FUNCTOR(bit_or, T, a | b) WARPLOOM_FUNCTOR(modulus, T, a % b)
WARPLOOM_ANY(plus, a + b) WARPLOOM_ANY(minus, a - b) WARPLOOM_ANY(multiplies, a * b) WARPLOOM_ANY(less, a < b) WARPLOOM_ANY(greater, a > b) WARPLOOM_ANY(equal_to, a == b) WARPLOOM_ANY(maximum, a < b ? b : a) WARPLOOM_ANY(minimum, a < b ? a : b)
#undef WARPLOOM_FUNCTOR
#undef WARPLOOM_ANY
template <class T = void> struct negate { WARPLOOM_HD constexpr T operator()(const T &a) const { return -a; } };
template <class T = void> struct square { WARPLOOM_HD constexpr T operator()(const T &a) const { return a * a; } };
template <class T = void> struct identity { WARPLOOM_HD constexpr const T &operator()(const T &a) const { return a; } };
template <class T = void> struct logical_not { WARPLOOM_HD constexpr bool operator()(const T &a) const { return !a; } };
template <class F> struct unary_negate { F f; template <class T> WARPLOOM_HD bool operator()(const T &a) const { return !f(a); } };
template <class F> unary_negate<F> not1(F f) { return {f}; }
namespace placeholders {
struct __warploom_hole {
#define WARPLOOM_HOLE(S) template <class T> __warploom_hole operator S(const T &) const { return {}; }
    WARPLOOM_HOLE(+) WARPLOOM_HOLE(-) WARPLOOM_HOLE(*) WARPLOOM_HOLE(/) WARPLOOM_HOLE(<) WARPLOOM_HOLE(>) WARPLOOM_HOLE(==) WARPLOOM_HOLE(!=) WARPLOOM_HOLE(<=) WARPLOOM_HOLE(>=) WARPLOOM_HOLE(%) WARPLOOM_HOLE(&&) WARPLOOM_HOLE(||)
#undef WARPLOOM_HOLE
};
constexpr __warploom_hole _1{}, _2{}, _3{};
}
template <class T> struct device_ptr;
template <class T> struct device_reference { WARPLOOM_HD WARPLOOM_FAR operator T() const { return __warploom_elsewhere<T>(this); } WARPLOOM_HD WARPLOOM_FAR device_reference &operator=(const T &v) { return __warploom_elsewhere<device_reference &>(this, v); } WARPLOOM_HD WARPLOOM_FAR device_reference &operator=(const device_reference &o) { return __warploom_elsewhere<device_reference &>(this, o); } WARPLOOM_FAR device_reference &operator+=(const T &v) { return __warploom_elsewhere<device_reference &>(this, v); } WARPLOOM_FAR device_ptr<T> operator&() const { return __warploom_elsewhere<device_ptr<T>>(this); } };
template <class T> WARPLOOM_FAR std::ostream &operator<<(std::ostream &o, const device_reference<T> &r) { return __warploom_elsewhere<std::ostream &>(o, r); }
#define WARPLOOM_POINTER(N, R) \
    template <class T> struct N { \
        typedef typename std::remove_cv<T>::type value_type; typedef R reference; typedef N pointer; typedef std::ptrdiff_t difference_type; typedef std::random_access_iterator_tag iterator_category; \
        T *p = nullptr; WARPLOOM_HD N() {} template <class U> explicit WARPLOOM_HD N(U *q) : p(q) {} template <class U> WARPLOOM_HD N(const N<U> &o) : p(o.p) {} WARPLOOM_HD N(std::nullptr_t) {} WARPLOOM_HD T *get() const { return p; } \
        WARPLOOM_HD WARPLOOM_FAR R operator*() const { return __warploom_elsewhere<R>(this); } WARPLOOM_HD WARPLOOM_FAR R operator[](std::ptrdiff_t n) const { return __warploom_elsewhere<R>(this, n); } WARPLOOM_HD T *operator->() const { return p; } WARPLOOM_HD explicit operator bool() const { return p; } \
        WARPLOOM_HD N operator+(std::ptrdiff_t n) const { return N(p + n); } WARPLOOM_HD N operator-(std::ptrdiff_t n) const { return N(p - n); } WARPLOOM_HD std::ptrdiff_t operator-(const N &o) const { return p - o.p; } WARPLOOM_HD N &operator++() { ++p; return *this; } \
        WARPLOOM_HD N operator++(int) { N r = *this; ++p; return r; } WARPLOOM_HD N &operator--() { --p; return *this; } WARPLOOM_HD N &operator+=(std::ptrdiff_t n) { p += n; return *this; } \
        WARPLOOM_HD bool operator==(const N &o) const { return p == o.p; } WARPLOOM_HD bool operator!=(const N &o) const { return p != o.p; } WARPLOOM_HD bool operator<(const N &o) const { return p < o.p; } \
    };
WARPLOOM_POINTER(device_ptr, device_reference<value_type>)
template <class T> WARPLOOM_HD device_ptr<T> device_pointer_cast(T *p) { return device_ptr<T>(p); }
template <class T> WARPLOOM_HD device_ptr<T> device_pointer_cast(const device_ptr<T> &p) { return p; }
template <class T> WARPLOOM_HD T *raw_pointer_cast(T *p) { return p; }
template <class T> WARPLOOM_HD T *raw_pointer_cast(const device_ptr<T> &p) { return p.get(); }
template <class T> WARPLOOM_FAR T &raw_reference_cast(device_reference<T> r) { return __warploom_elsewhere<T &>(r); }
template <class T> WARPLOOM_FAR device_ptr<T> device_malloc(size_t n) { return __warploom_elsewhere<device_ptr<T>>(n); }
template <class T> WARPLOOM_FAR void device_free(device_ptr<T> p) { __warploom_elsewhere<void>(p); }
template <class T> struct device_allocator : std::allocator<T> {};
template <class T> struct device_malloc_allocator { typedef T value_type; typedef device_ptr<T> pointer; typedef device_reference<T> reference; typedef size_t size_type; typedef std::ptrdiff_t difference_type; WARPLOOM_FAR pointer allocate(size_t n) { return __warploom_elsewhere<pointer>(this, n); } WARPLOOM_FAR void deallocate(pointer p, size_t n) { __warploom_elsewhere<void>(this, p, n); } template <class U> struct rebind { typedef device_malloc_allocator<U> other; }; };
namespace system { namespace cuda { namespace experimental { template <class T> struct pinned_allocator : std::allocator<T> { template <class U> struct rebind { typedef pinned_allocator<U> other; }; }; } struct errc {}; } using std::system_error; using std::error_code; }
using std::system_error;
struct __warploom_error { WARPLOOM_FAR std::string what() const { return __warploom_elsewhere<std::string>(this); } };
inline WARPLOOM_FAR std::error_category &cuda_category() { return __warploom_elsewhere<std::error_category &>(); }
template <class T, class A = std::allocator<T>> struct host_vector : std::vector<T> { using std::vector<T>::vector; host_vector() = default; template <class V, class = typename V::value_type> WARPLOOM_FAR host_vector(const V &v) { __warploom_elsewhere<void>(this, v); } template <class V, class = typename V::value_type> WARPLOOM_FAR host_vector &operator=(const V &v) { return __warploom_elsewhere<host_vector &>(this, v); } };
#define WARPLOOM_VECTOR(N, P, R) \
    template <class T, class A = device_allocator<T>> struct N { \
        typedef T value_type; typedef P<T> pointer; typedef P<T> iterator; typedef P<const T> const_iterator; typedef R reference; typedef size_t size_type; typedef std::ptrdiff_t difference_type; \
        WARPLOOM_FAR N() { __warploom_elsewhere<void>(this); } explicit WARPLOOM_FAR N(size_t n) { __warploom_elsewhere<void>(this, n); } explicit WARPLOOM_FAR N(const A &a) { __warploom_elsewhere<void>(this, a); } WARPLOOM_FAR N(size_t n, const T &v) { __warploom_elsewhere<void>(this, n, v); } WARPLOOM_FAR N(size_t n, const T &v, const A &a) { __warploom_elsewhere<void>(this, n, v, a); } WARPLOOM_FAR N(std::initializer_list<T> l) { __warploom_elsewhere<void>(this, l); } WARPLOOM_FAR N(const N &o) { __warploom_elsewhere<void>(this, o); } WARPLOOM_FAR N(N &&o) { __warploom_elsewhere<void>(this, o); } template <class V, class = typename V::value_type> WARPLOOM_FAR N(const V &v) { __warploom_elsewhere<void>(this, v); } template <class I, class = typename std::iterator_traits<I>::value_type> WARPLOOM_FAR N(I a, I b) { __warploom_elsewhere<void>(this, a, b); } \
        WARPLOOM_FAR N &operator=(const N &o) { return __warploom_elsewhere<N &>(this, o); } WARPLOOM_FAR N &operator=(N &&o) { return __warploom_elsewhere<N &>(this, o); } template <class V, class = typename V::value_type> WARPLOOM_FAR N &operator=(const V &v) { return __warploom_elsewhere<N &>(this, v); } \
        WARPLOOM_FAR iterator begin() { return __warploom_elsewhere<iterator>(this); } WARPLOOM_FAR iterator end() { return __warploom_elsewhere<iterator>(this); } WARPLOOM_FAR const_iterator begin() const { return __warploom_elsewhere<const_iterator>(this); } WARPLOOM_FAR const_iterator end() const { return __warploom_elsewhere<const_iterator>(this); } WARPLOOM_FAR const_iterator cbegin() const { return __warploom_elsewhere<const_iterator>(this); } WARPLOOM_FAR const_iterator cend() const { return __warploom_elsewhere<const_iterator>(this); } WARPLOOM_FAR std::reverse_iterator<iterator> rbegin() { return __warploom_elsewhere<std::reverse_iterator<iterator>>(this); } WARPLOOM_FAR std::reverse_iterator<iterator> rend() { return __warploom_elsewhere<std::reverse_iterator<iterator>>(this); } \
        WARPLOOM_FAR pointer data() { return __warploom_elsewhere<pointer>(this); } WARPLOOM_FAR P<const T> data() const { return __warploom_elsewhere<P<const T>>(this); } WARPLOOM_FAR size_t size() const { return __warploom_elsewhere<size_t>(this); } WARPLOOM_FAR size_t capacity() const { return __warploom_elsewhere<size_t>(this); } WARPLOOM_FAR bool empty() const { return __warploom_elsewhere<bool>(this); } WARPLOOM_FAR void resize(size_t n) { __warploom_elsewhere<void>(this, n); } WARPLOOM_FAR void resize(size_t n, const T &v) { __warploom_elsewhere<void>(this, n, v); } WARPLOOM_FAR void reserve(size_t n) { __warploom_elsewhere<void>(this, n); } WARPLOOM_FAR void clear() { __warploom_elsewhere<void>(this); } WARPLOOM_FAR void shrink_to_fit() { __warploom_elsewhere<void>(this); } WARPLOOM_FAR void swap(N &o) { __warploom_elsewhere<void>(this, o); } \
        WARPLOOM_FAR R operator[](size_t i) { return __warploom_elsewhere<R>(this, i); } WARPLOOM_FAR T operator[](size_t i) const { return __warploom_elsewhere<T>(this, i); } WARPLOOM_FAR R front() { return __warploom_elsewhere<R>(this); } WARPLOOM_FAR R back() { return __warploom_elsewhere<R>(this); } WARPLOOM_FAR T back() const { return __warploom_elsewhere<T>(this); } WARPLOOM_FAR T front() const { return __warploom_elsewhere<T>(this); } WARPLOOM_FAR void push_back(const T &v) { __warploom_elsewhere<void>(this, v); } WARPLOOM_FAR void pop_back() { __warploom_elsewhere<void>(this); } template <class I> WARPLOOM_FAR void assign(I a, I b) { __warploom_elsewhere<void>(this, a, b); } WARPLOOM_FAR void assign(size_t n, const T &v) { __warploom_elsewhere<void>(this, n, v); } template <class... B> WARPLOOM_FAR iterator insert(B &&...b) { return __warploom_elsewhere<iterator>(this, b...); } WARPLOOM_FAR iterator erase(iterator i) { return __warploom_elsewhere<iterator>(this, i); } WARPLOOM_FAR iterator erase(iterator a, iterator b) { return __warploom_elsewhere<iterator>(this, a, b); } \
    };
WARPLOOM_VECTOR(device_vector, device_ptr, device_reference<T>)
template <class T> using __warploom_plain = T *;
WARPLOOM_VECTOR(universal_vector, __warploom_plain, T &)
#undef WARPLOOM_VECTOR
#undef WARPLOOM_POINTER
template <class T> struct complex {
    typedef T value_type;
    T re, im;
    WARPLOOM_HD complex(const T &r = T(), const T &i = T()) : re(r), im(i) {}
    template <class U> WARPLOOM_HD complex(const complex<U> &o) : re(o.real()), im(o.imag()) {}
    WARPLOOM_HD T real() const { return re; }
    WARPLOOM_HD T imag() const { return im; }
    WARPLOOM_HD void real(T v) { re = v; }
    WARPLOOM_HD void imag(T v) { im = v; }
    WARPLOOM_HD complex &operator+=(const complex &o) { re += o.re; im += o.im; return *this; }
    WARPLOOM_HD complex &operator-=(const complex &o) { re -= o.re; im -= o.im; return *this; }
    WARPLOOM_HD complex &operator*=(const complex &o) { *this = complex(re * o.re - im * o.im, re * o.im + im * o.re); return *this; }
    WARPLOOM_HD complex &operator/=(const complex &o) { T d = o.re * o.re + o.im * o.im; *this = complex((re * o.re + im * o.im) / d, (im * o.re - re * o.im) / d); return *this; }
};
#define WARPLOOM_COMPLEX(S) \
    template <class T> WARPLOOM_HD complex<T> operator S(complex<T> a, const complex<T> &b) { return a S##= b; } \
    template <class T> WARPLOOM_HD complex<T> operator S(complex<T> a, const T &b) { return a S##= complex<T>(b); } \
    template <class T> WARPLOOM_HD complex<T> operator S(const T &a, const complex<T> &b) { return complex<T>(a) S b; }
WARPLOOM_COMPLEX(+) WARPLOOM_COMPLEX(-) WARPLOOM_COMPLEX(*) WARPLOOM_COMPLEX(/)
#undef WARPLOOM_COMPLEX
template <class T> WARPLOOM_HD complex<T> operator-(const complex<T> &a) { return complex<T>(-a.re, -a.im); }
template <class T> WARPLOOM_HD bool operator==(const complex<T> &a, const complex<T> &b) { return a.re == b.re && a.im == b.im; }
template <class T> WARPLOOM_HD bool operator!=(const complex<T> &a, const complex<T> &b) { return !(a == b); }
template <class T> WARPLOOM_HD complex<T> conj(const complex<T> &a) { return complex<T>(a.re, -a.im); }
template <class T> WARPLOOM_HD T norm(const complex<T> &a) { return a.re * a.re + a.im * a.im; }
template <class T> WARPLOOM_HD T abs(const complex<T> &a) { return hypot(a.re, a.im); }
template <class T> WARPLOOM_HD T arg(const complex<T> &a) { return atan2(a.im, a.re); }
template <class T> WARPLOOM_HD complex<T> polar(const T &m, const T &t = T()) { return complex<T>(m * cos(t), m * sin(t)); }
template <class T> WARPLOOM_HD complex<T> exp(const complex<T> &a) { return polar(::exp(a.re), a.im); }
#define WARPLOOM_COMPLEX1(N) template <class T> WARPLOOM_HD WARPLOOM_FAR complex<T> N(const complex<T> &a) { return __warploom_elsewhere<complex<T>>(a); }
WARPLOOM_COMPLEX1(sqrt) WARPLOOM_COMPLEX1(log) WARPLOOM_COMPLEX1(sin) WARPLOOM_COMPLEX1(cos) WARPLOOM_COMPLEX1(tan) WARPLOOM_COMPLEX1(sinh) WARPLOOM_COMPLEX1(cosh) WARPLOOM_COMPLEX1(tanh) WARPLOOM_COMPLEX1(log10) WARPLOOM_COMPLEX1(asin) WARPLOOM_COMPLEX1(acos) WARPLOOM_COMPLEX1(atan)
#undef WARPLOOM_COMPLEX1
template <class T> WARPLOOM_HD WARPLOOM_FAR complex<T> pow(const complex<T> &a, const complex<T> &b) { return __warploom_elsewhere<complex<T>>(a, b); } template <class T> WARPLOOM_HD WARPLOOM_FAR complex<T> pow(const complex<T> &a, const T &b) { return __warploom_elsewhere<complex<T>>(a, b); }
#define WARPLOOM_ITERATOR(N, T, R) \
    typedef T value_type; typedef R reference; typedef T *pointer; typedef std::ptrdiff_t difference_type; typedef std::random_access_iterator_tag iterator_category; \
    WARPLOOM_HD WARPLOOM_FAR R operator*() const { return __warploom_elsewhere<R>(this); } WARPLOOM_HD WARPLOOM_FAR R operator[](std::ptrdiff_t n) const { return __warploom_elsewhere<R>(this, n); } WARPLOOM_HD WARPLOOM_FAR N operator+(std::ptrdiff_t n) const { return __warploom_elsewhere<N>(this, n); } WARPLOOM_HD WARPLOOM_FAR N operator-(std::ptrdiff_t n) const { return __warploom_elsewhere<N>(this, n); } WARPLOOM_HD WARPLOOM_FAR std::ptrdiff_t operator-(const N &o) const { return __warploom_elsewhere<std::ptrdiff_t>(this, o); } WARPLOOM_HD WARPLOOM_FAR N &operator++() { return __warploom_elsewhere<N &>(this); } WARPLOOM_HD WARPLOOM_FAR N operator++(int old) { return __warploom_elsewhere<N>(this, old); } WARPLOOM_HD WARPLOOM_FAR N &operator+=(std::ptrdiff_t n) { return __warploom_elsewhere<N &>(this, n); } WARPLOOM_HD WARPLOOM_FAR bool operator==(const N &o) const { return __warploom_elsewhere<bool>(this, o); } WARPLOOM_HD WARPLOOM_FAR bool operator!=(const N &o) const { return __warploom_elsewhere<bool>(this, o); } WARPLOOM_HD WARPLOOM_FAR bool operator<(const N &o) const { return __warploom_elsewhere<bool>(this, o); }
template <class T, class... X> struct counting_iterator { WARPLOOM_ITERATOR(counting_iterator, T, T) T n; WARPLOOM_HD explicit counting_iterator(T v = T()) : n(v) {} };
template <class T, class... X> struct constant_iterator { WARPLOOM_ITERATOR(constant_iterator, T, T) T v; WARPLOOM_HD constant_iterator(const T &v) : v(v) {} };
template <class F, class I, class... X> struct transform_iterator { typedef decltype(std::declval<F>()(*std::declval<I>())) __warploom_result; WARPLOOM_ITERATOR(transform_iterator, __warploom_result, __warploom_result) I i; F f; WARPLOOM_HD transform_iterator(I i, F f) : i(i), f(f) {} };
template <class T> struct zip_iterator; template <class... I> struct zip_iterator<std::tuple<I...>> { typedef std::tuple<typename std::iterator_traits<I>::reference...> __warploom_result; WARPLOOM_ITERATOR(zip_iterator, __warploom_result, __warploom_result) std::tuple<I...> t; WARPLOOM_HD zip_iterator(std::tuple<I...> t) : t(t) {} const std::tuple<I...> &get_iterator_tuple() const { return t; } };
template <class E, class I> struct permutation_iterator { typedef typename std::iterator_traits<E>::value_type __warploom_value; typedef typename std::iterator_traits<E>::reference __warploom_reference; WARPLOOM_ITERATOR(permutation_iterator, __warploom_value, __warploom_reference) E e; I i; WARPLOOM_HD permutation_iterator(E e, I i) : e(e), i(i) {} };
struct __warploom_sink { template <class T> WARPLOOM_HD WARPLOOM_FAR __warploom_sink &operator=(const T &v) { return __warploom_elsewhere<__warploom_sink &>(this, v); } }; template <class... X> struct discard_iterator { WARPLOOM_ITERATOR(discard_iterator, __warploom_sink, __warploom_sink) WARPLOOM_HD WARPLOOM_FAR discard_iterator(std::ptrdiff_t n = 0) { __warploom_elsewhere<void>(this, n); } };
#undef WARPLOOM_ITERATOR
template <class T> WARPLOOM_HD counting_iterator<T> make_counting_iterator(T v) { return counting_iterator<T>(v); }
template <class T> WARPLOOM_HD constant_iterator<T> make_constant_iterator(T v) { return constant_iterator<T>(v); }
template <class I, class F> WARPLOOM_HD transform_iterator<F, I> make_transform_iterator(I i, F f) { return transform_iterator<F, I>(i, f); }
template <class... I> WARPLOOM_HD zip_iterator<std::tuple<I...>> make_zip_iterator(std::tuple<I...> t) { return zip_iterator<std::tuple<I...>>(t); }
template <class... I> WARPLOOM_HD zip_iterator<std::tuple<I...>> make_zip_iterator(I... i) { return zip_iterator<std::tuple<I...>>(std::make_tuple(i...)); }
template <class E, class I> WARPLOOM_HD permutation_iterator<E, I> make_permutation_iterator(E e, I i) { return permutation_iterator<E, I>(e, i); }
template <class I> std::reverse_iterator<I> make_reverse_iterator(I i) { return std::reverse_iterator<I>(i); }
inline discard_iterator<> make_discard_iterator(std::ptrdiff_t n = 0) { return discard_iterator<>(n); }
template <class I> struct iterator_traits : std::iterator_traits<I> {};
template <class I> struct iterator_value : std::iterator_traits<I> { typedef typename std::iterator_traits<I>::value_type type; };
struct __warploom_policy { template <class... A> __warploom_policy operator()(A &&...a) const { return {}; } template <class... A> __warploom_policy on(A &&...a) const { return {}; } };
template <class D> struct execution_policy {}; template <class D> struct device_execution_policy {};
constexpr __warploom_policy device{}, host{}, seq{};
namespace cuda { constexpr __warploom_policy par{}, par_nosync{}; template <class... A> using tag = __warploom_policy; }
namespace omp { constexpr __warploom_policy par{}; }
template <class I, class = void> struct __warploom_is_policy : std::false_type {}; template <> struct __warploom_is_policy<__warploom_policy> : std::true_type {};
struct __warploom_any { template <class T> WARPLOOM_FAR operator T() const { return __warploom_elsewhere<T>(this); } };
template <class A> struct __warploom_deref { template <class I> static typename std::iterator_traits<I>::value_type at(I *); };
// The first argument is a policy or not; results follow the arguments behind it.
#define WARPLOOM_VOID(N) template <class... A> WARPLOOM_HD WARPLOOM_FAR void N(A &&...a) { __warploom_elsewhere<void>(a...); }
#define WARPLOOM_LAST(N) template <class P, class... A> WARPLOOM_HD WARPLOOM_FAR auto N(P &&p, A &&...a) -> typename std::decay<decltype(__warploom_out(a...))>::type { return __warploom_elsewhere<typename std::decay<decltype(__warploom_out(a...))>::type>(p, a...); }
template <class A> A __warploom_out(A a); template <class A, class B> B __warploom_out(A a, B b); template <class A, class B, class C> C __warploom_out(A a, B b, C c); template <class A, class B, class C, class D> typename std::conditional<std::is_class<D>::value && !std::is_convertible<C, D>::value, C, D>::type __warploom_out(A a, B b, C c, D d); template <class A, class B, class C, class D, class... E> C __warploom_out(A a, B b, C c, D d, E... e);
WARPLOOM_VOID(for_each) WARPLOOM_VOID(for_each_n) WARPLOOM_VOID(fill) WARPLOOM_VOID(sort) WARPLOOM_VOID(sort_by_key) WARPLOOM_VOID(stable_sort) WARPLOOM_VOID(stable_sort_by_key) WARPLOOM_VOID(sequence) WARPLOOM_VOID(generate) WARPLOOM_VOID(replace) WARPLOOM_VOID(replace_if) WARPLOOM_VOID(tabulate) WARPLOOM_VOID(reverse) WARPLOOM_VOID(swap_ranges) WARPLOOM_VOID(scatter) WARPLOOM_VOID(scatter_if) WARPLOOM_VOID(uninitialized_fill) WARPLOOM_VOID(shuffle) WARPLOOM_VOID(adjacent_difference)
WARPLOOM_LAST(copy) WARPLOOM_LAST(copy_if) WARPLOOM_LAST(copy_n) WARPLOOM_LAST(transform) WARPLOOM_LAST(transform_if) WARPLOOM_LAST(inclusive_scan) WARPLOOM_LAST(exclusive_scan) WARPLOOM_LAST(inclusive_scan_by_key) WARPLOOM_LAST(exclusive_scan_by_key) WARPLOOM_LAST(gather) WARPLOOM_LAST(unique_copy) WARPLOOM_LAST(merge) WARPLOOM_LAST(set_difference) WARPLOOM_LAST(set_union) WARPLOOM_LAST(set_intersection) WARPLOOM_LAST(transform_inclusive_scan) WARPLOOM_LAST(transform_exclusive_scan) WARPLOOM_LAST(remove_copy_if) WARPLOOM_LAST(gather_if)
#undef WARPLOOM_VOID
#undef WARPLOOM_LAST
#define WARPLOOM_SAME(N) template <class I, class... A> WARPLOOM_HD WARPLOOM_FAR I N(I a, I b, A &&...r) { return __warploom_elsewhere<I>(a, b, r...); } template <class I, class... A> WARPLOOM_HD WARPLOOM_FAR I N(const __warploom_policy &p, I a, I b, A &&...r) { return __warploom_elsewhere<I>(p, a, b, r...); }
WARPLOOM_SAME(unique) WARPLOOM_SAME(remove) WARPLOOM_SAME(remove_if) WARPLOOM_SAME(max_element) WARPLOOM_SAME(min_element) WARPLOOM_SAME(find) WARPLOOM_SAME(find_if) WARPLOOM_SAME(partition) WARPLOOM_SAME(stable_partition) WARPLOOM_SAME(lower_bound) WARPLOOM_SAME(upper_bound)
#undef WARPLOOM_SAME
#define WARPLOOM_GIVES(R, N) template <class I, class... A> WARPLOOM_HD WARPLOOM_FAR R N(I a, I b, A &&...r) { return __warploom_elsewhere<R>(a, b, r...); } template <class I, class... A> WARPLOOM_HD WARPLOOM_FAR R N(const __warploom_policy &p, I a, I b, A &&...r) { return __warploom_elsewhere<R>(p, a, b, r...); }
WARPLOOM_GIVES(std::ptrdiff_t, count) WARPLOOM_GIVES(std::ptrdiff_t, count_if) WARPLOOM_GIVES(bool, all_of) WARPLOOM_GIVES(bool, any_of) WARPLOOM_GIVES(bool, none_of) WARPLOOM_GIVES(bool, is_sorted) WARPLOOM_GIVES(bool, equal) WARPLOOM_GIVES(bool, binary_search)
#undef WARPLOOM_GIVES
template <class I> WARPLOOM_HD WARPLOOM_FAR typename std::iterator_traits<I>::value_type reduce(I a, I b) { return __warploom_elsewhere<typename std::iterator_traits<I>::value_type>(a, b); } template <class I, class T> WARPLOOM_HD WARPLOOM_FAR T reduce(I a, I b, T v) { return __warploom_elsewhere<T>(a, b, v); } template <class I, class T, class F> WARPLOOM_HD WARPLOOM_FAR T reduce(I a, I b, T v, F f) { return __warploom_elsewhere<T>(a, b, v, f); }
template <class I> WARPLOOM_HD WARPLOOM_FAR typename std::iterator_traits<I>::value_type reduce(const __warploom_policy &p, I a, I b) { return __warploom_elsewhere<typename std::iterator_traits<I>::value_type>(p, a, b); } template <class I, class T> WARPLOOM_HD WARPLOOM_FAR T reduce(const __warploom_policy &p, I a, I b, T v) { return __warploom_elsewhere<T>(p, a, b, v); } template <class I, class T, class F> WARPLOOM_HD WARPLOOM_FAR T reduce(const __warploom_policy &p, I a, I b, T v, F f) { return __warploom_elsewhere<T>(p, a, b, v, f); }
template <class I, class U, class T, class F> WARPLOOM_HD WARPLOOM_FAR T transform_reduce(I a, I b, U u, T v, F f) { return __warploom_elsewhere<T>(a, b, u, v, f); } template <class I, class U, class T, class F> WARPLOOM_HD WARPLOOM_FAR T transform_reduce(const __warploom_policy &p, I a, I b, U u, T v, F f) { return __warploom_elsewhere<T>(p, a, b, u, v, f); }
template <class I, class J, class T, class... A> WARPLOOM_HD WARPLOOM_FAR T inner_product(I a, I b, J c, T v, A... r) { return __warploom_elsewhere<T>(a, b, c, v, r...); } template <class I, class J, class T, class... A> WARPLOOM_HD WARPLOOM_FAR T inner_product(const __warploom_policy &p, I a, I b, J c, T v, A... r) { return __warploom_elsewhere<T>(p, a, b, c, v, r...); }
template <class I, class J, class K, class L, class... A> WARPLOOM_HD WARPLOOM_FAR std::pair<K, L> reduce_by_key(I a, I b, J c, K d, L e, A... r) { return __warploom_elsewhere<std::pair<K, L>>(a, b, c, d, e, r...); } template <class I, class J, class K, class L, class... A> WARPLOOM_HD WARPLOOM_FAR std::pair<K, L> reduce_by_key(const __warploom_policy &p, I a, I b, J c, K d, L e, A... r) { return __warploom_elsewhere<std::pair<K, L>>(p, a, b, c, d, e, r...); }
template <class I, class J, class... A> WARPLOOM_HD WARPLOOM_FAR std::pair<I, J> unique_by_key(I a, I b, J c, A... r) { return __warploom_elsewhere<std::pair<I, J>>(a, b, c, r...); } template <class I, class J, class... A> WARPLOOM_HD WARPLOOM_FAR std::pair<I, J> unique_by_key(const __warploom_policy &p, I a, I b, J c, A... r) { return __warploom_elsewhere<std::pair<I, J>>(p, a, b, c, r...); } template <class I> WARPLOOM_HD WARPLOOM_FAR std::pair<I, I> minmax_element(I a, I b) { return __warploom_elsewhere<std::pair<I, I>>(a, b); }
template <class I> WARPLOOM_HD WARPLOOM_FAR typename std::iterator_traits<I>::difference_type distance(I a, I b) { return __warploom_elsewhere<typename std::iterator_traits<I>::difference_type>(a, b); } template <class I> WARPLOOM_HD WARPLOOM_FAR I next(I i, std::ptrdiff_t n = 1) { return __warploom_elsewhere<I>(i, n); } template <class I> WARPLOOM_HD WARPLOOM_FAR void advance(I &i, std::ptrdiff_t n) { __warploom_elsewhere<void>(i, n); }
template <class T> WARPLOOM_HD T max(const T &a, const T &b) { return a < b ? b : a; }
template <class T> WARPLOOM_HD T min(const T &a, const T &b) { return b < a ? b : a; }
struct minstd_rand { WARPLOOM_HD WARPLOOM_FAR minstd_rand(unsigned s = 1) { __warploom_elsewhere<void>(this, s); } WARPLOOM_HD WARPLOOM_FAR unsigned operator()() { return __warploom_elsewhere<unsigned>(this); } WARPLOOM_HD WARPLOOM_FAR void discard(unsigned long long n) { __warploom_elsewhere<void>(this, n); } WARPLOOM_HD WARPLOOM_FAR void seed(unsigned s) { __warploom_elsewhere<void>(this, s); } }; typedef minstd_rand default_random_engine; typedef minstd_rand minstd_rand0; typedef minstd_rand taus88;
template <class T> struct uniform_real_distribution { WARPLOOM_HD WARPLOOM_FAR uniform_real_distribution(T a = 0, T b = 1) { __warploom_elsewhere<void>(this, a, b); } template <class E> WARPLOOM_HD WARPLOOM_FAR T operator()(E &e) { return __warploom_elsewhere<T>(this, e); } }; template <class T> struct uniform_int_distribution { WARPLOOM_HD WARPLOOM_FAR uniform_int_distribution(T a = 0, T b = 1) { __warploom_elsewhere<void>(this, a, b); } template <class E> WARPLOOM_HD WARPLOOM_FAR T operator()(E &e) { return __warploom_elsewhere<T>(this, e); } }; template <class T> struct normal_distribution { WARPLOOM_HD WARPLOOM_FAR normal_distribution(T a = 0, T b = 1) { __warploom_elsewhere<void>(this, a, b); } template <class E> WARPLOOM_HD WARPLOOM_FAR T operator()(E &e) { return __warploom_elsewhere<T>(this, e); } };
namespace random { using thrust::default_random_engine; using thrust::minstd_rand; using thrust::normal_distribution; using thrust::uniform_int_distribution; using thrust::uniform_real_distribution; }
}
#undef WARPLOOM_HD
#endif

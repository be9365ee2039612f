// libcu++: the standard library under the name that CUDA gives it, which is the one that the compiler ships.
#pragma once
#if defined(__cplusplus)
#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cfloat>
#include <climits>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <numeric>
#include <tuple>
#include <type_traits>
#include <utility>
#if __cplusplus >= 201703L
#include <optional>
#include <variant>
#endif
#if __cplusplus >= 202002L
#include <bit>
#include <concepts>
#include <span>
#endif
namespace cuda {
namespace std {
using namespace ::std;
using ::std::get;
#if __cplusplus < 202002L
template <class T, class F> constexpr T bit_cast(const F &f) { return __builtin_bit_cast(T, f); }
#endif
#if defined(__CUDA__)
using ::isinf;
using ::isnan;
#endif
}
#if defined(__CUDA__)
#define WARPLOOM_CUDA_HD __host__ __device__
#else
#define WARPLOOM_CUDA_HD
#endif
template <class T, class U> WARPLOOM_CUDA_HD constexpr T ceil_div(T a, U b) { return (a + b - 1) / b; }
template <class T = void> struct maximum { template <class A, class B> WARPLOOM_CUDA_HD constexpr typename ::std::common_type<A, B>::type operator()(const A &a, const B &b) const { return a < b ? b : a; } };
template <class T = void> struct minimum { template <class A, class B> WARPLOOM_CUDA_HD constexpr typename ::std::common_type<A, B>::type operator()(const A &a, const B &b) const { return b < a ? b : a; } };
enum thread_scope { thread_scope_system = 0, thread_scope_device = 1, thread_scope_block = 2, thread_scope_thread = 10 };
using ::std::memory_order;
using ::std::memory_order_acq_rel;
using ::std::memory_order_acquire;
using ::std::memory_order_relaxed;
using ::std::memory_order_release;
using ::std::memory_order_seq_cst;
template <class T> struct __warploom_atomic {
    WARPLOOM_CUDA_HD T load(memory_order o = memory_order_seq_cst) const; WARPLOOM_CUDA_HD void store(T v, memory_order o = memory_order_seq_cst); WARPLOOM_CUDA_HD T exchange(T v, memory_order o = memory_order_seq_cst);
    WARPLOOM_CUDA_HD bool compare_exchange_strong(T &e, T v, memory_order a = memory_order_seq_cst, memory_order b = memory_order_seq_cst); WARPLOOM_CUDA_HD bool compare_exchange_weak(T &e, T v, memory_order a = memory_order_seq_cst, memory_order b = memory_order_seq_cst);
    WARPLOOM_CUDA_HD T fetch_add(T v, memory_order o = memory_order_seq_cst); WARPLOOM_CUDA_HD T fetch_sub(T v, memory_order o = memory_order_seq_cst); WARPLOOM_CUDA_HD T fetch_and(T v, memory_order o = memory_order_seq_cst); WARPLOOM_CUDA_HD T fetch_or(T v, memory_order o = memory_order_seq_cst);
    WARPLOOM_CUDA_HD T fetch_max(T v, memory_order o = memory_order_seq_cst); WARPLOOM_CUDA_HD T fetch_min(T v, memory_order o = memory_order_seq_cst); WARPLOOM_CUDA_HD T operator++(); WARPLOOM_CUDA_HD T operator++(int); WARPLOOM_CUDA_HD T operator+=(T v); WARPLOOM_CUDA_HD operator T() const; WARPLOOM_CUDA_HD T operator=(T v);
    WARPLOOM_CUDA_HD void wait(T v, memory_order o = memory_order_seq_cst) const; WARPLOOM_CUDA_HD void notify_one(); WARPLOOM_CUDA_HD void notify_all();
};
template <class T, thread_scope S = thread_scope_system> struct atomic : __warploom_atomic<T> { atomic() = default; WARPLOOM_CUDA_HD constexpr atomic(T v) : held(v) {} T held; using __warploom_atomic<T>::operator=; };
template <class T, thread_scope S = thread_scope_system> struct atomic_ref : __warploom_atomic<T> { WARPLOOM_CUDA_HD explicit atomic_ref(T &v) : p(&v) {} T *p; using __warploom_atomic<T>::operator=; };
WARPLOOM_CUDA_HD void atomic_thread_fence(memory_order o, thread_scope s = thread_scope_system);
template <thread_scope S, class F = void> struct barrier {
    struct arrival_token {}; barrier() = default; WARPLOOM_CUDA_HD barrier(::std::ptrdiff_t n); WARPLOOM_CUDA_HD arrival_token arrive(::std::ptrdiff_t n = 1); WARPLOOM_CUDA_HD void wait(arrival_token &&t) const; WARPLOOM_CUDA_HD void arrive_and_wait(); WARPLOOM_CUDA_HD void arrive_and_drop(); WARPLOOM_CUDA_HD bool try_wait_parity(bool p) const;
    unsigned long long held;
};
template <thread_scope S> WARPLOOM_CUDA_HD void init(barrier<S> *b, ::std::ptrdiff_t n);
template <class... A> WARPLOOM_CUDA_HD void memcpy_async(A &&...a);
template <::std::size_t N> struct aligned_size_t { static constexpr ::std::size_t align = N; ::std::size_t value; WARPLOOM_CUDA_HD explicit constexpr aligned_size_t(::std::size_t v) : value(v) {} WARPLOOM_CUDA_HD constexpr operator ::std::size_t() const { return value; } };
template <thread_scope S> struct pipeline { WARPLOOM_CUDA_HD void producer_acquire(); WARPLOOM_CUDA_HD void producer_commit(); WARPLOOM_CUDA_HD void consumer_wait(); WARPLOOM_CUDA_HD void consumer_release(); };
template <thread_scope S, unsigned N> struct pipeline_shared_state { unsigned long long held[N]; };
WARPLOOM_CUDA_HD pipeline<thread_scope_thread> make_pipeline(); template <class G, thread_scope S, unsigned N> WARPLOOM_CUDA_HD pipeline<S> make_pipeline(const G &g, pipeline_shared_state<S, N> *s); template <unsigned N, thread_scope S> WARPLOOM_CUDA_HD void pipeline_consumer_wait_prior(pipeline<S> &p);
namespace device { template <class... A> WARPLOOM_CUDA_HD unsigned long long *barrier_native_handle(A &&...a); }
}
#undef WARPLOOM_CUDA_HD
#endif

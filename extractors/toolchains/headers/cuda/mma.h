// CUDA: matrix fragments of a warp; what moves and multiplies them stays external.
#pragma once
#include "cuda_bf16.h"
#include "cuda_fp16.h"
#if defined(__cplusplus) && defined(__CUDA__)
namespace nvcuda {
namespace wmma {
struct row_major;
struct col_major;
struct matrix_a;
struct matrix_b;
struct accumulator;
enum layout_t { mem_row_major, mem_col_major };
namespace precision { struct tf32; struct u4; struct s4; struct b1; }
namespace experimental { namespace precision = wmma::precision; enum bmmaBitOp { bmmaBitOpXOR = 1, bmmaBitOpAND = 2 }; enum bmmaAccumulateOp { bmmaAccumulateOpPOPC = 1 }; }
template <class T> struct __warploom_held { using type = T; };
template <> struct __warploom_held<precision::tf32> { using type = float; };
template <class Use, int M, int N, int K, class T> struct __warploom_count { enum { value = M * N / 32 }; };
template <class T> struct __warploom_twice { enum { value = 1 }; };
template <> struct __warploom_twice<__half> { enum { value = 2 }; };
template <int M, int N, int K, class T> struct __warploom_count<matrix_a, M, N, K, T> { enum { value = M * K / 32 * __warploom_twice<T>::value }; };
template <int M, int N, int K, class T> struct __warploom_count<matrix_b, M, N, K, T> { enum { value = N * K / 32 * __warploom_twice<T>::value }; };
template <class Use, int M, int N, int K, class T, class Layout = void> class fragment {
public:
    enum { num_elements = __warploom_count<Use, M, N, K, T>::value };
    using element_type = T;
    typename __warploom_held<T>::type x[num_elements];
};
template <class Use, int M, int N, int K, class T, class L> __device__ void fill_fragment(fragment<Use, M, N, K, T, L> &f, const typename __warploom_held<T>::type &v) {
#pragma unroll
    for (int i = 0; i < f.num_elements; i++) f.x[i] = v;
}
template <class Use, int M, int N, int K, class T, class L, class E> __device__ void load_matrix_sync(fragment<Use, M, N, K, T, L> &f, const E *p, unsigned int stride);
template <int M, int N, int K, class T, class E> __device__ void load_matrix_sync(fragment<accumulator, M, N, K, T> &f, const E *p, unsigned int stride, layout_t l);
template <int M, int N, int K, class T, class E> __device__ void store_matrix_sync(E *p, const fragment<accumulator, M, N, K, T> &f, unsigned int stride, layout_t l);
template <int M, int N, int K, class A, class LA, class B, class LB, class D, class C>
__device__ void mma_sync(fragment<accumulator, M, N, K, D> &d, const fragment<matrix_a, M, N, K, A, LA> &a, const fragment<matrix_b, M, N, K, B, LB> &b, const fragment<accumulator, M, N, K, C> &c, bool saturate = false);
template <int M, int N, int K, class A, class LA, class B, class LB>
__device__ void bmma_sync(fragment<accumulator, M, N, K, int> &d, const fragment<matrix_a, M, N, K, A, LA> &a, const fragment<matrix_b, M, N, K, B, LB> &b, const fragment<accumulator, M, N, K, int> &c, int op = 1, int how = 1);
__device__ float __float_to_tf32(float v);
}
}
#endif

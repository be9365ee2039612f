// CUDA: cooperative groups: threads that work together, from a coalesced few to the whole grid.
#pragma once
#include "warploom/runtime_api.h"
#if defined(__cplusplus) && defined(__CUDA__)
#include <type_traits>
namespace cooperative_groups {
namespace details {
struct __warploom_rank { static __device__ unsigned int block() { return (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x; } };
}
class thread_group {
public:
    __device__ unsigned long long size() const; __device__ unsigned long long num_threads() const; __device__ unsigned long long thread_rank() const; __device__ void sync() const; __device__ bool is_valid() const;
};
class thread_block : public thread_group {
public:
    static __device__ unsigned int size() { return blockDim.x * blockDim.y * blockDim.z; }
    static __device__ unsigned int num_threads() { return blockDim.x * blockDim.y * blockDim.z; }
    static __device__ unsigned int thread_rank() { return details::__warploom_rank::block(); }
    static __device__ void sync() { __syncthreads(); }
    struct arrival_token {};
    __device__ arrival_token barrier_arrive() const { return arrival_token(); }
    __device__ void barrier_wait(arrival_token &&) const { __syncthreads(); }
    static __device__ dim3 group_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
    static __device__ dim3 thread_index() { return dim3(threadIdx.x, threadIdx.y, threadIdx.z); }
    static __device__ dim3 group_dim() { return dim3(blockDim.x, blockDim.y, blockDim.z); }
    static __device__ dim3 dim_threads() { return dim3(blockDim.x, blockDim.y, blockDim.z); }
};
class grid_group : public thread_group {
public:
    static __device__ unsigned long long size() { return (unsigned long long)gridDim.x * gridDim.y * gridDim.z * blockDim.x * blockDim.y * blockDim.z; }
    static __device__ unsigned long long num_threads() { return size(); }
    static __device__ unsigned long long num_blocks() { return (unsigned long long)gridDim.x * gridDim.y * gridDim.z; }
    static __device__ unsigned long long block_rank() { return (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x; }
    static __device__ unsigned long long thread_rank() { return block_rank() * thread_block::size() + details::__warploom_rank::block(); }
    static __device__ dim3 group_dim() { return dim3(gridDim.x, gridDim.y, gridDim.z); }
    static __device__ dim3 dim_blocks() { return dim3(gridDim.x, gridDim.y, gridDim.z); }
    static __device__ dim3 block_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
    __device__ void sync() const; __device__ bool is_valid() const;
};
class cluster_group : public thread_group {
public:
    static __device__ void sync(); static __device__ void barrier_arrive(); static __device__ void barrier_wait(); static __device__ unsigned int block_rank(); static __device__ unsigned int num_blocks();
    static __device__ dim3 block_index(); static __device__ dim3 dim_blocks(); static __device__ unsigned int thread_rank(); static __device__ unsigned int num_threads();
    template <class T> static __device__ T *map_shared_rank(T *p, int rank);
};
class multi_grid_group : public thread_group { public: __device__ unsigned int grid_rank() const; __device__ unsigned int num_grids() const; };
#define WARPLOOM_LANES \
    template <class T> __device__ T shfl(T v, int from) const { return __shfl_sync(__warploom_mask(), v, from, __warploom_width()); } \
    template <class T> __device__ T shfl_down(T v, unsigned int by) const { return __shfl_down_sync(__warploom_mask(), v, by, __warploom_width()); } \
    template <class T> __device__ T shfl_up(T v, unsigned int by) const { return __shfl_up_sync(__warploom_mask(), v, by, __warploom_width()); } \
    template <class T> __device__ T shfl_xor(T v, unsigned int by) const { return __shfl_xor_sync(__warploom_mask(), v, by, __warploom_width()); } \
    __device__ int any(int p) const { return __any_sync(__warploom_mask(), p); } \
    __device__ int all(int p) const { return __all_sync(__warploom_mask(), p); } \
    __device__ unsigned int ballot(int p) const { return __ballot_sync(__warploom_mask(), p); } \
    template <class T> __device__ unsigned int match_any(T v) const { return __match_any_sync(__warploom_mask(), v); } \
    template <class T> __device__ unsigned int match_all(T v, int &p) const { return __match_all_sync(__warploom_mask(), v, &p); } \
    __device__ void sync() const { __syncwarp(__warploom_mask()); }
class coalesced_group : public thread_group {
    unsigned int mask_ = 0;
public:
    __device__ explicit coalesced_group(unsigned int mask) : mask_(mask) {}
    __device__ unsigned int __warploom_mask() const { return mask_; }
    __device__ int __warploom_width() const { return 32; }
    __device__ unsigned int size() const { return __popc(mask_); }
    __device__ unsigned int num_threads() const { return __popc(mask_); }
    __device__ unsigned int thread_rank() const { return __popc(mask_ & ((1u << (details::__warploom_rank::block() & 31)) - 1)); }
    __device__ unsigned int meta_group_rank() const { return 0; }
    __device__ unsigned int meta_group_size() const { return 1; }
    WARPLOOM_LANES
};
template <unsigned int N, class Parent = void> class thread_block_tile : public thread_group {
public:
    thread_block_tile() = default;
    template <class Other> __device__ thread_block_tile(const thread_block_tile<N, Other> &) {}
    static __device__ unsigned int __warploom_mask() { return N >= 32 ? 0xffffffffu : ((1u << (N & 31)) - 1) << ((details::__warploom_rank::block() & 31) & ~(N - 1)); }
    static __device__ int __warploom_width() { return N < 32 ? N : 32; }
    static constexpr __device__ unsigned int size() { return N; }
    static constexpr __device__ unsigned int num_threads() { return N; }
    static __device__ unsigned int thread_rank() { return details::__warploom_rank::block() & (N - 1); }
    static __device__ unsigned int meta_group_rank() { return details::__warploom_rank::block() / N; }
    static __device__ unsigned int meta_group_size() { return (thread_block::size() + N - 1) / N; }
    WARPLOOM_LANES
};
#undef WARPLOOM_LANES
__device__ inline thread_block this_thread_block() { return thread_block(); }
__device__ inline grid_group this_grid() { return grid_group(); }
__device__ inline cluster_group this_cluster() { return cluster_group(); }
__device__ multi_grid_group this_multi_grid();
__device__ inline coalesced_group coalesced_threads() { return coalesced_group(__activemask()); }
__device__ thread_group this_thread();
template <unsigned int N, class P> __device__ inline thread_block_tile<N, P> tiled_partition(const P &) { return thread_block_tile<N, P>(); }
__device__ thread_group tiled_partition(const thread_group &g, unsigned int n);
template <class G> __device__ coalesced_group binary_partition(const G &g, bool p);
template <class G, class T> __device__ coalesced_group labeled_partition(const G &g, T label);
template <class G> __device__ inline void sync(const G &g) { g.sync(); }
template <class T> struct plus { __device__ T operator()(T a, T b) const { return a + b; } };
template <class T> struct less { __device__ T operator()(T a, T b) const { return b < a ? b : a; } };
template <class T> struct greater { __device__ T operator()(T a, T b) const { return a < b ? b : a; } };
template <class T> struct bit_and { __device__ T operator()(T a, T b) const { return a & b; } };
template <class T> struct bit_or { __device__ T operator()(T a, T b) const { return a | b; } };
template <class T> struct bit_xor { __device__ T operator()(T a, T b) const { return a ^ b; } };
template <class G, class T, class F> __device__ inline typename std::decay<T>::type reduce(const G &g, T &&v, F &&f) {
    typename std::decay<T>::type r = v;
    for (unsigned int by = g.size() / 2; by > 0; by /= 2) r = f(r, g.shfl_xor(r, by));
    return r;
}
template <class G, class T, class F> __device__ inline typename std::decay<T>::type inclusive_scan(const G &g, T &&v, F &&f) {
    typename std::decay<T>::type r = v;
    for (unsigned int by = 1; by < g.size(); by *= 2) { typename std::decay<T>::type o = g.shfl_up(r, by); if (g.thread_rank() >= by) r = f(o, r); }
    return r;
}
template <class G, class T, class F> __device__ typename std::decay<T>::type exclusive_scan(const G &g, T &&v, F &&f);
template <class G, class T> __device__ typename std::decay<T>::type exclusive_scan(const G &g, T &&v);
template <class G, class T> __device__ typename std::decay<T>::type inclusive_scan(const G &g, T &&v) { return inclusive_scan(g, v, plus<typename std::decay<T>::type>()); }
template <class G, class T, class N> __device__ void memcpy_async(const G &g, T *to, const T *from, const N &n);
template <class G> __device__ void wait(const G &g);
template <unsigned int N, class G> __device__ void wait_prior(const G &g);
template <class G, class F> __device__ void invoke_one(const G &g, F &&f) { if (g.thread_rank() == 0) f(); }
}
#endif

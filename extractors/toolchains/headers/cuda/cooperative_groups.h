// CUDA: cooperative groups: threads that work together, from a coalesced few to the whole grid.
#pragma once
#include "warploom/runtime_api.h"
#if defined(__cplusplus) && defined(__CUDA__)
#include <type_traits>
// Bases and the order of members are those that the real classes have, because they are in the mangled names and in the copies.
#define WARPLOOM_G static __device__ __forceinline__
#define WARPLOOM_M __device__ __forceinline__
namespace cooperative_groups {
inline namespace __v1 {
namespace details {
enum { coalesced_group_id, multi_grid_group_id, grid_group_id, thread_block_id, multi_tile_group_id, cluster_group_id };
template <class T> using remove_qual = typename std::remove_cv<typename std::remove_reference<T>::type>::type;
struct grid_workspace;
WARPLOOM_G unsigned int rank_in_block() { return (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x; }
WARPLOOM_G unsigned int lane() { return rank_in_block() & 31; }
__device__ grid_workspace *get_grid_workspace();
__device__ void sync_grid(grid_workspace *w);
template <unsigned int Size> struct __warploom_one_warp { enum { value = Size <= 32 }; };
}
class thread_block;
class coalesced_group;
class thread_group {
public:
    thread_group() = default;
    __device__ unsigned long long size() const; __device__ unsigned long long num_threads() const; __device__ unsigned long long thread_rank() const; __device__ void sync() const;
    WARPLOOM_M unsigned int get_type() const { return _data.group.type; }
protected:
    struct group_data { unsigned int _unused : 1; unsigned int type : 7, : 0; };
    struct gg_data { details::grid_workspace *gridWs; };
    struct tg_data { unsigned int is_tiled : 1; unsigned int type : 7; unsigned int size : 24; unsigned int metaGroupSize : 16; unsigned int metaGroupRank : 16; unsigned int mask; unsigned int _res; };
    union __attribute__((aligned(8))) { group_data group; tg_data coalesced; gg_data grid; } _data;
    WARPLOOM_M thread_group(unsigned int type) { _data.group.type = type; _data.group._unused = false; }
};
template <unsigned int Id> struct thread_group_base : public thread_group { WARPLOOM_M thread_group_base() : thread_group(Id) {} };
class thread_block : public thread_group_base<details::thread_block_id> {
    void *memory_of_tiles;
public:
    WARPLOOM_M thread_block() : memory_of_tiles(nullptr) {}
    WARPLOOM_G void sync() { __barrier_sync(0); }
    struct arrival_token {};
    WARPLOOM_M arrival_token barrier_arrive() const { return arrival_token(); }
    WARPLOOM_M void barrier_wait(arrival_token &&) const { __barrier_sync(0); }
    WARPLOOM_G unsigned int thread_rank() { return details::rank_in_block(); }
    WARPLOOM_G dim3 group_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
    WARPLOOM_G dim3 thread_index() { return dim3(threadIdx.x, threadIdx.y, threadIdx.z); }
    WARPLOOM_G unsigned int num_threads() { return blockDim.x * blockDim.y * blockDim.z; }
    WARPLOOM_G dim3 dim_threads() { return dim3(blockDim.x, blockDim.y, blockDim.z); }
    WARPLOOM_G unsigned int size() { return num_threads(); }
    WARPLOOM_G dim3 group_dim() { return dim_threads(); }
};
class grid_group : public thread_group_base<details::grid_group_id> {
public:
    WARPLOOM_M grid_group(details::grid_workspace *w) { _data.grid.gridWs = w; }
    WARPLOOM_M bool is_valid() const { return _data.grid.gridWs != nullptr; }
    WARPLOOM_M void sync() const { if (!is_valid()) __trap(); details::sync_grid(_data.grid.gridWs); }
    WARPLOOM_G unsigned long long num_blocks() { return (unsigned long long)gridDim.x * gridDim.y * gridDim.z; }
    WARPLOOM_G unsigned long long block_rank() { return (blockIdx.z * (unsigned long long)gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x; }
    WARPLOOM_G unsigned long long num_threads() { return num_blocks() * thread_block::num_threads(); }
    WARPLOOM_G unsigned long long size() { return num_threads(); }
    WARPLOOM_G unsigned long long thread_rank() { return block_rank() * thread_block::num_threads() + details::rank_in_block(); }
    WARPLOOM_G dim3 group_dim() { return dim3(gridDim.x, gridDim.y, gridDim.z); }
    WARPLOOM_G dim3 dim_blocks() { return dim3(gridDim.x, gridDim.y, gridDim.z); }
    WARPLOOM_G dim3 block_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
};
class cluster_group : public thread_group_base<details::cluster_group_id> {
public:
    using arrival_token = struct {};
    static __device__ void sync(); static __device__ arrival_token barrier_arrive(); static __device__ void barrier_wait(); static __device__ void barrier_wait(arrival_token &&t); static __device__ unsigned int block_rank();
    static __device__ unsigned int num_blocks(); static __device__ dim3 block_index(); static __device__ dim3 dim_blocks(); static __device__ unsigned int thread_rank(); static __device__ unsigned int num_threads();
    template <class T> static __device__ T *map_shared_rank(T *p, int rank); static __device__ unsigned int query_shared_rank(const void *p);
};
class multi_grid_group : public thread_group_base<details::multi_grid_group_id> { public: __device__ unsigned int grid_rank() const; __device__ unsigned int num_grids() const; };
class coalesced_group : public thread_group_base<details::coalesced_group_id> {
public:
    WARPLOOM_M coalesced_group(unsigned int mask) { _data.coalesced.mask = mask; _data.coalesced.size = __popc(mask); _data.coalesced.metaGroupRank = 0; _data.coalesced.metaGroupSize = 1; _data.coalesced.is_tiled = false; }
    WARPLOOM_M unsigned int num_threads() const { return _data.coalesced.size; }
    WARPLOOM_M unsigned int size() const { return num_threads(); }
    WARPLOOM_M unsigned int thread_rank() const { return __popc(_data.coalesced.mask & ((1u << details::lane()) - 1)); }
    WARPLOOM_M unsigned int meta_group_rank() const { return _data.coalesced.metaGroupRank; }
    WARPLOOM_M unsigned int meta_group_size() const { return _data.coalesced.metaGroupSize; }
    WARPLOOM_M void sync() const { __syncwarp(_data.coalesced.mask); }
    template <typename T, typename R = details::remove_qual<T>> WARPLOOM_M R shfl(T &&v, int from) const { return __shfl_sync(_data.coalesced.mask, R(v), from == 0 ? __ffs(_data.coalesced.mask) - 1 : (int)__fns(_data.coalesced.mask, 0, from + 1), 32); }
    template <typename T, typename R = details::remove_qual<T>> WARPLOOM_M R shfl_down(T &&v, unsigned int by) const { return __shfl_sync(_data.coalesced.mask, R(v), (int)__fns(_data.coalesced.mask, details::lane(), by + 1), 32); }
    template <typename T, typename R = details::remove_qual<T>> WARPLOOM_M R shfl_up(T &&v, int by) const { return __shfl_sync(_data.coalesced.mask, R(v), (int)__fns(_data.coalesced.mask, details::lane(), -(by + 1)), 32); }
    template <typename T, typename R = details::remove_qual<T>> __device__ R shfl_xor(T &&v, unsigned int by) const;
    WARPLOOM_M int any(int p) const { return __ballot_sync(_data.coalesced.mask, p) != 0; }
    WARPLOOM_M int all(int p) const { return __ballot_sync(_data.coalesced.mask, p) == _data.coalesced.mask; }
    WARPLOOM_M unsigned int ballot(int p) const { return __ballot_sync(_data.coalesced.mask, p); }
    template <typename T> WARPLOOM_M unsigned int match_any(T v) const { return __match_any_sync(_data.coalesced.mask, v); }
    template <typename T> WARPLOOM_M unsigned int match_all(T v, int &p) const { return __match_all_sync(_data.coalesced.mask, v, &p); }
};
template <unsigned int Size> class __static_size_tile_base {
protected:
    static constexpr unsigned int numThreads = Size;
public:
    WARPLOOM_G unsigned int thread_rank() { return details::rank_in_block() & (numThreads - 1); }
    static constexpr WARPLOOM_M unsigned int num_threads() { return numThreads; }
    static constexpr WARPLOOM_M unsigned int size() { return num_threads(); }
};
template <unsigned int Size> class __static_size_thread_block_tile_base : public __static_size_tile_base<Size> {
protected:
    WARPLOOM_G unsigned int build_mask() { return Size == 32 ? 0xffffffffu : ((1u << (Size & 31)) - 1) << (details::lane() & ~(Size - 1)); }
public:
    WARPLOOM_G void sync() { __syncwarp(build_mask()); }
    template <typename T, typename R = details::remove_qual<T>> WARPLOOM_M R shfl(T &&v, int from) const { return __shfl_sync(build_mask(), R(v), from, Size); }
    template <typename T, typename R = details::remove_qual<T>> WARPLOOM_M R shfl_down(T &&v, unsigned int by) const { return __shfl_down_sync(build_mask(), R(v), by, Size); }
    template <typename T, typename R = details::remove_qual<T>> WARPLOOM_M R shfl_up(T &&v, unsigned int by) const { return __shfl_up_sync(build_mask(), R(v), by, Size); }
    template <typename T, typename R = details::remove_qual<T>> WARPLOOM_M R shfl_xor(T &&v, unsigned int by) const { return __shfl_xor_sync(build_mask(), R(v), by, Size); }
    WARPLOOM_M int any(int p) const { return __ballot_sync(build_mask(), p) != 0; }
    WARPLOOM_M int all(int p) const { return __ballot_sync(build_mask(), p) == build_mask(); }
    WARPLOOM_M unsigned int ballot(int p) const { return __ballot_sync(build_mask(), p) >> (details::lane() & ~(Size - 1)); }
    template <typename T> WARPLOOM_M unsigned int match_any(T v) const { return __match_any_sync(build_mask(), v); }
    template <typename T> WARPLOOM_M unsigned int match_all(T v, int &p) const { return __match_all_sync(build_mask(), v, &p); }
};
template <unsigned int Size, typename Parent> class __static_parent_thread_block_tile_base {
public:
    WARPLOOM_G unsigned int meta_group_rank() { return Parent::thread_rank() / Size; }
    WARPLOOM_G unsigned int meta_group_size() { return (Parent::size() + Size - 1) / Size; }
};
template <unsigned int Size, typename Parent = void> class __single_warp_thread_block_tile : public __static_size_thread_block_tile_base<Size>, public __static_parent_thread_block_tile_base<Size, Parent> {
protected:
    WARPLOOM_M __single_warp_thread_block_tile() {}
    WARPLOOM_M __single_warp_thread_block_tile(unsigned int, unsigned int) {}
};
template <unsigned int Size> class __single_warp_thread_block_tile<Size, void> : public __static_size_thread_block_tile_base<Size>, public thread_group_base<details::coalesced_group_id> {
    typedef __static_size_thread_block_tile_base<Size> Base;
protected:
    WARPLOOM_M __single_warp_thread_block_tile(unsigned int rank = 0, unsigned int size = 1) { _data.coalesced.mask = Base::build_mask(); _data.coalesced.size = Size; _data.coalesced.metaGroupRank = rank; _data.coalesced.metaGroupSize = size; _data.coalesced.is_tiled = true; }
public:
    using Base::num_threads;
    using Base::size;
    using Base::sync;
    using Base::thread_rank;
    WARPLOOM_M unsigned int meta_group_rank() const { return _data.coalesced.metaGroupRank; }
    WARPLOOM_M unsigned int meta_group_size() const { return _data.coalesced.metaGroupSize; }
};
namespace details {
template <unsigned int Size, typename Parent, bool OneWarp> class thread_block_tile_impl;
template <unsigned int Size, typename Parent> class thread_block_tile_impl<Size, Parent, true> : public __single_warp_thread_block_tile<Size, Parent> {
protected:
    WARPLOOM_M thread_block_tile_impl() : __single_warp_thread_block_tile<Size, Parent>() {}
    WARPLOOM_M thread_block_tile_impl(unsigned int rank, unsigned int size) : __single_warp_thread_block_tile<Size, Parent>(rank, size) {}
};
template <unsigned int Size, typename Parent> class thread_block_tile_impl<Size, Parent, false> : public __static_size_tile_base<Size>, public __static_parent_thread_block_tile_base<Size, thread_block> {
public:
    static __device__ void sync();
    template <typename T, typename R = details::remove_qual<T>> __device__ R shfl(T &&v, int from) const; template <typename T, typename R = details::remove_qual<T>> __device__ R shfl_xor(T &&v, unsigned int by) const;
    __device__ int any(int p) const; __device__ int all(int p) const;
};
}
template <unsigned int Size, class Parent = void> class thread_block_tile : public details::thread_block_tile_impl<Size, Parent, details::__warploom_one_warp<Size>::value> {
public:
    WARPLOOM_M thread_block_tile() {}
    WARPLOOM_M operator thread_block_tile<Size, void>() const { return thread_block_tile<Size, void>(*this); }
};
template <unsigned int Size> class thread_block_tile<Size, void> : public details::thread_block_tile_impl<Size, void, details::__warploom_one_warp<Size>::value> {
    template <unsigned int, class> friend class thread_block_tile;
    template <class Parent> WARPLOOM_M thread_block_tile(const thread_block_tile<Size, Parent> &g) : details::thread_block_tile_impl<Size, void, details::__warploom_one_warp<Size>::value>(g.meta_group_rank(), g.meta_group_size()) {}
public:
    WARPLOOM_M thread_block_tile() {}
};
template <unsigned int Size, class Parent> WARPLOOM_M thread_block_tile<Size, Parent> tiled_partition(const Parent &) { return thread_block_tile<Size, Parent>(); }
WARPLOOM_M thread_block this_thread_block() { return thread_block(); }
WARPLOOM_M grid_group this_grid() { return grid_group(details::get_grid_workspace()); }
WARPLOOM_M cluster_group this_cluster() { return cluster_group(); }
WARPLOOM_M coalesced_group coalesced_threads() { return coalesced_group(__activemask()); }
__device__ multi_grid_group this_multi_grid(); __device__ thread_group this_thread(); __device__ thread_group tiled_partition(const thread_group &g, unsigned int n);
template <class G> __device__ coalesced_group binary_partition(const G &g, bool p); template <class T, class G> __device__ coalesced_group labeled_partition(const G &g, T label);
template <class G> WARPLOOM_M void sync(const G &g) { g.sync(); }
template <class G> WARPLOOM_M auto thread_rank(const G &g) -> decltype(g.thread_rank()) { return g.thread_rank(); }
template <class G> WARPLOOM_M auto group_size(const G &g) -> decltype(g.num_threads()) { return g.num_threads(); }
template <class T> struct plus { __device__ T operator()(T a, T b) const { return a + b; } };
template <class T> struct less { __device__ T operator()(T a, T b) const { return b < a ? b : a; } };
template <class T> struct greater { __device__ T operator()(T a, T b) const { return a < b ? b : a; } };
template <class T> struct bit_and { __device__ T operator()(T a, T b) const { return a & b; } };
template <class T> struct bit_or { __device__ T operator()(T a, T b) const { return a | b; } };
template <class T> struct bit_xor { __device__ T operator()(T a, T b) const { return a ^ b; } };
template <class G, class T, class F> WARPLOOM_M auto reduce(const G &g, T &&v, F &&f) -> decltype(f(v, v)) {
    details::remove_qual<T> r = v;
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
}
#undef WARPLOOM_G
#undef WARPLOOM_M
#endif

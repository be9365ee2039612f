/* Barriers, and what the lanes of a warp do together: calls that may not be moved into or out of a branch, nor be made one
 * of those in its two arms. */
#ifndef WL_WARP_H
#define WL_WARP_H
#define WL_TOGETHER __attribute__((convergent, nomerge))
extern "C" {
WL_TOGETHER void wl_barrier(void);
WL_TOGETHER int wl_barrier_reduce(int kind, int predicate);
WL_TOGETHER void wl_syncwarp(uint32_t mask);
void wl_fence(uint32_t scope);
long wl_clock(void);
void wl_sleep(unsigned nanoseconds);
WL_TOGETHER uint64_t wl_shuffle(uint32_t mask, uint64_t value, uint32_t kind, int argument, int width);
WL_TOGETHER uint64_t wl_vote(uint32_t mask, uint64_t value, uint32_t kind);
uint32_t wl_active(void);
}
enum { WL_FROM = 1, WL_UP, WL_DOWN, WL_XOR, WL_ALL, WL_ANY, WL_BALLOT, WL_MATCH_ANY, WL_ADD, WL_MIN, WL_MAX, WL_UADD,
       WL_UMIN, WL_UMAX, WL_AND, WL_OR, WL_BITXOR };

#define WL_WARP_INLINE WL_TOGETHER __forceinline__
WL_WARP_INLINE void __syncthreads() { wl_barrier(); }
WL_WARP_INLINE int __syncthreads_count(int predicate) { return wl_barrier_reduce(1, predicate); }
WL_WARP_INLINE int __syncthreads_and(int predicate) { return wl_barrier_reduce(2, predicate != 0); }
WL_WARP_INLINE int __syncthreads_or(int predicate) { return wl_barrier_reduce(3, predicate); }
WL_WARP_INLINE void __syncwarp(unsigned mask = 0xffffffffu) { wl_syncwarp(mask); }
__forceinline__ void __threadfence() { wl_fence(1); }
__forceinline__ void __threadfence_block() { wl_fence(0); }
__forceinline__ void __threadfence_system() { wl_fence(1); }
__forceinline__ long long clock64() { return wl_clock(); }
__forceinline__ long clock() { return wl_clock(); }
__forceinline__ void __nanosleep(unsigned nanoseconds) { wl_sleep(nanoseconds); }
__forceinline__ unsigned __activemask() { return wl_active(); }

template <class T> __forceinline__ uint64_t wl_to_bits(T value)
{
    static_assert(sizeof(T) <= 8, "a shuffle moves at most eight bytes");
    uint64_t bits = 0;
    __builtin_memcpy(&bits, &value, sizeof value);
    return bits;
}
template <class T> __forceinline__ T wl_from_bits(uint64_t bits)
{
    T value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}
template <class T> WL_WARP_INLINE T __shfl_sync(unsigned mask, T value, int from, int width = 32)
{
    return wl_from_bits<T>(wl_shuffle(mask, wl_to_bits(value), WL_FROM, from, width));
}
template <class T> WL_WARP_INLINE T __shfl_up_sync(unsigned mask, T value, unsigned distance, int width = 32)
{
    return wl_from_bits<T>(wl_shuffle(mask, wl_to_bits(value), WL_UP, (int)distance, width));
}
template <class T> WL_WARP_INLINE T __shfl_down_sync(unsigned mask, T value, unsigned distance, int width = 32)
{
    return wl_from_bits<T>(wl_shuffle(mask, wl_to_bits(value), WL_DOWN, (int)distance, width));
}
template <class T> WL_WARP_INLINE T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32)
{
    return wl_from_bits<T>(wl_shuffle(mask, wl_to_bits(value), WL_XOR, lanes, width));
}
WL_WARP_INLINE int __all_sync(unsigned mask, int predicate) { return (int)wl_vote(mask, predicate != 0, WL_ALL); }
WL_WARP_INLINE int __any_sync(unsigned mask, int predicate) { return (int)wl_vote(mask, predicate != 0, WL_ANY); }
WL_WARP_INLINE unsigned __ballot_sync(unsigned mask, int predicate)
{
    return (unsigned)wl_vote(mask, predicate != 0, WL_BALLOT);
}
template <class T> WL_WARP_INLINE unsigned __match_any_sync(unsigned mask, T value)
{
    return (unsigned)wl_vote(mask, wl_to_bits(value), WL_MATCH_ANY);
}
WL_WARP_INLINE int __reduce_add_sync(unsigned mask, int value) { return (int)wl_vote(mask, (unsigned)value, WL_ADD); }
WL_WARP_INLINE int __reduce_min_sync(unsigned mask, int value) { return (int)wl_vote(mask, (unsigned)value, WL_MIN); }
WL_WARP_INLINE int __reduce_max_sync(unsigned mask, int value) { return (int)wl_vote(mask, (unsigned)value, WL_MAX); }
WL_WARP_INLINE unsigned __reduce_add_sync(unsigned mask, unsigned value) { return (unsigned)wl_vote(mask, value, WL_UADD); }
WL_WARP_INLINE unsigned __reduce_min_sync(unsigned mask, unsigned value) { return (unsigned)wl_vote(mask, value, WL_UMIN); }
WL_WARP_INLINE unsigned __reduce_max_sync(unsigned mask, unsigned value) { return (unsigned)wl_vote(mask, value, WL_UMAX); }
WL_WARP_INLINE unsigned __reduce_and_sync(unsigned mask, unsigned value) { return (unsigned)wl_vote(mask, value, WL_AND); }
WL_WARP_INLINE unsigned __reduce_or_sync(unsigned mask, unsigned value) { return (unsigned)wl_vote(mask, value, WL_OR); }
WL_WARP_INLINE unsigned __reduce_xor_sync(unsigned mask, unsigned value)
{
    return (unsigned)wl_vote(mask, value, WL_BITXOR);
}
#endif

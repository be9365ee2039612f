/* Atomic operations: instructions of LLVM, so that what reads the code can tell them from plain accesses. */
#ifndef WL_ATOMICS_H
#define WL_ATOMICS_H
extern "C" {
unsigned wl_atomic_inc(unsigned *at, unsigned limit);
unsigned wl_atomic_dec(unsigned *at, unsigned limit);
void wl_atomic_in_block(const void *at);
}
#define WL_ATOMIC(type, name, operation) \
    __forceinline__ type name(type *at, type value) { return operation(at, value, __ATOMIC_RELAXED); } \
    __forceinline__ type name##_block(type *at, type value) \
    { \
        wl_atomic_in_block(at); \
        return operation(at, value, __ATOMIC_RELAXED); \
    } \
    __forceinline__ type name##_system(type *at, type value) { return operation(at, value, __ATOMIC_RELAXED); }
#define WL_ATOMIC_WHOLE(name, operation) \
    WL_ATOMIC(int, name, operation) \
    WL_ATOMIC(unsigned, name, operation) \
    WL_ATOMIC(unsigned long, name, operation) \
    WL_ATOMIC(unsigned long long, name, operation)
WL_ATOMIC_WHOLE(atomicAdd, __atomic_fetch_add)
WL_ATOMIC(float, atomicAdd, __atomic_fetch_add)
WL_ATOMIC(double, atomicAdd, __atomic_fetch_add)
WL_ATOMIC(int, atomicSub, __atomic_fetch_sub)
WL_ATOMIC(unsigned, atomicSub, __atomic_fetch_sub)
WL_ATOMIC_WHOLE(atomicMin, __atomic_fetch_min)
WL_ATOMIC(long long, atomicMin, __atomic_fetch_min)
WL_ATOMIC_WHOLE(atomicMax, __atomic_fetch_max)
WL_ATOMIC(long long, atomicMax, __atomic_fetch_max)
WL_ATOMIC_WHOLE(atomicAnd, __atomic_fetch_and)
WL_ATOMIC_WHOLE(atomicOr, __atomic_fetch_or)
WL_ATOMIC_WHOLE(atomicXor, __atomic_fetch_xor)
WL_ATOMIC_WHOLE(atomicExch, __atomic_exchange_n)

__forceinline__ float atomicExch(float *at, float value)
{
    float old;
    __atomic_exchange(at, &value, &old, __ATOMIC_RELAXED);
    return old;
}
__forceinline__ unsigned atomicInc(unsigned *at, unsigned limit) { return wl_atomic_inc(at, limit); }
__forceinline__ unsigned atomicDec(unsigned *at, unsigned limit) { return wl_atomic_dec(at, limit); }
#define WL_SWAP(type) \
    __forceinline__ type atomicCAS(type *at, type expected, type value) \
    { \
        __atomic_compare_exchange_n(at, &expected, value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED); \
        return expected; \
    }
WL_SWAP(int)
WL_SWAP(unsigned)
WL_SWAP(unsigned long)
WL_SWAP(unsigned long long)
WL_SWAP(unsigned short)
#undef WL_SWAP
#undef WL_ATOMIC_WHOLE
#undef WL_ATOMIC
#endif

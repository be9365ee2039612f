// CUB: collectives of warps, blocks and devices; what they do is done elsewhere.
#pragma once
#include <cuda_runtime_api.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <warploom_elsewhere.h>
#if defined(__cplusplus) && defined(__CUDA__)
#include <cfloat>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <type_traits>
#define CUB_VERSION 300000
#define CUB_MAJOR_VERSION 3
#define CUB_NS_QUALIFIER ::cub
#define CUB_PTX_WARP_THREADS 32
#define CUB_LOG_WARP_THREADS(n) 5
#define CUB_MAX(a, b) (((a) > (b)) ? (a) : (b))
#define CUB_MIN(a, b) (((a) < (b)) ? (a) : (b))
#define CUB_RUNTIME_FUNCTION __host__ __device__
namespace cub {
struct Sum { template <class A, class B> __host__ __device__ auto operator()(const A &a, const B &b) const -> decltype(a + b) { return a + b; } };
struct Max { template <class A, class B> __host__ __device__ typename std::common_type<A, B>::type operator()(const A &a, const B &b) const { return a < b ? b : a; } };
struct Min { template <class A, class B> __host__ __device__ typename std::common_type<A, B>::type operator()(const A &a, const B &b) const { return b < a ? b : a; } };
struct Equality { template <class A, class B> __host__ __device__ bool operator()(const A &a, const B &b) const { return a == b; } };
struct Inequality { template <class A, class B> __host__ __device__ bool operator()(const A &a, const B &b) const { return !(a == b); } };
struct Less { template <class A, class B> __host__ __device__ bool operator()(const A &a, const B &b) const { return a < b; } };
template <class K, class V> struct KeyValuePair {
    typedef K Key;
    typedef V Value;
    K key;
    V value;
    __host__ __device__ KeyValuePair() {}
    __host__ __device__ KeyValuePair(const K &k, const V &v) : key(k), value(v) {}
    __host__ __device__ bool operator!=(const KeyValuePair &o) { return !(value == o.value && key == o.key); }
};
struct ArgMax { template <class T> __host__ __device__ T operator()(const T &a, const T &b) const { return (b.value > a.value || (a.value == b.value && b.key < a.key)) ? b : a; } };
struct ArgMin { template <class T> __host__ __device__ T operator()(const T &a, const T &b) const { return (b.value < a.value || (a.value == b.value && b.key < a.key)) ? b : a; } };
template <class T> struct CastOp { template <class A> __host__ __device__ T operator()(A &&a) const { return (T)a; } };
template <class T> struct DoubleBuffer {
    T *d_buffers[2];
    int selector;
    __host__ __device__ DoubleBuffer() : d_buffers{nullptr, nullptr}, selector(0) {}
    __host__ __device__ DoubleBuffer(T *a, T *b) : d_buffers{a, b}, selector(0) {}
    __host__ __device__ T *Current() { return d_buffers[selector]; }
    __host__ __device__ T *Alternate() { return d_buffers[selector ^ 1]; }
};
template <class T> struct Uninitialized { T value; __host__ __device__ T &Alias() { return value; } };
template <class T> struct __warploom_unsigned { typedef T type; };
template <> struct __warploom_unsigned<float> { typedef unsigned int type; };
template <> struct __warploom_unsigned<double> { typedef unsigned long long type; };
template <> struct __warploom_unsigned<__half> { typedef unsigned short type; };
template <> struct __warploom_unsigned<__nv_bfloat16> { typedef unsigned short type; };
template <> struct __warploom_unsigned<int> { typedef unsigned int type; };
template <> struct __warploom_unsigned<short> { typedef unsigned short type; };
template <> struct __warploom_unsigned<signed char> { typedef unsigned char type; };
template <> struct __warploom_unsigned<long> { typedef unsigned long type; };
template <> struct __warploom_unsigned<long long> { typedef unsigned long long type; };
template <class T> struct Traits {
    typedef typename __warploom_unsigned<T>::type UnsignedBits;
    static __host__ __device__ WARPLOOM_FAR UnsignedBits TwiddleIn(UnsignedBits k) { return __warploom_elsewhere<UnsignedBits>(k); }
    static __host__ __device__ WARPLOOM_FAR UnsignedBits TwiddleOut(UnsignedBits k) { return __warploom_elsewhere<UnsignedBits>(k); }
    static __host__ __device__ WARPLOOM_FAR T Max() { return __warploom_elsewhere<T>(); }
    static __host__ __device__ WARPLOOM_FAR T Lowest() { return __warploom_elsewhere<T>(); }
};
template <class T> struct NumericTraits : Traits<T> {};
template <class T> struct FpLimits { static __host__ __device__ WARPLOOM_FAR T Max() { return __warploom_elsewhere<T>(); } static __host__ __device__ WARPLOOM_FAR T Lowest() { return __warploom_elsewhere<T>(); } };
template <bool C, class A, class B> struct If { typedef typename std::conditional<C, A, B>::type Type; };
template <int N> struct Int2Type { enum { VALUE = N }; };
enum BlockReduceAlgorithm { BLOCK_REDUCE_RAKING_COMMUTATIVE_ONLY, BLOCK_REDUCE_RAKING, BLOCK_REDUCE_WARP_REDUCTIONS };
enum BlockScanAlgorithm { BLOCK_SCAN_RAKING, BLOCK_SCAN_RAKING_MEMOIZE, BLOCK_SCAN_WARP_SCANS };
enum BlockLoadAlgorithm { BLOCK_LOAD_DIRECT, BLOCK_LOAD_STRIPED, BLOCK_LOAD_VECTORIZE, BLOCK_LOAD_TRANSPOSE, BLOCK_LOAD_WARP_TRANSPOSE, BLOCK_LOAD_WARP_TRANSPOSE_TIMESLICED };
enum BlockStoreAlgorithm { BLOCK_STORE_DIRECT, BLOCK_STORE_STRIPED, BLOCK_STORE_VECTORIZE, BLOCK_STORE_TRANSPOSE, BLOCK_STORE_WARP_TRANSPOSE, BLOCK_STORE_WARP_TRANSPOSE_TIMESLICED };
enum BlockHistogramAlgorithm { BLOCK_HISTO_SORT, BLOCK_HISTO_ATOMIC };
enum CacheLoadModifier { LOAD_DEFAULT, LOAD_CA, LOAD_CG, LOAD_CS, LOAD_CV, LOAD_LDG, LOAD_VOLATILE };
enum CacheStoreModifier { STORE_DEFAULT, STORE_WB, STORE_CG, STORE_CS, STORE_WT, STORE_VOLATILE };
#define WARPLOOM_COLLECTIVE(N) \
    struct TempStorage { int held[64]; }; \
    __device__ WARPLOOM_FAR N() { __warploom_elsewhere<void>(this); } \
    __device__ WARPLOOM_FAR N(TempStorage &s) { __warploom_elsewhere<void>(this, s); }
#define WARPLOOM_REDUCES \
    __device__ WARPLOOM_FAR T Sum(T v) { return __warploom_elsewhere<T>(this, v); } __device__ WARPLOOM_FAR T Sum(T v, int n) { return __warploom_elsewhere<T>(this, v, n); } template <int N> __device__ WARPLOOM_FAR T Sum(T (&v)[N]) { return __warploom_elsewhere<T>(this, v); } \
    template <class F> __device__ WARPLOOM_FAR T Reduce(T v, F f) { return __warploom_elsewhere<T>(this, v, f); } template <class F> __device__ WARPLOOM_FAR T Reduce(T v, F f, int n) { return __warploom_elsewhere<T>(this, v, f, n); } template <int N, class F> __device__ WARPLOOM_FAR T Reduce(T (&v)[N], F f) { return __warploom_elsewhere<T>(this, v, f); } \
    __device__ WARPLOOM_FAR T Max(T v) { return __warploom_elsewhere<T>(this, v); } __device__ WARPLOOM_FAR T Min(T v) { return __warploom_elsewhere<T>(this, v); }
#define WARPLOOM_SCANS \
    __device__ WARPLOOM_FAR void InclusiveSum(T v, T &r) { __warploom_elsewhere<void>(this, v, r); } __device__ WARPLOOM_FAR void InclusiveSum(T v, T &r, T &all) { __warploom_elsewhere<void>(this, v, r, all); } __device__ WARPLOOM_FAR void ExclusiveSum(T v, T &r) { __warploom_elsewhere<void>(this, v, r); } __device__ WARPLOOM_FAR void ExclusiveSum(T v, T &r, T &all) { __warploom_elsewhere<void>(this, v, r, all); } \
    template <int N> __device__ WARPLOOM_FAR void InclusiveSum(T (&v)[N], T (&r)[N]) { __warploom_elsewhere<void>(this, v, r); } template <int N> __device__ WARPLOOM_FAR void InclusiveSum(T (&v)[N], T (&r)[N], T &all) { __warploom_elsewhere<void>(this, v, r, all); } \
    template <int N> __device__ WARPLOOM_FAR void ExclusiveSum(T (&v)[N], T (&r)[N]) { __warploom_elsewhere<void>(this, v, r); } template <int N> __device__ WARPLOOM_FAR void ExclusiveSum(T (&v)[N], T (&r)[N], T &all) { __warploom_elsewhere<void>(this, v, r, all); } \
    template <class P> __device__ WARPLOOM_FAR void ExclusiveSum(T v, T &r, P &prefix) { __warploom_elsewhere<void>(this, v, r, prefix); } template <class P> __device__ WARPLOOM_FAR void InclusiveSum(T v, T &r, P &prefix) { __warploom_elsewhere<void>(this, v, r, prefix); } \
    template <class F> __device__ WARPLOOM_FAR void InclusiveScan(T v, T &r, F f) { __warploom_elsewhere<void>(this, v, r, f); } template <class F> __device__ WARPLOOM_FAR void InclusiveScan(T v, T &r, F f, T &all) { __warploom_elsewhere<void>(this, v, r, f, all); } \
    template <class F> __device__ WARPLOOM_FAR void ExclusiveScan(T v, T &r, F f) { __warploom_elsewhere<void>(this, v, r, f); } template <class F> __device__ WARPLOOM_FAR void ExclusiveScan(T v, T &r, T first, F f) { __warploom_elsewhere<void>(this, v, r, first, f); } template <class F> __device__ WARPLOOM_FAR void ExclusiveScan(T v, T &r, T first, F f, T &all) { __warploom_elsewhere<void>(this, v, r, first, f, all); } \
    template <class F, class P> __device__ WARPLOOM_FAR void ExclusiveScan(T v, T &r, F f, P &prefix) { __warploom_elsewhere<void>(this, v, r, f, prefix); } template <class F, class P> __device__ WARPLOOM_FAR void InclusiveScan(T v, T &r, F f, P &prefix) { __warploom_elsewhere<void>(this, v, r, f, prefix); } \
    template <int N, class F> __device__ WARPLOOM_FAR void InclusiveScan(T (&v)[N], T (&r)[N], F f) { __warploom_elsewhere<void>(this, v, r, f); } template <int N, class F> __device__ WARPLOOM_FAR void InclusiveScan(T (&v)[N], T (&r)[N], F f, T &all) { __warploom_elsewhere<void>(this, v, r, f, all); } \
    template <int N, class F, class P> __device__ WARPLOOM_FAR void InclusiveScan(T (&v)[N], T (&r)[N], F f, P &prefix) { __warploom_elsewhere<void>(this, v, r, f, prefix); } template <int N, class F> __device__ WARPLOOM_FAR void ExclusiveScan(T (&v)[N], T (&r)[N], T first, F f) { __warploom_elsewhere<void>(this, v, r, first, f); } \
    template <int N, class F, class P> __device__ WARPLOOM_FAR void ExclusiveScan(T (&v)[N], T (&r)[N], F f, P &prefix) { __warploom_elsewhere<void>(this, v, r, f, prefix); } template <class U> __device__ WARPLOOM_FAR U Broadcast(U v, unsigned int from) { return __warploom_elsewhere<U>(this, v, from); }
template <class T, int X, BlockReduceAlgorithm A = BLOCK_REDUCE_WARP_REDUCTIONS, int Y = 1, int Z = 1, int L = 0> struct BlockReduce { WARPLOOM_COLLECTIVE(BlockReduce) WARPLOOM_REDUCES };
template <class T, int X, BlockScanAlgorithm A = BLOCK_SCAN_RAKING, int Y = 1, int Z = 1, int L = 0> struct BlockScan { WARPLOOM_COLLECTIVE(BlockScan) WARPLOOM_SCANS };
template <class T, int W = 32, int L = 0> struct WarpReduce {
    WARPLOOM_COLLECTIVE(WarpReduce) WARPLOOM_REDUCES template <class F> __device__ WARPLOOM_FAR T HeadSegmentedSum(T v, F f) { return __warploom_elsewhere<T>(this, v, f); } template <class F> __device__ WARPLOOM_FAR T TailSegmentedSum(T v, F f) { return __warploom_elsewhere<T>(this, v, f); }
    template <class H, class F> __device__ WARPLOOM_FAR T HeadSegmentedReduce(T v, H h, F f) { return __warploom_elsewhere<T>(this, v, h, f); } template <class H, class F> __device__ WARPLOOM_FAR T TailSegmentedReduce(T v, H h, F f) { return __warploom_elsewhere<T>(this, v, h, f); }
};
template <class T, int W = 32, int L = 0> struct WarpScan { WARPLOOM_COLLECTIVE(WarpScan) WARPLOOM_SCANS };
template <class T, int X, int N, BlockLoadAlgorithm A = BLOCK_LOAD_DIRECT, int Y = 1, int Z = 1, int L = 0> struct BlockLoad {
    WARPLOOM_COLLECTIVE(BlockLoad) template <class I> __device__ WARPLOOM_FAR void Load(I from, T (&v)[N]) { __warploom_elsewhere<void>(this, from, v); } template <class I> __device__ WARPLOOM_FAR void Load(I from, T (&v)[N], int valid) { __warploom_elsewhere<void>(this, from, v, valid); } template <class I, class D> __device__ WARPLOOM_FAR void Load(I from, T (&v)[N], int valid, D other) { __warploom_elsewhere<void>(this, from, v, valid, other); }
};
template <class T, int X, int N, BlockStoreAlgorithm A = BLOCK_STORE_DIRECT, int Y = 1, int Z = 1, int L = 0> struct BlockStore {
    WARPLOOM_COLLECTIVE(BlockStore) template <class I> __device__ WARPLOOM_FAR void Store(I to, T (&v)[N]) { __warploom_elsewhere<void>(this, to, v); } template <class I> __device__ WARPLOOM_FAR void Store(I to, T (&v)[N], int valid) { __warploom_elsewhere<void>(this, to, v, valid); }
};
template <class T, int X, int N, bool B = false, int Y = 1, int Z = 1, int L = 0> struct BlockExchange {
    WARPLOOM_COLLECTIVE(BlockExchange) __device__ WARPLOOM_FAR void StripedToBlocked(T (&v)[N]) { __warploom_elsewhere<void>(this, v); } __device__ WARPLOOM_FAR void BlockedToStriped(T (&v)[N]) { __warploom_elsewhere<void>(this, v); } __device__ WARPLOOM_FAR void StripedToBlocked(T (&v)[N], T (&r)[N]) { __warploom_elsewhere<void>(this, v, r); } __device__ WARPLOOM_FAR void BlockedToStriped(T (&v)[N], T (&r)[N]) { __warploom_elsewhere<void>(this, v, r); }
    __device__ WARPLOOM_FAR void BlockedToWarpStriped(T (&v)[N], T (&r)[N]) { __warploom_elsewhere<void>(this, v, r); } __device__ WARPLOOM_FAR void WarpStripedToBlocked(T (&v)[N], T (&r)[N]) { __warploom_elsewhere<void>(this, v, r); } template <class O> __device__ WARPLOOM_FAR void ScatterToBlocked(T (&v)[N], O (&r)[N]) { __warploom_elsewhere<void>(this, v, r); } template <class O> __device__ WARPLOOM_FAR void ScatterToStriped(T (&v)[N], O (&r)[N]) { __warploom_elsewhere<void>(this, v, r); }
};
struct NullType {};
template <class K, int X, int N, class V = NullType, int B = 4, bool M = true, BlockScanAlgorithm A = BLOCK_SCAN_WARP_SCANS, int C = 0, int Y = 1, int Z = 1, int L = 0> struct BlockRadixSort {
    WARPLOOM_COLLECTIVE(BlockRadixSort)
#define WARPLOOM_SORT(S) __device__ WARPLOOM_FAR void S(K (&k)[N], int from = 0, int to = sizeof(K) * 8) { __warploom_elsewhere<void>(this, k, from, to); } __device__ WARPLOOM_FAR void S(K (&k)[N], V (&v)[N], int from = 0, int to = sizeof(K) * 8) { __warploom_elsewhere<void>(this, k, v, from, to); }
    WARPLOOM_SORT(Sort) WARPLOOM_SORT(SortDescending) WARPLOOM_SORT(SortBlockedToStriped) WARPLOOM_SORT(SortDescendingBlockedToStriped)
#undef WARPLOOM_SORT
};
template <class T, int X, int N, int B, BlockHistogramAlgorithm A = BLOCK_HISTO_SORT, int Y = 1, int Z = 1, int L = 0> struct BlockHistogram { WARPLOOM_COLLECTIVE(BlockHistogram) template <class C> __device__ WARPLOOM_FAR void InitHistogram(C (&h)[B]) { __warploom_elsewhere<void>(this, h); } template <class C> __device__ WARPLOOM_FAR void Histogram(T (&v)[N], C (&h)[B]) { __warploom_elsewhere<void>(this, v, h); } template <class C> __device__ WARPLOOM_FAR void Composite(T (&v)[N], C (&h)[B]) { __warploom_elsewhere<void>(this, v, h); } };
template <class T, int X, int Y = 1, int Z = 1, int L = 0> struct BlockDiscontinuity { WARPLOOM_COLLECTIVE(BlockDiscontinuity) template <int N, class O, class F> __device__ WARPLOOM_FAR void FlagHeads(O (&r)[N], T (&v)[N], F f) { __warploom_elsewhere<void>(this, r, v, f); } template <int N, class O, class F> __device__ WARPLOOM_FAR void FlagTails(O (&r)[N], T (&v)[N], F f) { __warploom_elsewhere<void>(this, r, v, f); } };
template <class K, int X, int N, class V = NullType, int Y = 1, int Z = 1> struct BlockMergeSort { WARPLOOM_COLLECTIVE(BlockMergeSort) template <class F> __device__ WARPLOOM_FAR void Sort(K (&k)[N], F f) { __warploom_elsewhere<void>(this, k, f); } template <class F> __device__ WARPLOOM_FAR void Sort(K (&k)[N], V (&v)[N], F f) { __warploom_elsewhere<void>(this, k, v, f); } };
template <class K, int N, int W = 32, class V = NullType> struct WarpMergeSort { WARPLOOM_COLLECTIVE(WarpMergeSort) template <class F> __device__ WARPLOOM_FAR void Sort(K (&k)[N], F f) { __warploom_elsewhere<void>(this, k, f); } template <class F> __device__ WARPLOOM_FAR void Sort(K (&k)[N], V (&v)[N], F f) { __warploom_elsewhere<void>(this, k, v, f); } };
#undef WARPLOOM_COLLECTIVE
#undef WARPLOOM_REDUCES
#undef WARPLOOM_SCANS
template <CacheLoadModifier M, class I> __device__ WARPLOOM_FAR typename std::iterator_traits<I>::value_type ThreadLoad(I p) { return __warploom_elsewhere<typename std::iterator_traits<I>::value_type>(p); }
template <CacheStoreModifier M, class I, class T> __device__ WARPLOOM_FAR void ThreadStore(I p, T v) { __warploom_elsewhere<void>(p, v); }
template <int N, class T> __device__ WARPLOOM_FAR T ShuffleDown(T v, int by, int last, unsigned int mask) { return __warploom_elsewhere<T>(v, by, last, mask); } template <int N, class T> __device__ WARPLOOM_FAR T ShuffleUp(T v, int by, int first, unsigned int mask) { return __warploom_elsewhere<T>(v, by, first, mask); } template <int N, class T> __device__ WARPLOOM_FAR T ShuffleIndex(T v, int from, unsigned int mask) { return __warploom_elsewhere<T>(v, from, mask); }
template <int X, class T, int N, class I> __device__ WARPLOOM_FAR void LoadDirectStriped(int t, I from, T (&v)[N]) { __warploom_elsewhere<void>(t, from, v); } template <class T, int N, class I> __device__ WARPLOOM_FAR void LoadDirectBlocked(int t, I from, T (&v)[N]) { __warploom_elsewhere<void>(t, from, v); } template <class T, int N, class I> __device__ WARPLOOM_FAR void StoreDirectBlocked(int t, I to, T (&v)[N]) { __warploom_elsewhere<void>(t, to, v); } template <int X, class T, int N, class I> __device__ WARPLOOM_FAR void StoreDirectStriped(int t, I to, T (&v)[N]) { __warploom_elsewhere<void>(t, to, v); }
__device__ inline unsigned int LaneId() { unsigned int r; __asm__("mov.u32 %0, %%laneid;" : "=r"(r)); return r; }
__device__ inline unsigned int WarpId() { unsigned int r; __asm__("mov.u32 %0, %%warpid;" : "=r"(r)); return r; }
__device__ inline int RowMajorTid(int x, int y, int z) { return ((z == 1) ? 0 : (threadIdx.z * x * y)) + ((y == 1) ? 0 : (threadIdx.y * x)) + threadIdx.x; }
#define WARPLOOM_DEVICEWIDE(C, ...) struct C { __VA_ARGS__ };
#define WARPLOOM_CALL(N) template <class... A> static WARPLOOM_FAR cudaError_t N(void *p, size_t &n, A &&...a) { return __warploom_elsewhere<cudaError_t>(p, n, a...); }
WARPLOOM_DEVICEWIDE(DeviceReduce, WARPLOOM_CALL(Reduce) WARPLOOM_CALL(Sum) WARPLOOM_CALL(Max) WARPLOOM_CALL(Min) WARPLOOM_CALL(ArgMax) WARPLOOM_CALL(ArgMin) WARPLOOM_CALL(ReduceByKey) WARPLOOM_CALL(TransformReduce))
WARPLOOM_DEVICEWIDE(DeviceScan, WARPLOOM_CALL(InclusiveSum) WARPLOOM_CALL(ExclusiveSum) WARPLOOM_CALL(InclusiveScan) WARPLOOM_CALL(ExclusiveScan) WARPLOOM_CALL(InclusiveSumByKey) WARPLOOM_CALL(ExclusiveSumByKey) WARPLOOM_CALL(InclusiveScanByKey) WARPLOOM_CALL(ExclusiveScanByKey))
WARPLOOM_DEVICEWIDE(DeviceRadixSort, WARPLOOM_CALL(SortKeys) WARPLOOM_CALL(SortPairs) WARPLOOM_CALL(SortKeysDescending) WARPLOOM_CALL(SortPairsDescending))
WARPLOOM_DEVICEWIDE(DeviceMergeSort, WARPLOOM_CALL(SortKeys) WARPLOOM_CALL(SortPairs) WARPLOOM_CALL(StableSortKeys) WARPLOOM_CALL(StableSortPairs))
WARPLOOM_DEVICEWIDE(DeviceSelect, WARPLOOM_CALL(If) WARPLOOM_CALL(Flagged) WARPLOOM_CALL(Unique) WARPLOOM_CALL(UniqueByKey) WARPLOOM_CALL(FlaggedIf))
WARPLOOM_DEVICEWIDE(DevicePartition, WARPLOOM_CALL(If) WARPLOOM_CALL(Flagged))
WARPLOOM_DEVICEWIDE(DeviceHistogram, WARPLOOM_CALL(HistogramEven) WARPLOOM_CALL(HistogramRange) WARPLOOM_CALL(MultiHistogramEven))
WARPLOOM_DEVICEWIDE(DeviceRunLengthEncode, WARPLOOM_CALL(Encode) WARPLOOM_CALL(NonTrivialRuns))
WARPLOOM_DEVICEWIDE(DeviceSegmentedReduce, WARPLOOM_CALL(Reduce) WARPLOOM_CALL(Sum) WARPLOOM_CALL(Max) WARPLOOM_CALL(Min) WARPLOOM_CALL(ArgMax) WARPLOOM_CALL(ArgMin))
WARPLOOM_DEVICEWIDE(DeviceSegmentedRadixSort, WARPLOOM_CALL(SortKeys) WARPLOOM_CALL(SortPairs) WARPLOOM_CALL(SortKeysDescending) WARPLOOM_CALL(SortPairsDescending))
WARPLOOM_DEVICEWIDE(DeviceSegmentedSort, WARPLOOM_CALL(SortKeys) WARPLOOM_CALL(SortPairs) WARPLOOM_CALL(SortKeysDescending) WARPLOOM_CALL(SortPairsDescending) WARPLOOM_CALL(StableSortKeys) WARPLOOM_CALL(StableSortPairs))
#undef WARPLOOM_DEVICEWIDE
#undef WARPLOOM_CALL
#define WARPLOOM_ITERATOR(T) typedef T value_type; typedef T reference; typedef T *pointer; typedef std::ptrdiff_t difference_type; typedef std::random_access_iterator_tag iterator_category;
template <class T, class O = std::ptrdiff_t> struct CountingInputIterator { WARPLOOM_ITERATOR(T) T at; __host__ __device__ CountingInputIterator(const T &v) : at(v) {} __host__ __device__ T operator*() const { return at; } template <class D> __host__ __device__ T operator[](D n) const { return at + (T)n; } template <class D> __host__ __device__ CountingInputIterator operator+(D n) const { return at + (T)n; } };
template <class T, class O = std::ptrdiff_t> struct ConstantInputIterator { WARPLOOM_ITERATOR(T) T v; __host__ __device__ ConstantInputIterator(T v, O = 0) : v(v) {} __host__ __device__ T operator*() const { return v; } template <class D> __host__ __device__ T operator[](D) const { return v; } };
template <class T, class F, class I, class O = std::ptrdiff_t> struct TransformInputIterator { WARPLOOM_ITERATOR(T) I i; F f; __host__ __device__ TransformInputIterator(I i, F f) : i(i), f(f) {} __host__ __device__ T operator*() const { return f(*i); } template <class D> __host__ __device__ T operator[](D n) const { return f(i[n]); } template <class D> __host__ __device__ TransformInputIterator operator+(D n) const { return TransformInputIterator(i + n, f); } };
template <class I, class O = std::ptrdiff_t, class T = KeyValuePair<O, typename std::iterator_traits<I>::value_type>> struct ArgIndexInputIterator { WARPLOOM_ITERATOR(T) I i; O n; __host__ __device__ ArgIndexInputIterator(I i, O n = 0) : i(i), n(n) {} __host__ __device__ WARPLOOM_FAR T operator*() const { return __warploom_elsewhere<T>(this); } };
template <CacheLoadModifier M, class T, class O = std::ptrdiff_t> struct CacheModifiedInputIterator { WARPLOOM_ITERATOR(T) T *p; template <class Q> __host__ __device__ CacheModifiedInputIterator(Q *q) : p((T *)q) {} __host__ __device__ WARPLOOM_FAR T operator*() const { return __warploom_elsewhere<T>(this); } template <class D> __host__ __device__ WARPLOOM_FAR T operator[](D n) const { return __warploom_elsewhere<T>(this, n); } };
struct DiscardOutputIterator { };
#undef WARPLOOM_ITERATOR
struct CachingDeviceAllocator { WARPLOOM_FAR CachingDeviceAllocator(bool a = false, bool b = false) { __warploom_elsewhere<void>(this, a, b); } WARPLOOM_FAR cudaError_t DeviceAllocate(void **p, size_t n, cudaStream_t s = 0) { return __warploom_elsewhere<cudaError_t>(this, p, n, s); } WARPLOOM_FAR cudaError_t DeviceFree(void *p) { return __warploom_elsewhere<cudaError_t>(this, p); } };
inline WARPLOOM_FAR cudaError_t PtxVersion(int &v) { return __warploom_elsewhere<cudaError_t>(v); } inline WARPLOOM_FAR cudaError_t SmVersion(int &v, int d) { return __warploom_elsewhere<cudaError_t>(v, d); }
}
#define CubDebugExit(e) (void)(e)
#define CubDebug(e) (e)
#endif

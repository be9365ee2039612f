// HIP: qualifiers, indices, mathematics and atomics of the device, and the runtime's most used functions.
#pragma once
#include "../../cuda/warploom/vectors.h"
#define HIP_VERSION_MAJOR 6
#define HIP_VERSION_MINOR 0
#define HIP_VERSION 60000000
#ifdef __cplusplus
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <assert.h>
#include <stdio.h>
#if defined(__HIP__)
#define HIP_KERNEL_NAME(...) __VA_ARGS__
#define HIP_DYNAMIC_SHARED(type, name) extern __shared__ type name[];
#define WARPLOOM_INDEX(NAME, X, Y, Z) \
    struct __hip_builtin_##NAME##_t { \
        __declspec(property(get = __get_x)) unsigned int x; __declspec(property(get = __get_y)) unsigned int y; __declspec(property(get = __get_z)) unsigned int z; \
        static inline __attribute__((always_inline)) __device__ unsigned int __get_x() { return X; } \
        static inline __attribute__((always_inline)) __device__ unsigned int __get_y() { return Y; } \
        static inline __attribute__((always_inline)) __device__ unsigned int __get_z() { return Z; } \
        __device__ operator dim3() const { return dim3(x, y, z); } \
    }; \
    extern const __device__ __attribute__((weak)) __hip_builtin_##NAME##_t NAME;
#ifdef __HIP_DEVICE_COMPILE__
WARPLOOM_INDEX(threadIdx, __builtin_amdgcn_workitem_id_x(), __builtin_amdgcn_workitem_id_y(), __builtin_amdgcn_workitem_id_z())
WARPLOOM_INDEX(blockIdx, __builtin_amdgcn_workgroup_id_x(), __builtin_amdgcn_workgroup_id_y(), __builtin_amdgcn_workgroup_id_z())
WARPLOOM_INDEX(blockDim, __builtin_amdgcn_workgroup_size_x(), __builtin_amdgcn_workgroup_size_y(), __builtin_amdgcn_workgroup_size_z())
WARPLOOM_INDEX(gridDim, __builtin_amdgcn_grid_size_x() / __builtin_amdgcn_workgroup_size_x(), __builtin_amdgcn_grid_size_y() / __builtin_amdgcn_workgroup_size_y(), __builtin_amdgcn_grid_size_z() / __builtin_amdgcn_workgroup_size_z())
static inline __device__ void __syncthreads() { __builtin_amdgcn_fence(__ATOMIC_RELEASE, "workgroup"); __builtin_amdgcn_s_barrier(); __builtin_amdgcn_fence(__ATOMIC_ACQUIRE, "workgroup"); }
static inline __device__ void __threadfence() { __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, "agent"); }
static inline __device__ void __threadfence_block() { __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, "workgroup"); }
static inline __device__ void __threadfence_system() { __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, ""); }
static inline __device__ unsigned int __lane_id() { return __builtin_amdgcn_mbcnt_hi(~0u, __builtin_amdgcn_mbcnt_lo(~0u, 0u)); }
static inline __device__ int __warploom_lane(int from, int v) { return __builtin_amdgcn_ds_bpermute(from << 2, v); }
#else
WARPLOOM_INDEX(threadIdx, 0, 0, 0) WARPLOOM_INDEX(blockIdx, 0, 0, 0) WARPLOOM_INDEX(blockDim, 0, 0, 0) WARPLOOM_INDEX(gridDim, 0, 0, 0)
__device__ void __syncthreads(); __device__ void __threadfence(); __device__ void __threadfence_block(); __device__ void __threadfence_system(); __device__ unsigned int __lane_id(); __device__ int __warploom_lane(int from, int v);
#endif
#undef WARPLOOM_INDEX
__device__ const int warpSize = 64;
#define hipThreadIdx_x threadIdx.x
#define hipThreadIdx_y threadIdx.y
#define hipThreadIdx_z threadIdx.z
#define hipBlockIdx_x blockIdx.x
#define hipBlockIdx_y blockIdx.y
#define hipBlockIdx_z blockIdx.z
#define hipBlockDim_x blockDim.x
#define hipBlockDim_y blockDim.y
#define hipBlockDim_z blockDim.z
#define hipGridDim_x gridDim.x
#define hipGridDim_y gridDim.y
#define hipGridDim_z gridDim.z
#define WARPLOOM_SHUFFLE(N, FROM) \
    static inline __device__ int N(int v, int by, int width = warpSize) { int lane = __lane_id(); int from = FROM; return __warploom_lane(from, v); } \
    static inline __device__ unsigned int N(unsigned int v, int by, int width = warpSize) { return (unsigned int)N((int)v, by, width); } \
    static inline __device__ float N(float v, int by, int width = warpSize) { return __builtin_bit_cast(float, N(__builtin_bit_cast(int, v), by, width)); } \
    static inline __device__ double N(double v, int by, int width = warpSize) { struct { int low, high; } h; __builtin_memcpy(&h, &v, 8); h.low = N(h.low, by, width); h.high = N(h.high, by, width); double r; __builtin_memcpy(&r, &h, 8); return r; }
WARPLOOM_SHUFFLE(__shfl, (lane & ~(width - 1)) + (by & (width - 1)))
WARPLOOM_SHUFFLE(__shfl_up, (lane - by < (lane & ~(width - 1))) ? lane : lane - by)
WARPLOOM_SHUFFLE(__shfl_down, ((lane & (width - 1)) + by >= width) ? lane : lane + by)
WARPLOOM_SHUFFLE(__shfl_xor, lane ^ by)
#undef WARPLOOM_SHUFFLE
#define WARPLOOM_FETCH(T, N, OP) static inline __device__ T atomic##N(T *p, T v) { return __hip_atomic_fetch_##OP(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT); }
#define WARPLOOM_ATOMIC(T) \
    WARPLOOM_FETCH(T, Add, add) WARPLOOM_FETCH(T, Min, min) WARPLOOM_FETCH(T, Max, max) WARPLOOM_FETCH(T, And, and) WARPLOOM_FETCH(T, Or, or) WARPLOOM_FETCH(T, Xor, xor) \
    static inline __device__ T atomicSub(T *p, T v) { return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT); } \
    static inline __device__ T atomicExch(T *p, T v) { return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT); } \
    static inline __device__ T atomicCAS(T *p, T c, T v) { __hip_atomic_compare_exchange_strong(p, &c, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT); return c; }
WARPLOOM_ATOMIC(int) WARPLOOM_ATOMIC(unsigned int) WARPLOOM_ATOMIC(unsigned long long)
WARPLOOM_FETCH(float, Add, add) WARPLOOM_FETCH(double, Add, add)
#undef WARPLOOM_ATOMIC
#undef WARPLOOM_FETCH
template <class T> static inline __device__ T __ldg(const T *p) { return *p; }
#define WARPLOOM_OCML(N) \
    extern "C" __device__ double __ocml_##N##_f64(double); extern "C" __device__ float __ocml_##N##_f32(float); \
    static inline __device__ double N(double a) { return __ocml_##N##_f64(a); } static inline __device__ float N##f(float a) { return __ocml_##N##_f32(a); } static inline __device__ float N(float a) { return __ocml_##N##_f32(a); }
#define WARPLOOM_OCML2(N) \
    extern "C" __device__ double __ocml_##N##_f64(double, double); extern "C" __device__ float __ocml_##N##_f32(float, float); \
    static inline __device__ double N(double a, double b) { return __ocml_##N##_f64(a, b); } static inline __device__ float N##f(float a, float b) { return __ocml_##N##_f32(a, b); } static inline __device__ float N(float a, float b) { return __ocml_##N##_f32(a, b); }
WARPLOOM_OCML(acos) WARPLOOM_OCML(asin) WARPLOOM_OCML(atan) WARPLOOM_OCML(cbrt) WARPLOOM_OCML(ceil) WARPLOOM_OCML(cos) WARPLOOM_OCML(cosh) WARPLOOM_OCML(erf) WARPLOOM_OCML(exp) WARPLOOM_OCML(exp2) WARPLOOM_OCML(fabs) WARPLOOM_OCML(floor)
WARPLOOM_OCML(log) WARPLOOM_OCML(log10) WARPLOOM_OCML(log1p) WARPLOOM_OCML(log2) WARPLOOM_OCML(rint) WARPLOOM_OCML(round) WARPLOOM_OCML(rsqrt) WARPLOOM_OCML(sin) WARPLOOM_OCML(sinh) WARPLOOM_OCML(sqrt) WARPLOOM_OCML(tan) WARPLOOM_OCML(tanh) WARPLOOM_OCML(trunc)
WARPLOOM_OCML2(atan2) WARPLOOM_OCML2(fmax) WARPLOOM_OCML2(fmin) WARPLOOM_OCML2(fmod) WARPLOOM_OCML2(hypot) WARPLOOM_OCML2(pow) WARPLOOM_OCML2(copysign)
#undef WARPLOOM_OCML
#undef WARPLOOM_OCML2
#define WARPLOOM_LESS(T) WARPLOOM_BOTH T min(T a, T b) { return a < b ? a : b; } WARPLOOM_BOTH T max(T a, T b) { return a < b ? b : a; }
WARPLOOM_LESS(int) WARPLOOM_LESS(unsigned int) WARPLOOM_LESS(long) WARPLOOM_LESS(unsigned long) WARPLOOM_LESS(long long) WARPLOOM_LESS(unsigned long long) WARPLOOM_LESS(float) WARPLOOM_LESS(double)
#undef WARPLOOM_LESS
static inline __device__ int __popc(unsigned int a) { return __builtin_popcount(a); }
static inline __device__ int __popcll(unsigned long long a) { return __builtin_popcountll(a); }
static inline __device__ int __clz(int a) { return a ? __builtin_clz(a) : 32; }
static inline __device__ int __ffs(int a) { return __builtin_ffs(a); }
extern "C" __device__ int printf(const char *, ...);
extern "C" __device__ __attribute__((noreturn)) void __assert_fail(const char *m, const char *f, unsigned int l, const char *n);
extern "C" __host__ unsigned __hipPushCallConfiguration(dim3 grid, dim3 block, size_t shared = 0, void *stream = 0);
#define hipLaunchKernelGGL(kernel, grid, block, shared, stream, ...) kernel<<<(grid), (block), (shared), (stream)>>>(__VA_ARGS__)
#endif
#endif
typedef enum hipError_t { hipSuccess = 0, hipErrorInvalidValue = 1, hipErrorOutOfMemory = 2, hipErrorMemoryAllocation = 2, hipErrorNotInitialized = 3, hipErrorNoDevice = 100, hipErrorInvalidDevice = 101, hipErrorNotReady = 600, hipErrorLaunchFailure = 719, hipErrorUnknown = 999 } hipError_t;
typedef enum hipMemcpyKind { hipMemcpyHostToHost = 0, hipMemcpyHostToDevice = 1, hipMemcpyDeviceToHost = 2, hipMemcpyDeviceToDevice = 3, hipMemcpyDefault = 4 } hipMemcpyKind;
typedef struct ihipStream_t *hipStream_t;
typedef struct ihipEvent_t *hipEvent_t;
typedef struct hipDeviceProp_t { char name[256]; size_t totalGlobalMem, sharedMemPerBlock; int regsPerBlock, warpSize, maxThreadsPerBlock, maxThreadsDim[3], maxGridSize[3], clockRate, memoryClockRate, memoryBusWidth, major, minor, multiProcessorCount, l2CacheSize, maxThreadsPerMultiProcessor, computeMode; char gcnArchName[256]; } hipDeviceProp_t;
#define WARPLOOM_HIP WARPLOOM_C hipError_t
WARPLOOM_HIP hipMalloc(void **p, size_t n); WARPLOOM_HIP hipFree(void *p); WARPLOOM_HIP hipHostMalloc(void **p, size_t n, unsigned int flags); WARPLOOM_HIP hipHostFree(void *p); WARPLOOM_HIP hipMallocManaged(void **p, size_t n, unsigned int flags);
WARPLOOM_HIP hipMemcpy(void *to, const void *from, size_t n, hipMemcpyKind k); WARPLOOM_HIP hipMemcpyAsync(void *to, const void *from, size_t n, hipMemcpyKind k, hipStream_t s); WARPLOOM_HIP hipMemset(void *p, int v, size_t n); WARPLOOM_HIP hipMemsetAsync(void *p, int v, size_t n, hipStream_t s);
WARPLOOM_HIP hipMemcpyToSymbol(const void *to, const void *from, size_t n, size_t offset, hipMemcpyKind k); WARPLOOM_HIP hipMemGetInfo(size_t *free, size_t *total); WARPLOOM_HIP hipDeviceSynchronize(void); WARPLOOM_HIP hipGetLastError(void); WARPLOOM_HIP hipPeekAtLastError(void);
WARPLOOM_C const char *hipGetErrorString(hipError_t e); WARPLOOM_C const char *hipGetErrorName(hipError_t e); WARPLOOM_HIP hipSetDevice(int d); WARPLOOM_HIP hipGetDevice(int *d); WARPLOOM_HIP hipGetDeviceCount(int *n); WARPLOOM_HIP hipGetDeviceProperties(hipDeviceProp_t *p, int d); WARPLOOM_HIP hipDeviceReset(void);
WARPLOOM_HIP hipStreamCreate(hipStream_t *s); WARPLOOM_HIP hipStreamDestroy(hipStream_t s); WARPLOOM_HIP hipStreamSynchronize(hipStream_t s); WARPLOOM_HIP hipStreamWaitEvent(hipStream_t s, hipEvent_t e, unsigned int flags); WARPLOOM_HIP hipEventCreate(hipEvent_t *e); WARPLOOM_HIP hipEventDestroy(hipEvent_t e);
WARPLOOM_HIP hipEventRecord(hipEvent_t e, hipStream_t s); WARPLOOM_HIP hipEventSynchronize(hipEvent_t e); WARPLOOM_HIP hipEventElapsedTime(float *ms, hipEvent_t a, hipEvent_t b); WARPLOOM_HIP hipLaunchKernel(const void *f, dim3 grid, dim3 block, void **args, size_t shared, hipStream_t s);
#ifdef __cplusplus
template <class T> static inline hipError_t hipMalloc(T **p, size_t n) { return ::hipMalloc((void **)p, n); }
template <class T> static inline hipError_t hipHostMalloc(T **p, size_t n, unsigned int flags = 0) { return ::hipHostMalloc((void **)p, n, flags); }
template <class T> static inline hipError_t hipMallocManaged(T **p, size_t n, unsigned int flags = 1) { return ::hipMallocManaged((void **)p, n, flags); }
static inline hipError_t hipEventRecord(hipEvent_t e) { return ::hipEventRecord(e, 0); }
#endif
#undef WARPLOOM_HIP

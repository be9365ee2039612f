// Declarations of our own for HIP, for code that is compiled and not run: what a kernel calls: indices, barriers, lanes, atomic operations.
#pragma once
#include <hip/host_defines.h>
#include <hip/hip_vector_types.h>

#define warpSize (__builtin_amdgcn_wavefrontsize())

struct dim3 {
  unsigned int x, y, z;
  __host__ __device__ constexpr dim3(unsigned int x_ = 1, unsigned int y_ = 1, unsigned int z_ = 1) : x(x_), y(y_),
    z(z_) {}
  __host__ __device__ constexpr dim3(const uint3 &v) : x(v.x), y(v.y), z(v.z) {}
  __host__ __device__ constexpr operator uint3() const { return uint3(x, y, z); }
};

struct __hip_thread_index {
  __device__ inline static unsigned int get_x() { return __builtin_amdgcn_workitem_id_x(); }
  __declspec(property(get = get_x)) unsigned int x;
  __device__ inline static unsigned int get_y() { return __builtin_amdgcn_workitem_id_y(); }
  __declspec(property(get = get_y)) unsigned int y;
  __device__ inline static unsigned int get_z() { return __builtin_amdgcn_workitem_id_z(); }
  __declspec(property(get = get_z)) unsigned int z;
  __device__ operator dim3() const { return dim3(get_x(), get_y(), get_z()); }
  __device__ operator uint3() const { return uint3(get_x(), get_y(), get_z()); }
};
extern const __device__ __attribute__((weak)) __hip_thread_index threadIdx;
struct __hip_block_index {
  __device__ inline static unsigned int get_x() { return __builtin_amdgcn_workgroup_id_x(); }
  __declspec(property(get = get_x)) unsigned int x;
  __device__ inline static unsigned int get_y() { return __builtin_amdgcn_workgroup_id_y(); }
  __declspec(property(get = get_y)) unsigned int y;
  __device__ inline static unsigned int get_z() { return __builtin_amdgcn_workgroup_id_z(); }
  __declspec(property(get = get_z)) unsigned int z;
  __device__ operator dim3() const { return dim3(get_x(), get_y(), get_z()); }
  __device__ operator uint3() const { return uint3(get_x(), get_y(), get_z()); }
};
extern const __device__ __attribute__((weak)) __hip_block_index blockIdx;
struct __hip_block_size {
  __device__ inline static unsigned int get_x() { return __builtin_amdgcn_workgroup_size_x(); }
  __declspec(property(get = get_x)) unsigned int x;
  __device__ inline static unsigned int get_y() { return __builtin_amdgcn_workgroup_size_y(); }
  __declspec(property(get = get_y)) unsigned int y;
  __device__ inline static unsigned int get_z() { return __builtin_amdgcn_workgroup_size_z(); }
  __declspec(property(get = get_z)) unsigned int z;
  __device__ operator dim3() const { return dim3(get_x(), get_y(), get_z()); }
  __device__ operator uint3() const { return uint3(get_x(), get_y(), get_z()); }
};
extern const __device__ __attribute__((weak)) __hip_block_size blockDim;
struct __hip_grid_size {
  __device__ inline static unsigned int get_x() {
  return __builtin_amdgcn_grid_size_x() / __builtin_amdgcn_workgroup_size_x();
}
  __declspec(property(get = get_x)) unsigned int x;
  __device__ inline static unsigned int get_y() {
  return __builtin_amdgcn_grid_size_y() / __builtin_amdgcn_workgroup_size_y();
}
  __declspec(property(get = get_y)) unsigned int y;
  __device__ inline static unsigned int get_z() {
  return __builtin_amdgcn_grid_size_z() / __builtin_amdgcn_workgroup_size_z();
}
  __declspec(property(get = get_z)) unsigned int z;
  __device__ operator dim3() const { return dim3(get_x(), get_y(), get_z()); }
  __device__ operator uint3() const { return uint3(get_x(), get_y(), get_z()); }
};
extern const __device__ __attribute__((weak)) __hip_grid_size gridDim;
#define hipThreadIdx_x (threadIdx.x)
#define hipThreadIdx_y (threadIdx.y)
#define hipThreadIdx_z (threadIdx.z)
#define hipBlockIdx_x (blockIdx.x)
#define hipBlockIdx_y (blockIdx.y)
#define hipBlockIdx_z (blockIdx.z)
#define hipBlockDim_x (blockDim.x)
#define hipBlockDim_y (blockDim.y)
#define hipBlockDim_z (blockDim.z)
#define hipGridDim_x (gridDim.x)
#define hipGridDim_y (gridDim.y)
#define hipGridDim_z (gridDim.z)

__device__ inline void __syncthreads() {
  __builtin_amdgcn_fence(__ATOMIC_RELEASE, "workgroup");
  __builtin_amdgcn_s_barrier();
  __builtin_amdgcn_fence(__ATOMIC_ACQUIRE, "workgroup");
}
__device__ inline void __syncwarp(unsigned long long = ~0ull) { __builtin_amdgcn_wave_barrier(); }
__device__ inline void __threadfence() { __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, "agent"); }
__device__ inline void __threadfence_block() { __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, "workgroup"); }
__device__ inline void __threadfence_system() { __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, ""); }
__device__ inline unsigned int __lane_id() { return __builtin_amdgcn_mbcnt_hi(~0u, __builtin_amdgcn_mbcnt_lo(~0u, 0)); }
__device__ inline unsigned long long __ballot(int predicate) { return __builtin_amdgcn_ballot_w64(predicate != 0); }
__device__ inline unsigned long long __activemask() { return __builtin_amdgcn_ballot_w64(true); }
__device__ inline int __any(int predicate) { return __ballot(predicate) != 0; }
__device__ inline int __all(int predicate) { return __ballot(predicate) == __activemask(); }
__device__ inline unsigned long long __ballot_sync(unsigned long long mask, int predicate) {
  return __ballot(predicate) & mask;
}
__device__ inline int __any_sync(unsigned long long mask, int predicate) { return (__ballot(predicate) & mask) != 0; }
__device__ inline int __all_sync(unsigned long long mask, int predicate) {
  return (__ballot(predicate) & mask) == mask;
}
__device__ inline int __syncthreads_or(int predicate) {
  __shared__ int any;
  any = 0;
  __syncthreads();
  if (predicate) any = 1;
  __syncthreads();
  return any;
}
__device__ inline int __syncthreads_and(int predicate) { return !__syncthreads_or(!predicate); }
__device__ inline long long clock64() { return (long long)__builtin_readcyclecounter(); }
__device__ inline long long clock() { return (long long)__builtin_readcyclecounter(); }
__device__ inline long long wall_clock64() { return (long long)__builtin_readsteadycounter(); }
__device__ inline void __trap() { __builtin_trap(); }
__device__ inline void abort() { __builtin_trap(); }
extern "C" __device__ int printf(const char *format, ...);
extern "C" __device__ void *malloc(__SIZE_TYPE__ bytes);
extern "C" __device__ void free(void *memory);
extern "C" __device__ void __assert_fail(const char *condition, const char *file, unsigned int line,
    const char *function);

// Values of any size move between lanes in words of four bytes.
__device__ inline int __hip_permuted(int lane, int word) { return __builtin_amdgcn_ds_bpermute(lane << 2, word); }
template <class T> __device__ inline T __hip_from_lane(T value, int lane) {
  static_assert(sizeof(T) <= 16, "too large to shuffle");
  constexpr int n_words = (sizeof(T) + 3) / 4;
  union Words {
    T value;
    int words[n_words];
    __device__ Words() {}
  } words;
  words.value = value;
#pragma unroll
  for (int i = 0; i < n_words; i++) words.words[i] = __hip_permuted(lane, words.words[i]);
  return words.value;
}
template <class T> __device__ inline T __shfl(T value, int source, int width = 64) {
  int self = __lane_id();
  return __hip_from_lane(value, (source & (width - 1)) + (self & ~(width - 1)));
}
template <class T> __device__ inline T __shfl_up(T value, unsigned int delta, int width = 64) {
  int self = __lane_id(), lane = self - (int)delta;
  return __hip_from_lane(value, lane < (self & ~(width - 1)) ? self : lane);
}
template <class T> __device__ inline T __shfl_down(T value, unsigned int delta, int width = 64) {
  int self = __lane_id(), lane = self + (int)delta;
  return __hip_from_lane(value, (int)((self & (width - 1)) + delta) >= width ? self : lane);
}
template <class T> __device__ inline T __shfl_xor(T value, int mask, int width = 64) {
  int self = __lane_id(), lane = self ^ mask;
  return __hip_from_lane(value, lane >= ((self + width) & ~(width - 1)) ? self : lane);
}
template <class M, class T> __device__ inline T __shfl_sync(M, T value, int source, int width = 64) {
  return __shfl(value, source, width);
}
template <class M, class T> __device__ inline T __shfl_up_sync(M, T value, unsigned int delta, int width = 64) {
  return __shfl_up(value, delta, width);
}
template <class M, class T> __device__ inline T __shfl_down_sync(M, T value, unsigned int delta, int width = 64) {
  return __shfl_down(value, delta, width);
}
template <class M, class T> __device__ inline T __shfl_xor_sync(M, T value, int mask, int width = 64) {
  return __shfl_xor(value, mask, width);
}
template <class T> __device__ inline T __ldg(const T *p) { return *p; }

__device__ inline int atomicAdd(int *p, int v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned int atomicAdd(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long atomicAdd(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long long atomicAdd(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline float atomicAdd(float *p, float v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline double atomicAdd(double *p, double v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline int atomicMax(int *p, int v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned int atomicMax(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long atomicMax(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long long atomicMax(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline long long atomicMax(long long *p, long long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline float atomicMax(float *p, float v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline double atomicMax(double *p, double v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline int atomicMin(int *p, int v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned int atomicMin(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long atomicMin(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long long atomicMin(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline long long atomicMin(long long *p, long long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline float atomicMin(float *p, float v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline double atomicMin(double *p, double v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline int atomicAnd(int *p, int v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned int atomicAnd(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long long atomicAnd(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline int atomicOr(int *p, int v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned int atomicOr(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long long atomicOr(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline int atomicXor(int *p, int v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned int atomicXor(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long long atomicXor(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline int atomicExch(int *p, int v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned int atomicExch(unsigned int *p, unsigned int v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned long long atomicExch(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline float atomicExch(float *p, float v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline double atomicExch(double *p, double v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline int atomicSub(int *p, int v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline unsigned int atomicSub(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline float atomicSub(float *p, float v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline double atomicSub(double *p, double v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
}
__device__ inline int atomicCAS(int *p, int expected, int v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
  return expected;
}
__device__ inline unsigned int atomicCAS(unsigned int *p, unsigned int expected, unsigned int v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
  return expected;
}
__device__ inline unsigned short atomicCAS(unsigned short *p, unsigned short expected, unsigned short v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
  return expected;
}
__device__ inline unsigned long atomicCAS(unsigned long *p, unsigned long expected, unsigned long v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
  return expected;
}
__device__ inline unsigned long long atomicCAS(unsigned long long *p, unsigned long long expected,
    unsigned long long v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_AGENT);
  return expected;
}
__device__ inline int atomicAdd_block(int *p, int v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned int atomicAdd_block(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long atomicAdd_block(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long long atomicAdd_block(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline float atomicAdd_block(float *p, float v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline double atomicAdd_block(double *p, double v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline int atomicMax_block(int *p, int v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned int atomicMax_block(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long atomicMax_block(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long long atomicMax_block(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline long long atomicMax_block(long long *p, long long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline float atomicMax_block(float *p, float v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline double atomicMax_block(double *p, double v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline int atomicMin_block(int *p, int v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned int atomicMin_block(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long atomicMin_block(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long long atomicMin_block(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline long long atomicMin_block(long long *p, long long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline float atomicMin_block(float *p, float v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline double atomicMin_block(double *p, double v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline int atomicAnd_block(int *p, int v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned int atomicAnd_block(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long long atomicAnd_block(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline int atomicOr_block(int *p, int v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned int atomicOr_block(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long long atomicOr_block(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline int atomicXor_block(int *p, int v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned int atomicXor_block(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long long atomicXor_block(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline int atomicExch_block(int *p, int v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned int atomicExch_block(unsigned int *p, unsigned int v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned long long atomicExch_block(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline float atomicExch_block(float *p, float v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline double atomicExch_block(double *p, double v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline int atomicSub_block(int *p, int v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline unsigned int atomicSub_block(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline float atomicSub_block(float *p, float v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline double atomicSub_block(double *p, double v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_WORKGROUP);
}
__device__ inline int atomicCAS_block(int *p, int expected, int v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED,
    __HIP_MEMORY_SCOPE_WORKGROUP);
  return expected;
}
__device__ inline unsigned int atomicCAS_block(unsigned int *p, unsigned int expected, unsigned int v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED,
    __HIP_MEMORY_SCOPE_WORKGROUP);
  return expected;
}
__device__ inline unsigned short atomicCAS_block(unsigned short *p, unsigned short expected, unsigned short v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED,
    __HIP_MEMORY_SCOPE_WORKGROUP);
  return expected;
}
__device__ inline unsigned long atomicCAS_block(unsigned long *p, unsigned long expected, unsigned long v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED,
    __HIP_MEMORY_SCOPE_WORKGROUP);
  return expected;
}
__device__ inline unsigned long long atomicCAS_block(unsigned long long *p, unsigned long long expected,
    unsigned long long v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED,
    __HIP_MEMORY_SCOPE_WORKGROUP);
  return expected;
}
__device__ inline int atomicAdd_system(int *p, int v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned int atomicAdd_system(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long atomicAdd_system(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long long atomicAdd_system(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline float atomicAdd_system(float *p, float v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline double atomicAdd_system(double *p, double v) {
  return __hip_atomic_fetch_add(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline int atomicMax_system(int *p, int v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned int atomicMax_system(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long atomicMax_system(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long long atomicMax_system(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline long long atomicMax_system(long long *p, long long v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline float atomicMax_system(float *p, float v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline double atomicMax_system(double *p, double v) {
  return __hip_atomic_fetch_max(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline int atomicMin_system(int *p, int v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned int atomicMin_system(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long atomicMin_system(unsigned long *p, unsigned long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long long atomicMin_system(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline long long atomicMin_system(long long *p, long long v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline float atomicMin_system(float *p, float v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline double atomicMin_system(double *p, double v) {
  return __hip_atomic_fetch_min(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline int atomicAnd_system(int *p, int v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned int atomicAnd_system(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long long atomicAnd_system(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_and(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline int atomicOr_system(int *p, int v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned int atomicOr_system(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long long atomicOr_system(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_or(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline int atomicXor_system(int *p, int v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned int atomicXor_system(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long long atomicXor_system(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_fetch_xor(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline int atomicExch_system(int *p, int v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned int atomicExch_system(unsigned int *p, unsigned int v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned long long atomicExch_system(unsigned long long *p, unsigned long long v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline float atomicExch_system(float *p, float v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline double atomicExch_system(double *p, double v) {
  return __hip_atomic_exchange(p, v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline int atomicSub_system(int *p, int v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline unsigned int atomicSub_system(unsigned int *p, unsigned int v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline float atomicSub_system(float *p, float v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline double atomicSub_system(double *p, double v) {
  return __hip_atomic_fetch_add(p, -v, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
}
__device__ inline int atomicCAS_system(int *p, int expected, int v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
  return expected;
}
__device__ inline unsigned int atomicCAS_system(unsigned int *p, unsigned int expected, unsigned int v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
  return expected;
}
__device__ inline unsigned short atomicCAS_system(unsigned short *p, unsigned short expected, unsigned short v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
  return expected;
}
__device__ inline unsigned long atomicCAS_system(unsigned long *p, unsigned long expected, unsigned long v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
  return expected;
}
__device__ inline unsigned long long atomicCAS_system(unsigned long long *p, unsigned long long expected,
    unsigned long long v) {
  __hip_atomic_compare_exchange_strong(p, &expected, v, __ATOMIC_RELAXED, __ATOMIC_RELAXED, __HIP_MEMORY_SCOPE_SYSTEM);
  return expected;
}
__device__ inline unsigned int atomicInc(unsigned int *p, unsigned int limit) {
  return __builtin_amdgcn_atomic_inc32(p, limit, __ATOMIC_RELAXED, "agent");
}
__device__ inline unsigned int atomicDec(unsigned int *p, unsigned int limit) {
  return __builtin_amdgcn_atomic_dec32(p, limit, __ATOMIC_RELAXED, "agent");
}
__device__ inline void unsafeAtomicAdd(float *p, float v) { atomicAdd(p, v); }
__device__ inline void unsafeAtomicAdd(double *p, double v) { atomicAdd(p, v); }
__device__ inline float atomicAddNoRet(float *p, float v) { return atomicAdd(p, v); }

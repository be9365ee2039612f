// PyTorch: streams and devices of CUDA on the host, and its helpers on the device.
#pragma once
#include <cuda_runtime_api.h>
#include <cublas_v2.h>
#include <cusparse.h>
#include "tensors.h"
struct cusolverDnContext;
namespace c10 {
namespace cuda {
struct CUDAStream {
    operator cudaStream_t() const; operator Device() const; cudaStream_t stream() const; DeviceIndex device_index() const; Device device() const; void synchronize() const; int64_t id() const; bool query() const;
    bool operator==(const CUDAStream &o) const; CUDAStream unwrap() const;
};
CUDAStream getCurrentCUDAStream(DeviceIndex d = -1); CUDAStream getDefaultCUDAStream(DeviceIndex d = -1); CUDAStream getStreamFromPool(bool high = false, DeviceIndex d = -1);
CUDAStream getStreamFromExternal(cudaStream_t s, DeviceIndex d); void setCurrentCUDAStream(CUDAStream s);
struct CUDAGuard { explicit CUDAGuard(DeviceIndex d); explicit CUDAGuard(Device d); void set_device(Device d); void set_index(DeviceIndex d); void reset_device(Device d); };
struct OptionalCUDAGuard {
    OptionalCUDAGuard(); explicit OptionalCUDAGuard(DeviceIndex d); explicit OptionalCUDAGuard(Device d);
#if __cplusplus >= 201703L
    explicit OptionalCUDAGuard(c10::optional<Device> d);
#endif
    void set_device(Device d); void set_index(DeviceIndex d);
};
struct CUDAStreamGuard { explicit CUDAStreamGuard(CUDAStream s); };
DeviceIndex current_device(); DeviceIndex device_count(); void set_device(DeviceIndex d); void device_synchronize();
void c10_cuda_check_implementation(int e, const char *f, const char *n, int l, bool a);
enum class CaptureStatus : int { None, Active, Invalidated };
CaptureStatus currentStreamCaptureStatusMayInitCtx();
namespace CUDACachingAllocator { void *raw_alloc(size_t n); void *raw_alloc_with_stream(size_t n, cudaStream_t s); void raw_delete(void *p); void emptyCache(); Allocator *get(); }
namespace compat {
#define WARPLOOM_COMPAT1(N) C10_HOST_DEVICE inline float N(float x) { return ::N##f(x); } C10_HOST_DEVICE inline double N(double x) { return ::N(x); }
#define WARPLOOM_COMPAT2(N) C10_HOST_DEVICE inline float N(float x, float y) { return ::N##f(x, y); } C10_HOST_DEVICE inline double N(double x, double y) { return ::N(x, y); }
#if defined(__CUDA__)
WARPLOOM_COMPAT1(ceil) WARPLOOM_COMPAT1(exp) WARPLOOM_COMPAT1(floor) WARPLOOM_COMPAT1(log) WARPLOOM_COMPAT1(log1p) WARPLOOM_COMPAT1(sqrt) WARPLOOM_COMPAT1(rsqrt)
WARPLOOM_COMPAT1(tanh) WARPLOOM_COMPAT1(tan) WARPLOOM_COMPAT1(normcdf) WARPLOOM_COMPAT2(pow) WARPLOOM_COMPAT2(copysign)
C10_HOST_DEVICE inline float max(float x, float y) { return ::fmaxf(x, y); }
C10_HOST_DEVICE inline double max(double x, double y) { return ::fmax(x, y); }
#endif
#undef WARPLOOM_COMPAT1
#undef WARPLOOM_COMPAT2
}
}
namespace hip = cuda;
}
namespace at {
namespace cuda {
using namespace c10::cuda;
cudaDeviceProp *getCurrentDeviceProperties(); cudaDeviceProp *getDeviceProperties(int64_t d); int warp_size(); bool is_available(); int64_t getNumGPUs();
bool canDeviceAccessPeer(int a, int b); c10::Allocator *getCUDADeviceAllocator(); c10::DeviceIndex getDeviceFromPtr(void *p); size_t getChosenWorkspaceSize();
cublasHandle_t getCurrentCUDABlasHandle(); cusparseHandle_t getCurrentCUDASparseHandle(); cusolverDnContext *getCurrentCUDASolverDnHandle();
template <class T> C10_HOST_DEVICE T ATenCeilDiv(T a, T b) { return (a + b - 1) / b; }
template <class T> C10_HOST_DEVICE T ceil_div(T a, T b) { return (a + b - 1) / b; }
bool check_device(ArrayRef<Tensor> l);
struct CUDAEvent {
    CUDAEvent(unsigned int f = 0); void record(); void record(const CUDAStream &s); void block(const CUDAStream &s); void synchronize() const; float elapsed_time(const CUDAEvent &o) const;
    operator cudaEvent_t() const;
};
dim3 getApplyBlock(); bool getApplyGrid(uint64_t n, dim3 &g, int64_t d);
namespace detail {
const Generator &getDefaultCUDAGenerator(DeviceIndex d = -1);
template <typename T, typename I> struct TensorInfo {
    T *data; I sizes[25]; I strides[25]; int dims;
    TensorInfo() = default;
    TensorInfo(T *p, int dim, I sz[25], I st[25]);
    int collapseDims(const int excluded = -1);
    bool isContiguous() const { return dims == 1 && strides[0] == 1; }
};
template <typename T, typename I, int Dims> struct IndexToOffset {
    static C10_HOST_DEVICE I get(I linear, const TensorInfo<T, I> &info) {
        I offset = 0;
        for (int i = Dims - 1; i > 0; --i) { I at = linear % info.sizes[i]; offset += at * info.strides[i]; linear /= info.sizes[i]; }
        return offset + linear * info.strides[0];
    }
};
template <typename T, typename I> struct IndexToOffset<T, I, -1> {
    static inline C10_HOST_DEVICE I get(I linear, const TensorInfo<T, I> &info) {
        I offset = 0;
        for (int i = info.dims - 1; i > 0; --i) { I at = linear % info.sizes[i]; offset += at * info.strides[i]; linear /= info.sizes[i]; }
        return offset + linear * info.strides[0];
    }
};
template <typename T, typename I> TensorInfo<T, I> getTensorInfo(const Tensor &t);
bool canUse32BitIndexMath(const Tensor &t, int64_t most = 2147483647);
constexpr int CUDA_NUM_THREADS = 1024;
inline int GET_BLOCKS(const int64_t n, const int64_t most = CUDA_NUM_THREADS) { return static_cast<int>((n - 1) / most + 1); }
}
#if defined(__CUDA__)
namespace philox {
__host__ __device__ __forceinline__ std::tuple<uint64_t, uint64_t> unpack(at::PhiloxCudaState a) {
    if (a.captured_) return std::make_tuple(static_cast<uint64_t>(*a.seed_.ptr), static_cast<uint64_t>(*(a.offset_.ptr) + a.offset_intragraph_));
    return std::make_tuple(a.seed_.val, a.offset_.val);
}
}
#endif
namespace blas { template <class T, class... A> void gemm(A &&...a); }
}
namespace native { using namespace at::cuda::detail; }
}
#if defined(__CUDA__)
static inline __device__ int gpuAtomicAdd(int *p, int v) { return atomicAdd(p, v); }
static inline __device__ float gpuAtomicAdd(float *p, float v) { return atomicAdd(p, v); }
static inline __device__ double gpuAtomicAdd(double *p, double v) { return atomicAdd(p, v); }
static inline __device__ c10::Half gpuAtomicAdd(c10::Half *p, c10::Half v) { return atomicAdd(reinterpret_cast<__half *>(p), v.operator __half()); }
static inline __device__ c10::BFloat16 gpuAtomicAdd(c10::BFloat16 *p, c10::BFloat16 v) { return atomicAdd(reinterpret_cast<__nv_bfloat16 *>(p), v.operator __nv_bfloat16()); }
static inline __device__ void gpuAtomicAdd(int64_t *p, int64_t v) { atomicAdd(reinterpret_cast<unsigned long long *>(p), static_cast<unsigned long long>(v)); }
static inline __device__ c10::Half atomicAdd(c10::Half *p, c10::Half v) { return gpuAtomicAdd(p, v); }
static inline __device__ c10::BFloat16 atomicAdd(c10::BFloat16 *p, c10::BFloat16 v) { return gpuAtomicAdd(p, v); }
static inline __device__ void atomicAdd(int64_t *p, int64_t v) { gpuAtomicAdd(p, v); }
template <typename T> static inline __device__ T gpuAtomicMax(T *p, T v) { return atomicMax(p, v); }
template <typename T> static inline __device__ T gpuAtomicMin(T *p, T v) { return atomicMin(p, v); }
template <typename T> static inline __device__ void gpuAtomicAddNoReturn(T *p, T v) { gpuAtomicAdd(p, v); }
namespace at { namespace native { template <typename T, typename I> __device__ __forceinline__ void fastAtomicAdd(T *t, I i, const I n, T v, bool fast) { gpuAtomicAddNoReturn(t + i, v); } template <class T> C10_HOST_DEVICE T cdiv(T a, T b) { return (a + b - 1) / b; } } }
template <typename T> __device__ __forceinline__ T WARP_SHFL(T v, int by, int width = warpSize, unsigned int mask = 0xffffffff) { return __shfl_sync(mask, v, by, width); }
template <typename T> __device__ __forceinline__ T WARP_SHFL_XOR(T v, int by, int width = warpSize, unsigned int mask = 0xffffffff) { return __shfl_xor_sync(mask, v, by, width); }
template <typename T> __device__ __forceinline__ T WARP_SHFL_UP(T v, unsigned int by, int width = warpSize, unsigned int mask = 0xffffffff) { return __shfl_up_sync(mask, v, by, width); }
template <typename T> __device__ __forceinline__ T WARP_SHFL_DOWN(T v, unsigned int by, int width = warpSize, unsigned int mask = 0xffffffff) { return __shfl_down_sync(mask, v, by, width); }
__device__ __forceinline__ unsigned int WARP_BALLOT(int p, unsigned int mask = 0xffffffff) { return __ballot_sync(mask, p); }
__device__ __forceinline__ unsigned int ACTIVE_MASK() { return __activemask(); }
__device__ __forceinline__ void WARP_SYNC(unsigned mask = 0xffffffff) { __syncwarp(mask); }
#ifndef CUDA_KERNEL_LOOP
#define CUDA_KERNEL_LOOP_TYPE(i, n, index_type) \
    int64_t _i_n_d_e_x = blockIdx.x * blockDim.x + threadIdx.x; \
    for (index_type i = _i_n_d_e_x; _i_n_d_e_x < (n); _i_n_d_e_x += blockDim.x * gridDim.x, i = _i_n_d_e_x)
#define CUDA_KERNEL_LOOP(i, n) CUDA_KERNEL_LOOP_TYPE(i, n, int)
#endif
#endif

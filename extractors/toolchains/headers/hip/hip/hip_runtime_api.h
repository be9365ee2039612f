// Declarations of our own for HIP, for code that is compiled and not run: the host's interface.
#pragma once
#include <hip/host_defines.h>
#include <hip/hip_vector_types.h>
#include <hip/amd_device_functions.h>
#include <stddef.h>
#include <stdint.h>

typedef enum hipError_t {
  hipSuccess = 0, hipErrorInvalidValue = 1, hipErrorOutOfMemory = 2, hipErrorMemoryAllocation = 2,
    hipErrorNotInitialized = 3,
  hipErrorInvalidConfiguration = 9, hipErrorInvalidSymbol = 13, hipErrorInvalidDevicePointer = 17,
    hipErrorInvalidMemcpyDirection = 21,
  hipErrorInvalidDeviceFunction = 98, hipErrorNoDevice = 100, hipErrorInvalidDevice = 101, hipErrorInvalidImage = 200,
    hipErrorInvalidHandle = 400, hipErrorNotFound = 500, hipErrorNotReady = 600,
  hipErrorIllegalAddress = 700, hipErrorPeerAccessAlreadyEnabled = 704, hipErrorLaunchFailure = 719,
    hipErrorNotSupported = 801, hipErrorUnknown = 999
} hipError_t;
typedef enum hipMemcpyKind {
  hipMemcpyHostToHost, hipMemcpyHostToDevice, hipMemcpyDeviceToHost, hipMemcpyDeviceToDevice, hipMemcpyDefault
} hipMemcpyKind;
typedef enum hipDeviceAttribute_t {
  hipDeviceAttributeMaxThreadsPerBlock = 56, hipDeviceAttributeMultiprocessorCount = 63,
    hipDeviceAttributeMaxSharedMemoryPerBlock = 74,
  hipDeviceAttributeWarpSize = 87, hipDeviceAttributeComputeCapabilityMajor = 23,
    hipDeviceAttributeComputeCapabilityMinor = 61
} hipDeviceAttribute_t;
typedef enum hipFuncAttribute { hipFuncAttributeMaxDynamicSharedMemorySize = 8,
    hipFuncAttributePreferredSharedMemoryCarveout = 9 } hipFuncAttribute;
typedef enum hipFuncCache_t { hipFuncCachePreferNone, hipFuncCachePreferShared, hipFuncCachePreferL1,
    hipFuncCachePreferEqual } hipFuncCache_t;
typedef struct ihipStream_t *hipStream_t;
typedef struct ihipEvent_t *hipEvent_t;
typedef struct ihipCtx_t *hipCtx_t;
typedef struct ihipModule_t *hipModule_t;
typedef struct ihipModuleSymbol_t *hipFunction_t;
typedef struct hipGraph *hipGraph_t;
typedef struct hipGraphExec *hipGraphExec_t;
typedef void *hipDeviceptr_t;
typedef int hipDevice_t;
typedef void (*hipStreamCallback_t)(hipStream_t, hipError_t, void *);
typedef struct hipDeviceProp_t {
  char name[256];
  size_t totalGlobalMem, sharedMemPerBlock;
  int regsPerBlock, warpSize, maxThreadsPerBlock, maxThreadsDim[3], maxGridSize[3], clockRate, memoryClockRate,
    memoryBusWidth;
  size_t totalConstMem;
  int major, minor, multiProcessorCount, l2CacheSize, maxThreadsPerMultiProcessor, computeMode, concurrentKernels;
  size_t maxSharedMemoryPerMultiProcessor;
  int integrated, cooperativeLaunch, canMapHostMemory, pciBusID, pciDeviceID, pciDomainID;
  char gcnArchName[256];
} hipDeviceProp_t;
typedef struct hipFuncAttributes {
  int binaryVersion, cacheModeCA;
  size_t constSizeBytes, localSizeBytes;
  int maxDynamicSharedSizeBytes, maxThreadsPerBlock, numRegs, preferredShmemCarveout, ptxVersion;
  size_t sharedSizeBytes;
} hipFuncAttributes;
typedef struct hipPointerAttribute_t { int type, device; void *devicePointer,
    *hostPointer; int isManaged; unsigned allocationFlags; } hipPointerAttribute_t;

#define hipStreamDefault 0x00
#define hipStreamNonBlocking 0x01
#define hipEventDefault 0x0
#define hipEventBlockingSync 0x1
#define hipEventDisableTiming 0x2
#define hipHostMallocDefault 0x0
#define hipHostMallocPortable 0x1
#define hipHostMallocMapped 0x2
#define hipHostRegisterDefault 0x0
#define hipMemAttachGlobal 0x01
#define hipDeviceScheduleAuto 0x0

extern "C" {
hipError_t hipGetLastError(void);
hipError_t hipPeekAtLastError(void);
hipError_t hipDeviceSynchronize(void);
hipError_t hipDeviceReset(void);
hipError_t hipInit(unsigned int flags);
hipError_t hipSetDevice(int device);
hipError_t hipGetDevice(int *device);
hipError_t hipGetDeviceCount(int *count);
hipError_t hipGetDeviceProperties(hipDeviceProp_t *properties, int device);
hipError_t hipDeviceGetAttribute(int *value, hipDeviceAttribute_t attribute, int device);
hipError_t hipSetDeviceFlags(unsigned int flags);
hipError_t hipDeviceSetCacheConfig(hipFuncCache_t configuration);
hipError_t hipDeviceCanAccessPeer(int *can, int device, int peer);
hipError_t hipDeviceEnablePeerAccess(int peer, unsigned int flags);
hipError_t hipRuntimeGetVersion(int *version);
hipError_t hipDriverGetVersion(int *version);
hipError_t hipFree(void *memory);
hipError_t hipHostFree(void *memory);
hipError_t hipFreeHost(void *memory);
hipError_t hipFreeAsync(void *memory, hipStream_t stream);
hipError_t hipHostRegister(void *memory, size_t bytes, unsigned int flags);
hipError_t hipHostUnregister(void *memory);
hipError_t hipMemcpy(void *to, const void *from, size_t bytes, hipMemcpyKind kind);
hipError_t hipMemcpyAsync(void *to, const void *from, size_t bytes, hipMemcpyKind kind, hipStream_t stream = 0);
hipError_t hipMemcpy2D(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width, size_t height,
    hipMemcpyKind kind);
hipError_t hipMemcpy2DAsync(void *to, size_t to_pitch, const void *from, size_t from_pitch, size_t width,
    size_t height, hipMemcpyKind kind, hipStream_t stream = 0);
hipError_t hipMemcpyHtoD(hipDeviceptr_t to, void *from, size_t bytes);
hipError_t hipMemcpyDtoH(void *to, hipDeviceptr_t from, size_t bytes);
hipError_t hipMemcpyPeer(void *to, int to_device, const void *from, int from_device, size_t bytes);
hipError_t hipMemcpyPeerAsync(void *to, int to_device, const void *from, int from_device, size_t bytes,
    hipStream_t stream = 0);
hipError_t hipMemset(void *memory, int value, size_t bytes);
hipError_t hipMemsetAsync(void *memory, int value, size_t bytes, hipStream_t stream = 0);
hipError_t hipMemGetInfo(size_t *available, size_t *total);
hipError_t hipMemPrefetchAsync(const void *memory, size_t bytes, int device, hipStream_t stream = 0);
hipError_t hipPointerGetAttributes(hipPointerAttribute_t *attributes, const void *memory);
hipError_t hipStreamCreate(hipStream_t *stream);
hipError_t hipStreamCreateWithFlags(hipStream_t *stream, unsigned int flags);
hipError_t hipStreamCreateWithPriority(hipStream_t *stream, unsigned int flags, int priority);
hipError_t hipStreamDestroy(hipStream_t stream);
hipError_t hipStreamSynchronize(hipStream_t stream);
hipError_t hipStreamQuery(hipStream_t stream);
hipError_t hipStreamWaitEvent(hipStream_t stream, hipEvent_t event, unsigned int flags = 0);
hipError_t hipStreamAddCallback(hipStream_t stream, hipStreamCallback_t callback, void *data, unsigned int flags);
hipError_t hipEventCreate(hipEvent_t *event);
hipError_t hipEventCreateWithFlags(hipEvent_t *event, unsigned int flags);
hipError_t hipEventRecord(hipEvent_t event, hipStream_t stream = 0);
hipError_t hipEventSynchronize(hipEvent_t event);
hipError_t hipEventQuery(hipEvent_t event);
hipError_t hipEventElapsedTime(float *milliseconds, hipEvent_t start, hipEvent_t stop);
hipError_t hipEventDestroy(hipEvent_t event);
hipError_t hipFuncSetAttribute(const void *function, hipFuncAttribute attribute, int value);
hipError_t hipFuncSetCacheConfig(const void *function, hipFuncCache_t configuration);
hipError_t hipFuncGetAttributes(hipFuncAttributes *attributes, const void *function);
hipError_t hipLaunchKernel(const void *function, dim3 grid, dim3 block, void **arguments, size_t shared_bytes,
    hipStream_t stream);
hipError_t hipLaunchCooperativeKernel(const void *function, dim3 grid, dim3 block, void **arguments,
    unsigned int shared_bytes, hipStream_t stream);
hipError_t hipModuleLoad(hipModule_t *module, const char *path);
hipError_t hipModuleLoadData(hipModule_t *module, const void *image);
hipError_t hipModuleUnload(hipModule_t module);
hipError_t hipModuleGetFunction(hipFunction_t *function, hipModule_t module, const char *name);
hipError_t hipModuleLaunchKernel(hipFunction_t function, unsigned int gx, unsigned int gy, unsigned int gz,
    unsigned int bx, unsigned int by, unsigned int bz, unsigned int shared_bytes, hipStream_t stream,
    void **arguments, void **extra);
hipError_t hipProfilerStart(void);
hipError_t hipProfilerStop(void);
const char *hipGetErrorString(hipError_t error);
const char *hipGetErrorName(hipError_t error);
hipError_t __hipPushCallConfiguration(dim3 grid, dim3 block, size_t shared_bytes = 0, hipStream_t stream = 0);
hipError_t __hipPopCallConfiguration(dim3 *grid, dim3 *block, size_t *shared_bytes, hipStream_t *stream);
}

hipError_t __hip_malloc(void **memory, size_t bytes);
template <class T> hipError_t hipMalloc(T **memory, size_t bytes) { return __hip_malloc((void **)memory, bytes); }
template <class T> hipError_t hipMallocAsync(T **memory, size_t bytes, hipStream_t) {
  return __hip_malloc((void **)memory, bytes);
}
template <class T> hipError_t hipMallocManaged(T **memory, size_t bytes, unsigned int = hipMemAttachGlobal) {
  return __hip_malloc((void **)memory, bytes);
}
template <class T> hipError_t hipHostMalloc(T **memory, size_t bytes, unsigned int = hipHostMallocDefault) {
  return __hip_malloc((void **)memory, bytes);
}
template <class T> hipError_t hipMallocHost(T **memory, size_t bytes) { return __hip_malloc((void **)memory, bytes); }
template <class T> hipError_t hipMallocPitch(T **memory, size_t *pitch, size_t width, size_t height) {
  *pitch = width;
  return __hip_malloc((void **)memory, width * height);
}
hipError_t __hip_copy_symbol(const void *symbol, const void *other, size_t bytes, size_t offset, hipMemcpyKind kind,
    hipStream_t stream);
template <class T> hipError_t hipMemcpyToSymbol(const T &symbol, const void *from, size_t bytes, size_t offset = 0,
    hipMemcpyKind kind = hipMemcpyHostToDevice) {
  return __hip_copy_symbol(&symbol, from, bytes, offset, kind, 0);
}
template <class T> hipError_t hipMemcpyToSymbolAsync(const T &symbol, const void *from, size_t bytes, size_t offset,
    hipMemcpyKind kind, hipStream_t stream = 0) {
  return __hip_copy_symbol(&symbol, from, bytes, offset, kind, stream);
}
template <class T> hipError_t hipMemcpyFromSymbol(void *to, const T &symbol, size_t bytes, size_t offset = 0,
    hipMemcpyKind kind = hipMemcpyDeviceToHost) {
  return __hip_copy_symbol(&symbol, to, bytes, offset, kind, 0);
}
template <class T> hipError_t hipGetSymbolAddress(void **address, const T &symbol) {
  *address = (void *)&symbol;
  return hipSuccess;
}
hipError_t __hip_occupancy(int *value, const void *function, int block_size, size_t shared_bytes);
template <class F> hipError_t hipOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, F function, int block_size,
    size_t shared_bytes) {
  return __hip_occupancy(blocks, (const void *)function, block_size, shared_bytes);
}
template <class F> hipError_t hipOccupancyMaxPotentialBlockSize(int *grid_size, int *block_size, F function,
    size_t shared_bytes = 0, int limit = 0) {
  return __hip_occupancy(block_size, (const void *)function, limit + *grid_size, shared_bytes);
}
template <class F> hipError_t hipFuncSetAttribute(F *function, hipFuncAttribute attribute, int value) {
  return hipFuncSetAttribute((const void *)function, attribute, value);
}

#define HIP_KERNEL_NAME(...) __VA_ARGS__
#define HIP_SYMBOL(symbol) symbol
#define hipLaunchKernelGGL(kernel, grid, block, shared_bytes, stream, ...) \
  kernel<<<dim3(grid), dim3(block), shared_bytes, stream>>>(__VA_ARGS__)
#define hipLaunchKernel_GGL hipLaunchKernelGGL

// CUDA: the driver interface, as far as programs with kernels use it.
#pragma once
#include <stdint.h>
#include "warploom/runtime_api.h"
#ifndef CUDA_VERSION
#define CUDA_VERSION 13000
#endif
#define CUDAAPI
#define CUDA_CB
typedef uint32_t cuuint32_t;
typedef uint64_t cuuint64_t;
typedef int CUdevice;
typedef unsigned long long CUdeviceptr;
typedef unsigned long long CUtexObject;
typedef unsigned long long CUsurfObject;
typedef unsigned long long CUmemGenericAllocationHandle;
WARPLOOM_HANDLE(CUctx_st, CUcontext) WARPLOOM_HANDLE(CUmod_st, CUmodule) WARPLOOM_HANDLE(CUfunc_st, CUfunction) WARPLOOM_HANDLE(CUstream_st, CUstream) WARPLOOM_HANDLE(CUevent_st, CUevent)
WARPLOOM_HANDLE(CUarray_st, CUarray) WARPLOOM_HANDLE(CUtexref_st, CUtexref) WARPLOOM_HANDLE(CUlinkState_st, CUlinkState) WARPLOOM_HANDLE(CUgraph_st, CUgraph) WARPLOOM_HANDLE(CUmemPoolHandle_st, CUmemoryPool)
WARPLOOM_HANDLE(CUkern_st, CUkernel) WARPLOOM_HANDLE(CUlib_st, CUlibrary)
typedef enum cudaError_enum {
    CUDA_SUCCESS = 0, CUDA_ERROR_INVALID_VALUE = 1, CUDA_ERROR_OUT_OF_MEMORY = 2, CUDA_ERROR_NOT_INITIALIZED = 3, CUDA_ERROR_DEINITIALIZED = 4, CUDA_ERROR_NO_DEVICE = 100,
    CUDA_ERROR_INVALID_DEVICE = 101, CUDA_ERROR_INVALID_IMAGE = 200, CUDA_ERROR_INVALID_CONTEXT = 201, CUDA_ERROR_INVALID_PTX = 218, CUDA_ERROR_NOT_FOUND = 500, CUDA_ERROR_NOT_READY = 600,
    CUDA_ERROR_LAUNCH_FAILED = 719, CUDA_ERROR_NOT_PERMITTED = 800, CUDA_ERROR_NOT_SUPPORTED = 801, CUDA_ERROR_UNKNOWN = 999
} CUresult;
typedef enum CUdevice_attribute_enum {
    CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK = 1, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK = 8, CU_DEVICE_ATTRIBUTE_WARP_SIZE = 10, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16,
    CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN = 97,
    CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED = 102, CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED = 132
} CUdevice_attribute;
typedef enum CUfunction_attribute_enum { CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES = 1, CU_FUNC_ATTRIBUTE_NUM_REGS = 4, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES = 8 } CUfunction_attribute;
typedef enum CUjit_option_enum { CU_JIT_MAX_REGISTERS = 0, CU_JIT_INFO_LOG_BUFFER = 3, CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES = 4, CU_JIT_ERROR_LOG_BUFFER = 5, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES = 6, CU_JIT_TARGET = 9 } CUjit_option;
typedef enum CUjitInputType_enum { CU_JIT_INPUT_CUBIN = 0, CU_JIT_INPUT_PTX = 1 } CUjitInputType;
typedef enum CUmemLocationType_enum { CU_MEM_LOCATION_TYPE_INVALID = 0, CU_MEM_LOCATION_TYPE_DEVICE = 1, CU_MEM_LOCATION_TYPE_HOST = 2 } CUmemLocationType;
typedef enum CUmemAllocationType_enum { CU_MEM_ALLOCATION_TYPE_INVALID = 0, CU_MEM_ALLOCATION_TYPE_PINNED = 1 } CUmemAllocationType;
typedef enum CUmemAllocationHandleType_enum { CU_MEM_HANDLE_TYPE_NONE = 0, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR = 1, CU_MEM_HANDLE_TYPE_FABRIC = 8 } CUmemAllocationHandleType;
typedef enum CUmemAccess_flags_enum { CU_MEM_ACCESS_FLAGS_PROT_NONE = 0, CU_MEM_ACCESS_FLAGS_PROT_READ = 1, CU_MEM_ACCESS_FLAGS_PROT_READWRITE = 3 } CUmemAccess_flags;
typedef enum CUmemAllocationGranularity_flags_enum { CU_MEM_ALLOC_GRANULARITY_MINIMUM = 0, CU_MEM_ALLOC_GRANULARITY_RECOMMENDED = 1 } CUmemAllocationGranularity_flags;
typedef enum CUpointer_attribute_enum { CU_POINTER_ATTRIBUTE_CONTEXT = 1, CU_POINTER_ATTRIBUTE_MEMORY_TYPE = 2, CU_POINTER_ATTRIBUTE_DEVICE_POINTER = 3, CU_POINTER_ATTRIBUTE_RANGE_START_ADDR = 11, CU_POINTER_ATTRIBUTE_RANGE_SIZE = 12 } CUpointer_attribute;
typedef struct CUmemLocation_st { CUmemLocationType type; int id; } CUmemLocation;
typedef struct CUmemAllocationProp_st { CUmemAllocationType type; CUmemAllocationHandleType requestedHandleTypes; CUmemLocation location; void *win32HandleMetaData; struct { unsigned char compressionType, gpuDirectRDMACapable; unsigned short usage; } allocFlags; } CUmemAllocationProp;
typedef struct CUmemAccessDesc_st { CUmemLocation location; CUmemAccess_flags flags; } CUmemAccessDesc;
typedef enum CUtensorMapDataType_enum {
    CU_TENSOR_MAP_DATA_TYPE_UINT8 = 0, CU_TENSOR_MAP_DATA_TYPE_UINT16, CU_TENSOR_MAP_DATA_TYPE_UINT32, CU_TENSOR_MAP_DATA_TYPE_INT32, CU_TENSOR_MAP_DATA_TYPE_UINT64, CU_TENSOR_MAP_DATA_TYPE_INT64,
    CU_TENSOR_MAP_DATA_TYPE_FLOAT16, CU_TENSOR_MAP_DATA_TYPE_FLOAT32, CU_TENSOR_MAP_DATA_TYPE_FLOAT64, CU_TENSOR_MAP_DATA_TYPE_BFLOAT16, CU_TENSOR_MAP_DATA_TYPE_FLOAT32_FTZ,
    CU_TENSOR_MAP_DATA_TYPE_TFLOAT32, CU_TENSOR_MAP_DATA_TYPE_TFLOAT32_FTZ, CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B, CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B, CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B
} CUtensorMapDataType;
typedef enum CUtensorMapInterleave_enum { CU_TENSOR_MAP_INTERLEAVE_NONE = 0, CU_TENSOR_MAP_INTERLEAVE_16B, CU_TENSOR_MAP_INTERLEAVE_32B } CUtensorMapInterleave;
typedef enum CUtensorMapSwizzle_enum { CU_TENSOR_MAP_SWIZZLE_NONE = 0, CU_TENSOR_MAP_SWIZZLE_32B, CU_TENSOR_MAP_SWIZZLE_64B, CU_TENSOR_MAP_SWIZZLE_128B, CU_TENSOR_MAP_SWIZZLE_128B_ATOM_32B, CU_TENSOR_MAP_SWIZZLE_128B_ATOM_32B_FLIP_8B, CU_TENSOR_MAP_SWIZZLE_128B_ATOM_64B } CUtensorMapSwizzle;
typedef enum CUtensorMapL2promotion_enum { CU_TENSOR_MAP_L2_PROMOTION_NONE = 0, CU_TENSOR_MAP_L2_PROMOTION_L2_64B, CU_TENSOR_MAP_L2_PROMOTION_L2_128B, CU_TENSOR_MAP_L2_PROMOTION_L2_256B } CUtensorMapL2promotion;
typedef enum CUtensorMapFloatOOBfill_enum { CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE = 0, CU_TENSOR_MAP_FLOAT_OOB_FILL_NAN_REQUEST_ZERO_FMA } CUtensorMapFloatOOBfill;
typedef struct __attribute__((aligned(64))) CUtensorMap_st { uint64_t opaque[16]; } CUtensorMap;
typedef enum CUlaunchAttributeID_enum { CU_LAUNCH_ATTRIBUTE_IGNORE = 0, CU_LAUNCH_ATTRIBUTE_COOPERATIVE = 2, CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION = 4, CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_STREAM_SERIALIZATION = 6, CU_LAUNCH_ATTRIBUTE_PRIORITY = 8 } CUlaunchAttributeID;
typedef union CUlaunchAttributeValue_union { char pad[64]; int cooperative, priority, programmaticStreamSerializationAllowed; struct { unsigned int x, y, z; } clusterDim; } CUlaunchAttributeValue;
typedef struct CUlaunchAttribute_st { CUlaunchAttributeID id; CUlaunchAttributeValue value; } CUlaunchAttribute;
typedef struct CUlaunchConfig_st { unsigned int gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes; CUstream hStream; CUlaunchAttribute *attrs; unsigned int numAttrs; } CUlaunchConfig;
#define CU_STREAM_DEFAULT 0
#define CU_STREAM_NON_BLOCKING 1
#define CU_LAUNCH_PARAM_END ((void *)0x00)
#define CU_LAUNCH_PARAM_BUFFER_POINTER ((void *)0x01)
#define CU_LAUNCH_PARAM_BUFFER_SIZE ((void *)0x02)
#define WARPLOOM_DRIVER WARPLOOM_C CUresult
WARPLOOM_DRIVER cuInit(unsigned int flags);
WARPLOOM_DRIVER cuDriverGetVersion(int *v);
WARPLOOM_DRIVER cuDeviceGet(CUdevice *d, int n);
WARPLOOM_DRIVER cuDeviceGetCount(int *n);
WARPLOOM_DRIVER cuDeviceGetName(char *name, int n, CUdevice d);
WARPLOOM_DRIVER cuDeviceTotalMem(size_t *n, CUdevice d);
WARPLOOM_DRIVER cuDeviceGetAttribute(int *v, CUdevice_attribute a, CUdevice d);
WARPLOOM_DRIVER cuDevicePrimaryCtxRetain(CUcontext *c, CUdevice d);
WARPLOOM_DRIVER cuDevicePrimaryCtxRelease(CUdevice d);
WARPLOOM_DRIVER cuCtxDestroy(CUcontext c);
WARPLOOM_DRIVER cuCtxGetCurrent(CUcontext *c);
WARPLOOM_DRIVER cuCtxSetCurrent(CUcontext c);
WARPLOOM_DRIVER cuCtxPushCurrent(CUcontext c);
WARPLOOM_DRIVER cuCtxPopCurrent(CUcontext *c);
WARPLOOM_DRIVER cuCtxGetDevice(CUdevice *d);
WARPLOOM_DRIVER cuCtxSynchronize(void);
WARPLOOM_DRIVER cuModuleLoad(CUmodule *m, const char *file);
WARPLOOM_DRIVER cuModuleLoadData(CUmodule *m, const void *image);
WARPLOOM_DRIVER cuModuleLoadDataEx(CUmodule *m, const void *image, unsigned int n, CUjit_option *options, void **values);
WARPLOOM_DRIVER cuModuleUnload(CUmodule m);
WARPLOOM_DRIVER cuModuleGetFunction(CUfunction *f, CUmodule m, const char *name);
WARPLOOM_DRIVER cuModuleGetGlobal(CUdeviceptr *p, size_t *n, CUmodule m, const char *name);
WARPLOOM_DRIVER cuFuncSetAttribute(CUfunction f, CUfunction_attribute a, int v);
WARPLOOM_DRIVER cuFuncGetAttribute(int *v, CUfunction_attribute a, CUfunction f);
WARPLOOM_DRIVER cuLaunchKernel(CUfunction f, unsigned int gx, unsigned int gy, unsigned int gz, unsigned int bx, unsigned int by, unsigned int bz, unsigned int shared, CUstream s, void **args, void **extra);
WARPLOOM_DRIVER cuLaunchKernelEx(const CUlaunchConfig *c, CUfunction f, void **args, void **extra);
WARPLOOM_DRIVER cuMemsetD16(CUdeviceptr p, unsigned short v, size_t n);
WARPLOOM_DRIVER cuMemAlloc(CUdeviceptr *p, size_t n);
WARPLOOM_DRIVER cuMemFree(CUdeviceptr p);
WARPLOOM_DRIVER cuMemAllocHost(void **p, size_t n);
WARPLOOM_DRIVER cuMemFreeHost(void *p);
WARPLOOM_DRIVER cuMemAllocManaged(CUdeviceptr *p, size_t n, unsigned int flags);
WARPLOOM_DRIVER cuMemGetInfo(size_t *free, size_t *total);
WARPLOOM_DRIVER cuMemcpyHtoD(CUdeviceptr to, const void *from, size_t n);
WARPLOOM_DRIVER cuMemcpyDtoH(void *to, CUdeviceptr from, size_t n);
WARPLOOM_DRIVER cuMemcpyDtoD(CUdeviceptr to, CUdeviceptr from, size_t n);
WARPLOOM_DRIVER cuMemcpyHtoDAsync(CUdeviceptr to, const void *from, size_t n, CUstream s);
WARPLOOM_DRIVER cuMemcpyDtoHAsync(void *to, CUdeviceptr from, size_t n, CUstream s);
WARPLOOM_DRIVER cuMemsetD8(CUdeviceptr p, unsigned char v, size_t n);
WARPLOOM_DRIVER cuMemsetD32(CUdeviceptr p, unsigned int v, size_t n);
WARPLOOM_DRIVER cuMemsetD8Async(CUdeviceptr p, unsigned char v, size_t n, CUstream s);
WARPLOOM_DRIVER cuMemsetD16Async(CUdeviceptr p, unsigned short v, size_t n, CUstream s);
WARPLOOM_DRIVER cuMemsetD32Async(CUdeviceptr p, unsigned int v, size_t n, CUstream s);
WARPLOOM_DRIVER cuMemAddressReserve(CUdeviceptr *p, size_t n, size_t align, CUdeviceptr at, unsigned long long flags);
WARPLOOM_DRIVER cuMemAddressFree(CUdeviceptr p, size_t n);
WARPLOOM_DRIVER cuMemCreate(CUmemGenericAllocationHandle *h, size_t n, const CUmemAllocationProp *p, unsigned long long flags);
WARPLOOM_DRIVER cuMemRelease(CUmemGenericAllocationHandle h);
WARPLOOM_DRIVER cuMemMap(CUdeviceptr p, size_t n, size_t offset, CUmemGenericAllocationHandle h, unsigned long long flags);
WARPLOOM_DRIVER cuMemUnmap(CUdeviceptr p, size_t n);
WARPLOOM_DRIVER cuMemSetAccess(CUdeviceptr p, size_t n, const CUmemAccessDesc *d, size_t count);
WARPLOOM_DRIVER cuMemGetAllocationGranularity(size_t *n, const CUmemAllocationProp *p, CUmemAllocationGranularity_flags f);
WARPLOOM_DRIVER cuPointerGetAttribute(void *v, CUpointer_attribute a, CUdeviceptr p);
WARPLOOM_DRIVER cuStreamCreate(CUstream *s, unsigned int flags);
WARPLOOM_DRIVER cuStreamDestroy(CUstream s);
WARPLOOM_DRIVER cuStreamSynchronize(CUstream s);
WARPLOOM_DRIVER cuEventCreate(CUevent *e, unsigned int flags);
WARPLOOM_DRIVER cuEventRecord(CUevent e, CUstream s);
WARPLOOM_DRIVER cuEventSynchronize(CUevent e);
WARPLOOM_DRIVER cuEventElapsedTime(float *ms, CUevent from, CUevent to);
WARPLOOM_DRIVER cuEventDestroy(CUevent e);
WARPLOOM_DRIVER cuGetErrorName(CUresult r, const char **s);
WARPLOOM_DRIVER cuGetErrorString(CUresult r, const char **s);
WARPLOOM_DRIVER cuTensorMapEncodeTiled(CUtensorMap *m, CUtensorMapDataType t, unsigned int rank, void *p, const uint64_t *dims, const uint64_t *strides, const uint32_t *box, const uint32_t *elements, CUtensorMapInterleave i, CUtensorMapSwizzle s, CUtensorMapL2promotion l, CUtensorMapFloatOOBfill f);
WARPLOOM_DRIVER cuTensorMapEncodeIm2col(CUtensorMap *m, CUtensorMapDataType t, unsigned int rank, void *p, const uint64_t *dims, const uint64_t *strides, const int *lower, const int *upper, unsigned int channels, unsigned int pixels, const uint32_t *elements, CUtensorMapInterleave i, CUtensorMapSwizzle s, CUtensorMapL2promotion l, CUtensorMapFloatOOBfill f);
#undef WARPLOOM_DRIVER

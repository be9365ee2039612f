// NCCL: communicators and collective operations; declared, and nowhere defined.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <cuda_fp16.h>
#include <cuda_runtime_api.h>
#define NCCL_MAJOR 2
#define NCCL_MINOR 22
#define NCCL_PATCH 3
#define NCCL_SUFFIX ""
#define NCCL_VERSION(X, Y, Z) ((X) * 10000 + (Y) * 100 + (Z))
#define NCCL_VERSION_CODE 22203
#define NCCL_UNIQUE_ID_BYTES 128
#define NCCL_SPLIT_NOCOLOR -1
#ifdef __cplusplus
extern "C" {
#endif
typedef struct ncclComm *ncclComm_t;
typedef struct { char internal[NCCL_UNIQUE_ID_BYTES]; } ncclUniqueId;
typedef enum { ncclSuccess = 0, ncclUnhandledCudaError = 1, ncclSystemError = 2, ncclInternalError = 3, ncclInvalidArgument = 4, ncclInvalidUsage = 5, ncclRemoteError = 6, ncclInProgress = 7, ncclNumResults = 8 } ncclResult_t;
typedef enum { ncclSum = 0, ncclProd = 1, ncclMax = 2, ncclMin = 3, ncclAvg = 4, ncclNumOps = 5, ncclMaxRedOp = 0x7fffffff } ncclRedOp_t;
typedef enum {
    ncclInt8 = 0, ncclChar = 0, ncclUint8 = 1, ncclInt32 = 2, ncclInt = 2, ncclUint32 = 3, ncclInt64 = 4, ncclUint64 = 5, ncclFloat16 = 6, ncclHalf = 6,
    ncclFloat32 = 7, ncclFloat = 7, ncclFloat64 = 8, ncclDouble = 8, ncclBfloat16 = 9, ncclFloat8e4m3 = 10, ncclFloat8e5m2 = 11, ncclNumTypes = 12
} ncclDataType_t;
typedef enum { ncclScalarDevice = 0, ncclScalarHostImmediate = 1 } ncclScalarResidence_t;
typedef struct ncclConfig_v21700 { size_t size; unsigned int magic, version; int blocking, cgaClusterSize, minCTAs, maxCTAs; const char *netName; int splitShare; } ncclConfig_t;
#define NCCL_CONFIG_INITIALIZER { sizeof(ncclConfig_t), 0xcafebeef, NCCL_VERSION_CODE, 1, 0, 1, 32, NULL, 0 }
ncclResult_t ncclGetVersion(int *v); ncclResult_t ncclGetUniqueId(ncclUniqueId *id); const char *ncclGetErrorString(ncclResult_t r); const char *ncclGetLastError(ncclComm_t c);
ncclResult_t ncclCommInitRank(ncclComm_t *c, int n, ncclUniqueId id, int rank); ncclResult_t ncclCommInitAll(ncclComm_t *c, int n, const int *devices);
ncclResult_t ncclCommInitRankConfig(ncclComm_t *c, int n, ncclUniqueId id, int rank, ncclConfig_t *config); ncclResult_t ncclCommSplit(ncclComm_t c, int color, int key, ncclComm_t *made, ncclConfig_t *config);
ncclResult_t ncclCommFinalize(ncclComm_t c); ncclResult_t ncclCommDestroy(ncclComm_t c); ncclResult_t ncclCommAbort(ncclComm_t c); ncclResult_t ncclCommGetAsyncError(ncclComm_t c, ncclResult_t *r);
ncclResult_t ncclCommCount(const ncclComm_t c, int *n); ncclResult_t ncclCommCuDevice(const ncclComm_t c, int *device); ncclResult_t ncclCommUserRank(const ncclComm_t c, int *rank);
ncclResult_t ncclCommRegister(const ncclComm_t c, void *p, size_t n, void **h); ncclResult_t ncclCommDeregister(const ncclComm_t c, void *h); ncclResult_t ncclMemAlloc(void **p, size_t n); ncclResult_t ncclMemFree(void *p);
ncclResult_t ncclReduce(const void *s, void *r, size_t n, ncclDataType_t t, ncclRedOp_t op, int root, ncclComm_t c, cudaStream_t stream); ncclResult_t ncclBcast(void *p, size_t n, ncclDataType_t t, int root, ncclComm_t c, cudaStream_t stream);
ncclResult_t ncclBroadcast(const void *s, void *r, size_t n, ncclDataType_t t, int root, ncclComm_t c, cudaStream_t stream); ncclResult_t ncclAllReduce(const void *s, void *r, size_t n, ncclDataType_t t, ncclRedOp_t op, ncclComm_t c, cudaStream_t stream);
ncclResult_t ncclReduceScatter(const void *s, void *r, size_t n, ncclDataType_t t, ncclRedOp_t op, ncclComm_t c, cudaStream_t stream); ncclResult_t ncclAllGather(const void *s, void *r, size_t n, ncclDataType_t t, ncclComm_t c, cudaStream_t stream);
ncclResult_t ncclSend(const void *s, size_t n, ncclDataType_t t, int peer, ncclComm_t c, cudaStream_t stream); ncclResult_t ncclRecv(void *r, size_t n, ncclDataType_t t, int peer, ncclComm_t c, cudaStream_t stream);
ncclResult_t ncclGroupStart(void); ncclResult_t ncclGroupEnd(void); ncclResult_t ncclRedOpCreatePreMulSum(ncclRedOp_t *op, void *p, ncclDataType_t t, ncclScalarResidence_t r, ncclComm_t c); ncclResult_t ncclRedOpDestroy(ncclRedOp_t op, ncclComm_t c);
#ifdef __cplusplus
}
#endif

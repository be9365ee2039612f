// CUDA: functions of the runtime, declared and nowhere defined.
#pragma once
#include "textures.h"
#define CUDART_VERSION 13000
#ifdef __CUDA__
#define WARPLOOM_RT WARPLOOM_C __host__ __device__ cudaError_t
#else
#define WARPLOOM_RT WARPLOOM_C cudaError_t
#endif
#define WARPLOOM_API WARPLOOM_C cudaError_t
// These may be called from kernels too.
WARPLOOM_RT cudaDeviceGetAttribute(int *value, enum cudaDeviceAttr attribute, int device);
WARPLOOM_RT cudaDeviceGetLimit(size_t *value, enum cudaLimit limit);
WARPLOOM_RT cudaDeviceSynchronize(void);
WARPLOOM_RT cudaGetDevice(int *device);
WARPLOOM_RT cudaGetDeviceCount(int *count);
WARPLOOM_RT cudaGetLastError(void);
WARPLOOM_RT cudaPeekAtLastError(void);
WARPLOOM_RT cudaFree(void *p);
WARPLOOM_RT cudaMalloc(void **p, size_t size);
WARPLOOM_RT cudaFuncGetAttributes(struct cudaFuncAttributes *a, const void *f);
WARPLOOM_RT cudaMemcpyAsync(void *to, const void *from, size_t n, enum cudaMemcpyKind kind, cudaStream_t stream WARPLOOM_DEFAULT(0));
WARPLOOM_RT cudaMemsetAsync(void *p, int v, size_t n, cudaStream_t stream WARPLOOM_DEFAULT(0));
WARPLOOM_RT cudaStreamCreateWithFlags(cudaStream_t *s, unsigned int flags);
WARPLOOM_RT cudaStreamDestroy(cudaStream_t s);
WARPLOOM_RT cudaStreamWaitEvent(cudaStream_t s, cudaEvent_t e, unsigned int flags WARPLOOM_DEFAULT(0));
WARPLOOM_RT cudaEventCreateWithFlags(cudaEvent_t *e, unsigned int flags);
WARPLOOM_RT cudaEventRecord(cudaEvent_t e, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_RT cudaEventDestroy(cudaEvent_t e);
WARPLOOM_RT cudaRuntimeGetVersion(int *v);
WARPLOOM_RT cudaOccupancyMaxActiveBlocksPerMultiprocessor(int *n, const void *f, int block, size_t dynamic);
#ifdef __CUDA__
WARPLOOM_C __host__ __device__ const char *cudaGetErrorName(cudaError_t e);
WARPLOOM_C __host__ __device__ const char *cudaGetErrorString(cudaError_t e);
WARPLOOM_C __device__ void cudaTriggerProgrammaticLaunchCompletion(void);
WARPLOOM_C __device__ void cudaGridDependencySynchronize(void);
#else
WARPLOOM_C const char *cudaGetErrorName(cudaError_t e);
WARPLOOM_C const char *cudaGetErrorString(cudaError_t e);
#endif
WARPLOOM_API cudaDeviceReset(void);
WARPLOOM_API cudaDeviceSetLimit(enum cudaLimit limit, size_t value);
WARPLOOM_API cudaDeviceGetCacheConfig(enum cudaFuncCache *c);
WARPLOOM_API cudaDeviceSetCacheConfig(enum cudaFuncCache c);
WARPLOOM_API cudaDeviceGetSharedMemConfig(enum cudaSharedMemConfig *c);
WARPLOOM_API cudaDeviceSetSharedMemConfig(enum cudaSharedMemConfig c);
WARPLOOM_API cudaDeviceGetStreamPriorityRange(int *least, int *greatest);
WARPLOOM_API cudaDeviceGetByPCIBusId(int *device, const char *id);
WARPLOOM_API cudaDeviceGetPCIBusId(char *id, int n, int device);
WARPLOOM_API cudaDeviceCanAccessPeer(int *can, int device, int peer);
WARPLOOM_API cudaDeviceEnablePeerAccess(int peer, unsigned int flags);
WARPLOOM_API cudaDeviceDisablePeerAccess(int peer);
WARPLOOM_API cudaDeviceGetP2PAttribute(int *v, enum cudaDeviceP2PAttr a, int from, int to);
WARPLOOM_API cudaDeviceGetDefaultMemPool(cudaMemPool_t *pool, int device);
WARPLOOM_API cudaDeviceGetMemPool(cudaMemPool_t *pool, int device);
WARPLOOM_API cudaDeviceSetMemPool(int device, cudaMemPool_t pool);
WARPLOOM_API cudaIpcGetEventHandle(cudaIpcEventHandle_t *h, cudaEvent_t e);
WARPLOOM_API cudaIpcOpenEventHandle(cudaEvent_t *e, cudaIpcEventHandle_t h);
WARPLOOM_API cudaIpcGetMemHandle(cudaIpcMemHandle_t *h, void *p);
WARPLOOM_API cudaIpcOpenMemHandle(void **p, cudaIpcMemHandle_t h, unsigned int flags);
WARPLOOM_API cudaIpcCloseMemHandle(void *p);
WARPLOOM_API cudaGetDeviceProperties(struct cudaDeviceProp *p, int device);
WARPLOOM_API cudaChooseDevice(int *device, const struct cudaDeviceProp *p);
WARPLOOM_API cudaSetDevice(int device);
WARPLOOM_API cudaSetValidDevices(int *devices, int n);
WARPLOOM_API cudaSetDeviceFlags(unsigned int flags);
WARPLOOM_API cudaGetDeviceFlags(unsigned int *flags);
WARPLOOM_API cudaDriverGetVersion(int *v);
WARPLOOM_API cudaStreamCreate(cudaStream_t *s);
WARPLOOM_API cudaStreamCreateWithPriority(cudaStream_t *s, unsigned int flags, int priority);
WARPLOOM_API cudaStreamGetPriority(cudaStream_t s, int *priority);
WARPLOOM_API cudaStreamGetFlags(cudaStream_t s, unsigned int *flags);
WARPLOOM_API cudaStreamGetDevice(cudaStream_t s, int *device);
WARPLOOM_API cudaStreamSynchronize(cudaStream_t s);
WARPLOOM_API cudaStreamQuery(cudaStream_t s);
WARPLOOM_API cudaStreamAddCallback(cudaStream_t s, cudaStreamCallback_t f, void *data, unsigned int flags);
WARPLOOM_API cudaStreamAttachMemAsync(cudaStream_t s, void *p, size_t n WARPLOOM_DEFAULT(0), unsigned int flags WARPLOOM_DEFAULT(cudaMemAttachSingle));
WARPLOOM_API cudaStreamBeginCapture(cudaStream_t s, enum cudaStreamCaptureMode m);
WARPLOOM_API cudaStreamEndCapture(cudaStream_t s, cudaGraph_t *g);
WARPLOOM_API cudaStreamIsCapturing(cudaStream_t s, enum cudaStreamCaptureStatus *status);
WARPLOOM_API cudaThreadExchangeStreamCaptureMode(enum cudaStreamCaptureMode *m);
WARPLOOM_API cudaStreamSetAttribute(cudaStream_t s, cudaLaunchAttributeID id, const cudaLaunchAttributeValue *v);
WARPLOOM_API cudaStreamGetAttribute(cudaStream_t s, cudaLaunchAttributeID id, cudaLaunchAttributeValue *v);
WARPLOOM_API cudaCtxResetPersistingL2Cache(void);
WARPLOOM_API cudaEventCreate(cudaEvent_t *e);
WARPLOOM_API cudaEventRecordWithFlags(cudaEvent_t e, cudaStream_t s WARPLOOM_DEFAULT(0), unsigned int flags WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaEventQuery(cudaEvent_t e);
WARPLOOM_API cudaEventSynchronize(cudaEvent_t e);
WARPLOOM_API cudaEventElapsedTime(float *ms, cudaEvent_t from, cudaEvent_t to);
WARPLOOM_API cudaLaunchKernel(const void *f, dim3 grid, dim3 block, void **args, size_t shared, cudaStream_t s);
WARPLOOM_API cudaLaunchKernelExC(const cudaLaunchConfig_t *config, const void *f, void **args);
WARPLOOM_API cudaLaunchCooperativeKernel(const void *f, dim3 grid, dim3 block, void **args, size_t shared, cudaStream_t s);
WARPLOOM_API cudaLaunchHostFunc(cudaStream_t s, cudaHostFn_t f, void *data);
WARPLOOM_API cudaFuncSetCacheConfig(const void *f, enum cudaFuncCache c);
WARPLOOM_API cudaFuncSetSharedMemConfig(const void *f, enum cudaSharedMemConfig c);
WARPLOOM_API cudaFuncSetAttribute(const void *f, enum cudaFuncAttribute a, int v);
WARPLOOM_API cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *n, const void *f, int block, size_t dynamic, unsigned int flags);
WARPLOOM_API cudaOccupancyMaxActiveClusters(int *n, const void *f, const cudaLaunchConfig_t *config);
WARPLOOM_API cudaOccupancyAvailableDynamicSMemPerBlock(size_t *n, const void *f, int blocks, int block);
WARPLOOM_API cudaMallocHost(void **p, size_t n);
WARPLOOM_API cudaFreeHost(void *p);
WARPLOOM_API cudaHostAlloc(void **p, size_t n, unsigned int flags);
WARPLOOM_API cudaHostRegister(void *p, size_t n, unsigned int flags);
WARPLOOM_API cudaHostUnregister(void *p);
WARPLOOM_API cudaHostGetDevicePointer(void **device, void *host, unsigned int flags);
WARPLOOM_API cudaHostGetFlags(unsigned int *flags, void *p);
WARPLOOM_API cudaMallocManaged(void **p, size_t n, unsigned int flags WARPLOOM_DEFAULT(cudaMemAttachGlobal));
WARPLOOM_API cudaMallocAsync(void **p, size_t n, cudaStream_t s);
WARPLOOM_API cudaMallocFromPoolAsync(void **p, size_t n, cudaMemPool_t pool, cudaStream_t s);
WARPLOOM_API cudaFreeAsync(void *p, cudaStream_t s);
WARPLOOM_API cudaMallocPitch(void **p, size_t *pitch, size_t width, size_t height);
WARPLOOM_API cudaMalloc3D(struct cudaPitchedPtr *p, struct cudaExtent extent);
WARPLOOM_API cudaMallocArray(cudaArray_t *a, const struct cudaChannelFormatDesc *d, size_t width, size_t height WARPLOOM_DEFAULT(0), unsigned int flags WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaMalloc3DArray(cudaArray_t *a, const struct cudaChannelFormatDesc *d, struct cudaExtent extent, unsigned int flags WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaMallocMipmappedArray(cudaMipmappedArray_t *a, const struct cudaChannelFormatDesc *d, struct cudaExtent extent, unsigned int levels, unsigned int flags WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaFreeArray(cudaArray_t a);
WARPLOOM_API cudaFreeMipmappedArray(cudaMipmappedArray_t a);
WARPLOOM_API cudaMemGetInfo(size_t *free, size_t *total);
WARPLOOM_API cudaMemcpy(void *to, const void *from, size_t n, enum cudaMemcpyKind kind);
WARPLOOM_API cudaMemcpyPeer(void *to, int todevice, const void *from, int fromdevice, size_t n);
WARPLOOM_API cudaMemcpyPeerAsync(void *to, int todevice, const void *from, int fromdevice, size_t n, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaMemcpy2D(void *to, size_t topitch, const void *from, size_t frompitch, size_t width, size_t height, enum cudaMemcpyKind kind);
WARPLOOM_API cudaMemcpy2DAsync(void *to, size_t topitch, const void *from, size_t frompitch, size_t width, size_t height, enum cudaMemcpyKind kind, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaMemcpy2DToArray(cudaArray_t to, size_t x, size_t y, const void *from, size_t pitch, size_t width, size_t height, enum cudaMemcpyKind kind);
WARPLOOM_API cudaMemcpy2DFromArray(void *to, size_t pitch, cudaArray_const_t from, size_t x, size_t y, size_t width, size_t height, enum cudaMemcpyKind kind);
WARPLOOM_API cudaMemcpyToArray(cudaArray_t to, size_t x, size_t y, const void *from, size_t n, enum cudaMemcpyKind kind);
WARPLOOM_API cudaMemcpyFromArray(void *to, cudaArray_const_t from, size_t x, size_t y, size_t n, enum cudaMemcpyKind kind);
WARPLOOM_API cudaMemcpy3D(const struct cudaMemcpy3DParms *p);
WARPLOOM_API cudaMemcpy3DAsync(const struct cudaMemcpy3DParms *p, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaMemcpyToSymbol(const void *to, const void *from, size_t n, size_t offset WARPLOOM_DEFAULT(0), enum cudaMemcpyKind kind WARPLOOM_DEFAULT(cudaMemcpyHostToDevice));
WARPLOOM_API cudaMemcpyFromSymbol(void *to, const void *from, size_t n, size_t offset WARPLOOM_DEFAULT(0), enum cudaMemcpyKind kind WARPLOOM_DEFAULT(cudaMemcpyDeviceToHost));
WARPLOOM_API cudaMemcpyToSymbolAsync(const void *to, const void *from, size_t n, size_t offset, enum cudaMemcpyKind kind, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaMemcpyFromSymbolAsync(void *to, const void *from, size_t n, size_t offset, enum cudaMemcpyKind kind, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaGetSymbolAddress(void **p, const void *symbol);
WARPLOOM_API cudaGetSymbolSize(size_t *n, const void *symbol);
WARPLOOM_API cudaMemset(void *p, int v, size_t n);
WARPLOOM_API cudaMemset2D(void *p, size_t pitch, int v, size_t width, size_t height);
WARPLOOM_API cudaMemset2DAsync(void *p, size_t pitch, int v, size_t width, size_t height, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaMemset3D(struct cudaPitchedPtr p, int v, struct cudaExtent extent);
WARPLOOM_API cudaMemPrefetchAsync(const void *p, size_t n, struct cudaMemLocation where, unsigned int flags, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaMemAdvise(const void *p, size_t n, enum cudaMemoryAdvise advice, struct cudaMemLocation where);
WARPLOOM_API cudaMemRangeGetAttribute(void *data, size_t size, enum cudaMemRangeAttribute a, const void *p, size_t n);
WARPLOOM_API cudaMemPoolCreate(cudaMemPool_t *pool, const struct cudaMemPoolProps *p);
WARPLOOM_API cudaMemPoolDestroy(cudaMemPool_t pool);
WARPLOOM_API cudaMemPoolTrimTo(cudaMemPool_t pool, size_t n);
WARPLOOM_API cudaMemPoolSetAttribute(cudaMemPool_t pool, enum cudaMemPoolAttr a, void *v);
WARPLOOM_API cudaMemPoolGetAttribute(cudaMemPool_t pool, enum cudaMemPoolAttr a, void *v);
WARPLOOM_API cudaMemPoolSetAccess(cudaMemPool_t pool, const struct cudaMemAccessDesc *d, size_t n);
WARPLOOM_API cudaPointerGetAttributes(struct cudaPointerAttributes *a, const void *p);
WARPLOOM_API cudaCreateTextureObject(cudaTextureObject_t *t, const struct cudaResourceDesc *r, const struct cudaTextureDesc *d, const struct cudaResourceViewDesc *v);
WARPLOOM_API cudaDestroyTextureObject(cudaTextureObject_t t);
WARPLOOM_API cudaCreateSurfaceObject(cudaSurfaceObject_t *s, const struct cudaResourceDesc *r);
WARPLOOM_API cudaDestroySurfaceObject(cudaSurfaceObject_t s);
WARPLOOM_API cudaGetChannelDesc(struct cudaChannelFormatDesc *d, cudaArray_const_t a);
WARPLOOM_C struct cudaChannelFormatDesc cudaCreateChannelDesc(int x, int y, int z, int w, enum cudaChannelFormatKind f);
WARPLOOM_API cudaGraphCreate(cudaGraph_t *g, unsigned int flags);
WARPLOOM_API cudaGraphDestroy(cudaGraph_t g);
WARPLOOM_API cudaGraphInstantiate(cudaGraphExec_t *e, cudaGraph_t g, unsigned long long flags WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaGraphInstantiateWithFlags(cudaGraphExec_t *e, cudaGraph_t g, unsigned long long flags WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaGraphLaunch(cudaGraphExec_t e, cudaStream_t s);
WARPLOOM_API cudaGraphUpload(cudaGraphExec_t e, cudaStream_t s);
WARPLOOM_API cudaGraphExecDestroy(cudaGraphExec_t e);
WARPLOOM_API cudaGraphExecUpdate(cudaGraphExec_t e, cudaGraph_t g, cudaGraphExecUpdateResultInfo *r);
WARPLOOM_API cudaGraphGetNodes(cudaGraph_t g, cudaGraphNode_t *nodes, size_t *n);
WARPLOOM_API cudaGraphNodeGetType(cudaGraphNode_t n, enum cudaGraphNodeType *t);
WARPLOOM_API cudaGraphKernelNodeGetParams(cudaGraphNode_t n, struct cudaKernelNodeParams *p);
WARPLOOM_API cudaGraphKernelNodeSetParams(cudaGraphNode_t n, const struct cudaKernelNodeParams *p);
WARPLOOM_API cudaGraphAddKernelNode(cudaGraphNode_t *n, cudaGraph_t g, const cudaGraphNode_t *deps, size_t count, const struct cudaKernelNodeParams *p);
WARPLOOM_API cudaGraphAddDependencies(cudaGraph_t g, const cudaGraphNode_t *from, const cudaGraphNode_t *to, size_t n);
WARPLOOM_API cudaGraphicsMapResources(int n, cudaGraphicsResource_t *r, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaGraphicsUnmapResources(int n, cudaGraphicsResource_t *r, cudaStream_t s WARPLOOM_DEFAULT(0));
WARPLOOM_API cudaGraphicsResourceGetMappedPointer(void **p, size_t *n, cudaGraphicsResource_t r);
WARPLOOM_API cudaGraphicsSubResourceGetMappedArray(cudaArray_t *a, cudaGraphicsResource_t r, unsigned int i, unsigned int level);
WARPLOOM_API cudaGraphicsUnregisterResource(cudaGraphicsResource_t r);
WARPLOOM_API cudaGetDriverEntryPoint(const char *name, void **f, unsigned long long flags, enum cudaDriverEntryPointQueryResult *r WARPLOOM_DEFAULT(NULL));
WARPLOOM_API cudaGetDriverEntryPointByVersion(const char *name, void **f, unsigned int version, unsigned long long flags, enum cudaDriverEntryPointQueryResult *r WARPLOOM_DEFAULT(NULL));
WARPLOOM_API cudaGetFuncBySymbol(cudaFunction_t *f, const void *symbol);
WARPLOOM_API cudaProfilerStart(void);
WARPLOOM_API cudaProfilerStop(void);
#ifdef __cplusplus
WARPLOOM_BOTH cudaPitchedPtr make_cudaPitchedPtr(void *p, size_t pitch, size_t x, size_t y) { cudaPitchedPtr r; r.ptr = p; r.pitch = pitch; r.xsize = x; r.ysize = y; return r; }
WARPLOOM_BOTH cudaPos make_cudaPos(size_t x, size_t y, size_t z) { cudaPos r; r.x = x; r.y = y; r.z = z; return r; }
WARPLOOM_BOTH cudaExtent make_cudaExtent(size_t w, size_t h, size_t d) { cudaExtent r; r.width = w; r.height = h; r.depth = d; return r; }
template <class T> cudaChannelFormatDesc cudaCreateChannelDesc(void);
template <class T> static __inline__ cudaError_t cudaMallocHost(T **p, size_t n, unsigned int = 0) { return cudaMallocHost((void **)(void *)p, n); }
template <class T> static __inline__ cudaError_t cudaHostAlloc(T **p, size_t n, unsigned int flags) { return cudaHostAlloc((void **)(void *)p, n, flags); }
template <class T> static __inline__ cudaError_t cudaHostGetDevicePointer(T **d, void *h, unsigned int flags) { return cudaHostGetDevicePointer((void **)(void *)d, h, flags); }
template <class T> static __inline__ cudaError_t cudaMallocManaged(T **p, size_t n, unsigned int flags = cudaMemAttachGlobal) { return cudaMallocManaged((void **)(void *)p, n, flags); }
template <class T> static __inline__ cudaError_t cudaMallocAsync(T **p, size_t n, cudaStream_t s) { return cudaMallocAsync((void **)(void *)p, n, s); }
template <class T> static __inline__ cudaError_t cudaMallocFromPoolAsync(T **p, size_t n, cudaMemPool_t pool, cudaStream_t s) { return cudaMallocFromPoolAsync((void **)(void *)p, n, pool, s); }
template <class T> static __inline__ cudaError_t cudaMalloc(T **p, size_t n) { return ::cudaMalloc((void **)(void *)p, n); }
template <class T> static __inline__ cudaError_t cudaMallocPitch(T **p, size_t *pitch, size_t w, size_t h) { return ::cudaMallocPitch((void **)(void *)p, pitch, w, h); }
template <class T> static __inline__ cudaError_t cudaMemcpyToSymbol(const T &to, const void *from, size_t n, size_t offset = 0, cudaMemcpyKind kind = cudaMemcpyHostToDevice) { return ::cudaMemcpyToSymbol((const void *)&to, from, n, offset, kind); }
template <class T> static __inline__ cudaError_t cudaMemcpyFromSymbol(void *to, const T &from, size_t n, size_t offset = 0, cudaMemcpyKind kind = cudaMemcpyDeviceToHost) { return ::cudaMemcpyFromSymbol(to, (const void *)&from, n, offset, kind); }
template <class T> static __inline__ cudaError_t cudaMemcpyToSymbolAsync(const T &to, const void *from, size_t n, size_t offset = 0, cudaMemcpyKind kind = cudaMemcpyHostToDevice, cudaStream_t s = 0) { return ::cudaMemcpyToSymbolAsync((const void *)&to, from, n, offset, kind, s); }
template <class T> static __inline__ cudaError_t cudaMemcpyFromSymbolAsync(void *to, const T &from, size_t n, size_t offset = 0, cudaMemcpyKind kind = cudaMemcpyDeviceToHost, cudaStream_t s = 0) { return ::cudaMemcpyFromSymbolAsync(to, (const void *)&from, n, offset, kind, s); }
template <class T> static __inline__ cudaError_t cudaGetSymbolAddress(void **p, const T &symbol) { return ::cudaGetSymbolAddress(p, (const void *)&symbol); }
template <class T> static __inline__ cudaError_t cudaGetSymbolSize(size_t *n, const T &symbol) { return ::cudaGetSymbolSize(n, (const void *)&symbol); }
template <class T> static __inline__ cudaError_t cudaFuncSetCacheConfig(T *f, cudaFuncCache c) { return ::cudaFuncSetCacheConfig((const void *)f, c); }
template <class T> static __inline__ cudaError_t cudaFuncSetSharedMemConfig(T *f, cudaSharedMemConfig c) { return ::cudaFuncSetSharedMemConfig((const void *)f, c); }
template <class T> static __inline__ cudaError_t cudaFuncSetAttribute(T *f, cudaFuncAttribute a, int v) { return ::cudaFuncSetAttribute((const void *)f, a, v); }
template <class T> static __inline__ cudaError_t cudaFuncGetAttributes(cudaFuncAttributes *a, T *f) { return ::cudaFuncGetAttributes(a, (const void *)f); }
template <class T> static __inline__ cudaError_t cudaLaunchKernel(T *f, dim3 grid, dim3 block, void **args, size_t shared = 0, cudaStream_t s = 0) { return ::cudaLaunchKernel((const void *)f, grid, block, args, shared, s); }
template <class T> static __inline__ cudaError_t cudaLaunchCooperativeKernel(T *f, dim3 grid, dim3 block, void **args, size_t shared = 0, cudaStream_t s = 0) { return ::cudaLaunchCooperativeKernel((const void *)f, grid, block, args, shared, s); }
template <class T> static __inline__ cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int *n, T f, int block, size_t dynamic) { return ::cudaOccupancyMaxActiveBlocksPerMultiprocessor(n, (const void *)f, block, dynamic); }
template <class T> static __inline__ cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *n, T f, int block, size_t dynamic, unsigned int flags) { return ::cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(n, (const void *)f, block, dynamic, flags); }
template <class T> static __inline__ cudaError_t cudaOccupancyMaxActiveClusters(int *n, T *f, const cudaLaunchConfig_t *config) { return ::cudaOccupancyMaxActiveClusters(n, (const void *)f, config); }
template <class T> cudaError_t cudaOccupancyMaxPotentialBlockSize(int *grid, int *block, T f, size_t dynamic = 0, int limit = 0);
template <class S, class T> cudaError_t cudaOccupancyMaxPotentialBlockSizeVariableSMem(int *grid, int *block, T f, S dynamic, int limit = 0);
// How graphs were instantiated, and memory advised, before CUDA 12 and 13.
static __inline__ cudaError_t cudaGraphInstantiate(cudaGraphExec_t *e, cudaGraph_t g, cudaGraphNode_t *, char *, size_t) { return ::cudaGraphInstantiateWithFlags(e, g, 0); }
cudaError_t cudaMemPrefetchAsync(const void *p, size_t n, int device, cudaStream_t s = 0);
cudaError_t cudaMemAdvise(const void *p, size_t n, cudaMemoryAdvise advice, int device);
cudaError_t cudaGraphExecUpdate(cudaGraphExec_t e, cudaGraph_t g, cudaGraphNode_t *n, cudaGraphExecUpdateResult *r);
static __inline__ cudaError_t cudaEventCreate(cudaEvent_t *e, unsigned int flags) { return ::cudaEventCreateWithFlags(e, flags); }
#if __cplusplus >= 201103L
template <typename... P, typename... A> static __inline__ cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t *config, void (*f)(P...), A &&...args) {
    return [&](P... exact) { void *pointers[] = {&exact..., nullptr}; return ::cudaLaunchKernelExC(config, (const void *)f, pointers); }(static_cast<A &&>(args)...);
}
#endif
#endif

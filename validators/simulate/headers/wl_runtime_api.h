/* What host code calls: launches, memory, errors, streams and events. Everything happens at once and in
 * order; what nothing would order on a device is told. */
#ifndef WL_RUNTIME_API_H
#define WL_RUNTIME_API_H
extern "C" {
void wl_launch(const uint3 *grid, const uint3 *block, unsigned long shared_bytes, void (*entry)(void *),
               const void *closure, unsigned long closure_bytes);
void *wl_device_malloc(unsigned long bytes);
void *wl_managed_malloc(unsigned long bytes);
void wl_device_free(void *data);
void wl_copy(void *to, const void *from, unsigned long bytes, unsigned kind);
void wl_fill(void *to, int value, unsigned long bytes);
int wl_allow_shared(long bytes);
int wl_device_trait(unsigned which);
void wl_stream_step(unsigned long stream);
unsigned long wl_stream_create(unsigned stands_alone);
void wl_stream_wait(unsigned long stream);
void wl_wait_for_all(void);
unsigned long wl_event_create(void);
void wl_event_record(unsigned long event, unsigned long stream);
void wl_event_wait(unsigned long event);
void wl_stream_wait_event(unsigned long stream, unsigned long event);
}

typedef int wl_handle;
typedef struct wl_stream *cudaStream_t;
typedef struct wl_event *cudaEvent_t;
enum cudaError { cudaSuccess = 0, cudaErrorInvalidValue = 1, cudaErrorMemoryAllocation = 2 };
typedef enum cudaError cudaError_t;
enum cudaMemcpyKind {
    cudaMemcpyHostToHost,
    cudaMemcpyHostToDevice,
    cudaMemcpyDeviceToHost,
    cudaMemcpyDeviceToDevice,
    cudaMemcpyDefault
};
enum { wl_symbol_to = 8, wl_symbol_from = 16 }; /* beside a kind: what it is said of */
enum cudaFuncAttribute {
    cudaFuncAttributeMaxDynamicSharedMemorySize = 8,
    cudaFuncAttributePreferredSharedMemoryCarveout = 9
};
enum cudaFuncCache { cudaFuncCachePreferNone, cudaFuncCachePreferShared, cudaFuncCachePreferL1, cudaFuncCachePreferEqual };
enum cudaDeviceAttr { cudaDevAttrMaxThreadsPerBlock = 1, cudaDevAttrWarpSize = 10, cudaDevAttrMultiProcessorCount = 16 };
/* What no result may hang on is not there: a device's name, its memory, its clocks, where it is plugged in. */
struct cudaDeviceProp {
    size_t sharedMemPerBlock;
    int regsPerBlock, warpSize, maxThreadsPerBlock, maxThreadsDim[3], maxGridSize[3], major, minor, multiProcessorCount;
};
#define cudaStreamDefault 0
#define cudaStreamNonBlocking 1
#define cudaEventDisableTiming 2

template <class T> inline cudaError_t cudaMalloc(T **at, size_t bytes)
{
    *at = (T *)wl_device_malloc(bytes);
    return cudaSuccess;
}
template <class T> inline cudaError_t cudaMallocAsync(T **at, size_t bytes, cudaStream_t stream)
{
    wl_stream_step((unsigned long)stream);
    return cudaMalloc(at, bytes);
}
template <class T> inline cudaError_t cudaMallocManaged(T **at, size_t bytes, unsigned = 1)
{
    *at = (T *)wl_managed_malloc(bytes);
    return cudaSuccess;
}
template <class T> inline cudaError_t cudaMallocHost(T **at, size_t bytes)
{
    return cudaMallocManaged(at, bytes);
}
inline cudaError_t cudaFree(void *data)
{
    wl_wait_for_all();
    wl_device_free(data);
    return cudaSuccess;
}
inline cudaError_t cudaFreeAsync(void *data, cudaStream_t stream)
{
    wl_stream_step((unsigned long)stream);
    wl_device_free(data);
    return cudaSuccess;
}
inline cudaError_t cudaFreeHost(void *data) { return cudaFree(data); }
inline cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, cudaMemcpyKind kind)
{
    wl_stream_step(0);
    wl_copy(to, from, bytes, kind);
    wl_stream_wait(0);
    return cudaSuccess;
}
inline cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
                                   cudaStream_t stream = 0)
{
    wl_stream_step((unsigned long)stream);
    wl_copy(to, from, bytes, kind);
    return cudaSuccess;
}
inline cudaError_t cudaMemset(void *to, int value, size_t bytes)
{
    wl_stream_step(0);
    wl_fill(to, value, bytes);
    return cudaSuccess;
}
inline cudaError_t cudaMemsetAsync(void *to, int value, size_t bytes, cudaStream_t stream = 0)
{
    wl_stream_step((unsigned long)stream);
    wl_fill(to, value, bytes);
    return cudaSuccess;
}
template <class T>
inline cudaError_t cudaMemcpyToSymbol(T &symbol, const void *from, size_t bytes, size_t offset = 0,
                                             cudaMemcpyKind kind = cudaMemcpyHostToDevice)
{
    if (offset > sizeof symbol || bytes > sizeof symbol - offset)
        return cudaErrorInvalidValue;
    wl_stream_step(0);
    wl_copy((char *)&symbol + offset, from, bytes, kind | wl_symbol_to);
    wl_stream_wait(0);
    return cudaSuccess;
}
template <class T>
inline cudaError_t cudaMemcpyFromSymbol(void *to, const T &symbol, size_t bytes, size_t offset = 0,
                                               cudaMemcpyKind kind = cudaMemcpyDeviceToHost)
{
    if (offset > sizeof symbol || bytes > sizeof symbol - offset)
        return cudaErrorInvalidValue;
    wl_stream_step(0);
    wl_copy(to, (const char *)&symbol + offset, bytes, kind | wl_symbol_from);
    wl_stream_wait(0);
    return cudaSuccess;
}
template <class K> inline cudaError_t cudaFuncSetAttribute(K *, cudaFuncAttribute attribute, int value)
{
    if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize)
        return cudaSuccess;
    return wl_allow_shared(value) ? cudaErrorInvalidValue : cudaSuccess;
}
template <class K> inline cudaError_t cudaFuncSetCacheConfig(K *, cudaFuncCache) { return cudaSuccess; }
inline cudaError_t cudaGetLastError() { return cudaSuccess; }
inline cudaError_t cudaPeekAtLastError() { return cudaSuccess; }
inline const char *cudaGetErrorString(cudaError_t) { return "no error"; }
inline const char *cudaGetErrorName(cudaError_t) { return "cudaSuccess"; }
inline cudaError_t cudaDeviceSynchronize()
{
    wl_wait_for_all();
    return cudaSuccess;
}
inline cudaError_t cudaDeviceReset() { return cudaSuccess; }
inline cudaError_t cudaSetDevice(int) { return cudaSuccess; }
inline cudaError_t cudaGetDevice(int *device)
{
    *device = 0;
    return cudaSuccess;
}
inline cudaError_t cudaGetDeviceCount(int *count)
{
    *count = 1;
    return cudaSuccess;
}
inline cudaError_t cudaDeviceGetAttribute(int *value, cudaDeviceAttr attribute, int)
{
    switch (attribute) {
    case cudaDevAttrWarpSize:
        *value = 32;
        break;
    case cudaDevAttrMaxThreadsPerBlock:
        *value = 1024;
        break;
    case cudaDevAttrMultiProcessorCount:
        *value = wl_device_trait(0);
        break;
    default:
        wl_abort(); /* a number that is none of the names above */
    }
    return cudaSuccess;
}
inline cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int)
{
    *properties = {49152, 65536, 32, 1024, {1024, 1024, 64}, {2147483647, 65535, 65535},
                   wl_device_trait(1), wl_device_trait(2), wl_device_trait(0)};
    return cudaSuccess;
}
inline cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned flags)
{
    *stream = (cudaStream_t)wl_stream_create(flags == cudaStreamNonBlocking);
    return cudaSuccess;
}
inline cudaError_t cudaStreamCreate(cudaStream_t *stream) { return cudaStreamCreateWithFlags(stream, 0); }
inline cudaError_t cudaStreamSynchronize(cudaStream_t stream)
{
    wl_stream_wait((unsigned long)stream);
    return cudaSuccess;
}
inline cudaError_t cudaStreamDestroy(cudaStream_t) { return cudaSuccess; }
inline cudaError_t cudaEventCreate(cudaEvent_t *event)
{
    *event = (cudaEvent_t)wl_event_create();
    return cudaSuccess;
}
inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned) { return cudaEventCreate(event); }
inline cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream = 0)
{
    wl_event_record((unsigned long)event, (unsigned long)stream);
    return cudaSuccess;
}
inline cudaError_t cudaEventSynchronize(cudaEvent_t event)
{
    wl_event_wait((unsigned long)event);
    return cudaSuccess;
}
inline cudaError_t cudaEventElapsedTime(float *milliseconds, cudaEvent_t, cudaEvent_t)
{
    *milliseconds = wl_device_trait(3) / 1024.0f;
    return cudaSuccess;
}
inline cudaError_t cudaEventDestroy(cudaEvent_t) { return cudaSuccess; }
inline cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned = 0)
{
    wl_stream_wait_event((unsigned long)stream, (unsigned long)event);
    return cudaSuccess;
}

/* The arguments of a launch, converted once and kept where the kernel's threads find them. */
template <class... A> struct wl_pack;
template <> struct wl_pack<> {
    template <class F, class... B> void with(F &f, B &...b) const { f(b...); }
};
template <class A, class... R> struct wl_pack<A, R...> {
    A first;
    wl_pack<R...> rest;
    template <class F, class... B> void with(F &f, B &...b) const { rest.with(f, b..., first); }
};
template <class T> struct wl_decayed {
    typedef T type;
};
template <class T> struct wl_decayed<T &> {
    typedef T type;
};
template <class T> struct wl_decayed<const T &> {
    typedef T type;
};
template <class T, size_t N> struct wl_decayed<T (&)[N]> {
    typedef T *type;
};
template <class F, class... A> struct wl_closure {
    F body;
    wl_pack<A...> arguments;
    static void enter(void *self)
    {
        const wl_closure *c = static_cast<const wl_closure *>(self);
        c->arguments.with(c->body);
    }
};
inline wl_pack<> wl_packed() { return {}; }
template <class A, class... R> wl_pack<A, R...> wl_packed(A first, R... rest) { return {first, wl_packed(rest...)}; }

struct wl_configuration {
    uint3 grid, block;
    size_t shared_bytes;
    cudaStream_t stream;
    wl_configuration(dim3 g, dim3 b, size_t bytes = 0, cudaStream_t s = 0)
        : grid(g), block(b), shared_bytes(bytes), stream(s)
    {
    }
};
/* `k<<<g, b, s>>>(args)` becomes `wl_start(wl_configuration(g, b, s), [=](auto... a) { k(a...); }, args)`. */
template <class F, class... A> inline void wl_start(wl_configuration c, F body, A... arguments)
{
    /* not to be filled before: clang writes what it cannot read for such types */
    __attribute__((uninitialized)) wl_closure<F, A...> closure{body, wl_packed(arguments...)};
    wl_stream_step((unsigned long)c.stream);
    wl_launch(&c.grid, &c.block, c.shared_bytes, &wl_closure<F, A...>::enter, &closure, sizeof closure);
}
#endif

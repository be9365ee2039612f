/* A CUDA driver without a device: memory is the host's, and a module is a shared object whose functions get the
 * kernel's parameters and launch shape. `WARPLOOM_STUB_*` in the environment make it fail.
 *
 * The image of a module begins with "STUB", the length of what follows as eight bytes, and a shared object. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef struct { void **parameters; unsigned grid[3], block[3], shared; } launch_t;
typedef int (*kernel_t)(const launch_t *);
typedef struct { struct timespec at; } event_t;

enum { INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_IMAGE = 200, NOT_FOUND = 500, ILLEGAL_ADDRESS = 700 };

static int lost; /* the error that the context is lost with, or 0 */
static uint64_t used_bytes;
enum { MEMORY_BYTES = 1 << 28 };

static int number_of(const char *variable, int otherwise)
{
    const char *value = getenv(variable);
    return value ? atoi(value) : otherwise;
}

int cuInit(unsigned flags) { return flags ? INVALID_VALUE : number_of("WARPLOOM_STUB_INIT", 0); }
int cuDriverGetVersion(int *version) { *version = 13000; return 0; }
int cuDeviceGetCount(int *count) { *count = number_of("WARPLOOM_STUB_COUNT", 1); return 0; }
int cuDeviceGet(int *device, int number) { *device = number; return 0; }
int cuDeviceGetName(char *name, int length, int device) { (void)device; snprintf(name, length, "Stub"); return 0; }
int cuDeviceGetUuid(char *uuid, int device) { memset(uuid, 0xA0 + device, 16); return 0; }
int cuDeviceGetAttribute(int *value, int which, int device)
{
    (void)device;
    *value = which == 75 ? number_of("WARPLOOM_STUB_MAJOR", 9) : which == 76 ? 0 : which == 97 ? 227 * 1024 : 0;
    return 0;
}
int cuDeviceTotalMem_v2(size_t *bytes, int device) { (void)device; *bytes = MEMORY_BYTES; return 0; }
int cuDevicePrimaryCtxRetain(void **context, int device) { (void)device; *context = &lost; return 0; }
int cuCtxSetCurrent(void *context) { return context == &lost ? 0 : INVALID_VALUE; }
int cuCtxSynchronize(void) { return lost; }
int cuMemGetInfo_v2(size_t *free_bytes, size_t *total)
{
    *free_bytes = MEMORY_BYTES - used_bytes;
    *total = MEMORY_BYTES;
    return lost;
}

int cuModuleLoadData(void **module, const char *image)
{
    uint64_t length;
    char path[64];
    int file;
    if (lost)
        return lost;
    if (memcmp(image, "STUB", 4))
        return INVALID_IMAGE;
    memcpy(&length, image + 4, 8);
    file = memfd_create("module", 0);
    if (file < 0 || write(file, image + 12, length) != (ssize_t)length)
        return INVALID_IMAGE;
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    /* left open: dlopen knows a library again by its path, and the number would come back */
    return *module ? 0 : INVALID_IMAGE;
}
int cuModuleUnload(void *module) { dlclose(module); return lost; }
int cuModuleGetFunction(void **function, void *module, const char *name)
{
    char host[256]; /* a kernel that is written for a device has a host's version beside it */
    snprintf(host, sizeof host, "host_%s", name);
    *function = dlsym(module, host);
    if (!*function)
        *function = dlsym(module, name);
    return lost ? lost : *function ? 0 : NOT_FOUND;
}
int cuFuncSetAttribute(void *function, int which, int value) { (void)function; (void)which; (void)value; return lost; }

int cuMemAlloc_v2(uint64_t *pointer, size_t bytes)
{
    uint64_t *block;
    if (lost)
        return lost;
    if (used_bytes + bytes > MEMORY_BYTES)
        return OUT_OF_MEMORY;
    block = aligned_alloc(256, (bytes + 256 + 255) / 256 * 256);
    block[0] = bytes;
    used_bytes += bytes;
    *pointer = (uint64_t)block + 256;
    return 0;
}
int cuMemFree_v2(uint64_t pointer)
{
    uint64_t *block = (uint64_t *)(pointer - 256);
    used_bytes -= block[0];
    free(block);
    return lost;
}
int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) { if (!lost) memcpy((void *)to, from, bytes); return lost; }
int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) { if (!lost) memcpy(to, (void *)from, bytes); return lost; }
int cuMemcpyDtoD_v2(uint64_t to, uint64_t from, size_t bytes)
{
    if (!lost)
        memmove((void *)to, (void *)from, bytes);
    return lost;
}
int cuMemsetD8_v2(uint64_t to, unsigned char value, size_t bytes) { if (!lost) memset((void *)to, value, bytes); return lost; }

int cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, void *stream, void **parameters, void **extra)
{
    launch_t launch = {parameters, {gx, gy, gz}, {bx, by, bz}, shared};
    (void)stream;
    (void)extra;
    if (lost)
        return lost;
    if (!gx || !gy || !gz || !bx || !by || !bz || bx * by * bz > 1024)
        return INVALID_VALUE;
    lost = ((kernel_t)function)(&launch); /* told by the next call, as a device does */
    return 0;
}

int cuEventCreate(event_t **event, unsigned flags) { (void)flags; *event = calloc(1, sizeof **event); return lost; }
int cuEventRecord(event_t *event, void *stream) { (void)stream; clock_gettime(CLOCK_MONOTONIC, &event->at); return lost; }
int cuEventSynchronize(event_t *event) { (void)event; return lost; }
int cuEventElapsedTime(float *ms, event_t *from, event_t *to)
{
    *ms = (to->at.tv_sec - from->at.tv_sec) * 1e3f + (to->at.tv_nsec - from->at.tv_nsec) * 1e-6f;
    return lost;
}
int cuEventDestroy_v2(event_t *event) { free(event); return lost; }
int cuGetErrorName(int code, const char **text)
{
    *text = code == ILLEGAL_ADDRESS ? "CUDA_ERROR_ILLEGAL_ADDRESS" : code == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY"
        : code == NOT_FOUND ? "CUDA_ERROR_NOT_FOUND" : code == INVALID_IMAGE ? "CUDA_ERROR_INVALID_IMAGE" : NULL;
    return 0;
}
int cuGetErrorString(int code, const char **text) { (void)code; *text = "a stub says so"; return 0; }

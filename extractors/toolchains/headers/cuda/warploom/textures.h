// CUDA: descriptions of textures and surfaces, and what reads and writes them on the device.
#pragma once
#include "runtime_types.h"
enum cudaTextureAddressMode { cudaAddressModeWrap = 0, cudaAddressModeClamp = 1, cudaAddressModeMirror = 2, cudaAddressModeBorder = 3 };
enum cudaTextureFilterMode { cudaFilterModePoint = 0, cudaFilterModeLinear = 1 };
enum cudaTextureReadMode { cudaReadModeElementType = 0, cudaReadModeNormalizedFloat = 1 };
enum cudaSurfaceBoundaryMode { cudaBoundaryModeZero = 0, cudaBoundaryModeClamp = 1, cudaBoundaryModeTrap = 2 };
enum cudaSurfaceFormatMode { cudaFormatModeForced = 0, cudaFormatModeAuto = 1 };
#define cudaTextureType1D 0x01
#define cudaTextureType2D 0x02
#define cudaTextureType3D 0x03
#define cudaTextureTypeCubemap 0x0C
#define cudaTextureType1DLayered 0xF1
#define cudaTextureType2DLayered 0xF2
#define cudaTextureTypeCubemapLayered 0xFC
#define cudaSurfaceType1D 0x01
#define cudaSurfaceType2D 0x02
#define cudaSurfaceType3D 0x03
struct cudaTextureDesc {
    enum cudaTextureAddressMode addressMode[3]; enum cudaTextureFilterMode filterMode; enum cudaTextureReadMode readMode; int sRGB; float borderColor[4]; int normalizedCoords;
    unsigned int maxAnisotropy; enum cudaTextureFilterMode mipmapFilterMode; float mipmapLevelBias, minMipmapLevelClamp, maxMipmapLevelClamp; int disableTrilinearOptimization, seamlessCubemap;
};
struct cudaResourceDesc {
    enum cudaResourceType resType;
    union {
        struct { cudaArray_t array; } array;
        struct { cudaMipmappedArray_t mipmap; } mipmap;
        struct { void *devPtr; struct cudaChannelFormatDesc desc; size_t sizeInBytes; } linear;
        struct { void *devPtr; struct cudaChannelFormatDesc desc; size_t width, height, pitchInBytes; } pitch2D;
        struct { int reserved[32]; } reserved;
    } res;
    unsigned int flags;
};
struct cudaResourceViewDesc { enum cudaResourceViewFormat format; size_t width, height, depth; unsigned int firstMipmapLevel, lastMipmapLevel, firstLayer, lastLayer; };
struct textureReference { int normalized; enum cudaTextureFilterMode filterMode; enum cudaTextureAddressMode addressMode[3]; struct cudaChannelFormatDesc channelDesc; int sRGB; unsigned int maxAnisotropy; };
struct surfaceReference { struct cudaChannelFormatDesc channelDesc; };
#if defined(__cplusplus) && defined(__CUDA__)
// The texture unit is reached through instructions that differ by type; a call that stays external stands for each.
#define WARPLOOM_FETCH(N, P, A) \
    template <typename T> __device__ T __warploom_##N P; \
    template <typename T> WARPLOOM_DEVICE T N P { return __warploom_##N<T> A; } \
    template <typename T> WARPLOOM_DEVICE typename __warploom_void<T>::type N(T *out, WARPLOOM_ARGUMENTS P) { *out = __warploom_##N<T> A; }
template <typename T> struct __warploom_void { typedef void type; };
#define WARPLOOM_ARGUMENTS(...) __VA_ARGS__
WARPLOOM_FETCH(tex1Dfetch, (cudaTextureObject_t t, int x), (t, x))
WARPLOOM_FETCH(tex1D, (cudaTextureObject_t t, float x), (t, x))
WARPLOOM_FETCH(tex2D, (cudaTextureObject_t t, float x, float y), (t, x, y))
WARPLOOM_FETCH(tex3D, (cudaTextureObject_t t, float x, float y, float z), (t, x, y, z))
WARPLOOM_FETCH(tex1DLayered, (cudaTextureObject_t t, float x, int layer), (t, x, layer))
WARPLOOM_FETCH(tex2DLayered, (cudaTextureObject_t t, float x, float y, int layer), (t, x, y, layer))
WARPLOOM_FETCH(texCubemap, (cudaTextureObject_t t, float x, float y, float z), (t, x, y, z))
WARPLOOM_FETCH(tex1DLod, (cudaTextureObject_t t, float x, float level), (t, x, level))
WARPLOOM_FETCH(tex2DLod, (cudaTextureObject_t t, float x, float y, float level), (t, x, y, level))
WARPLOOM_FETCH(tex3DLod, (cudaTextureObject_t t, float x, float y, float z, float level), (t, x, y, z, level))
WARPLOOM_FETCH(surf1Dread, (cudaSurfaceObject_t s, int x, cudaSurfaceBoundaryMode m = cudaBoundaryModeTrap), (s, x, m))
WARPLOOM_FETCH(surf2Dread, (cudaSurfaceObject_t s, int x, int y, cudaSurfaceBoundaryMode m = cudaBoundaryModeTrap), (s, x, y, m))
WARPLOOM_FETCH(surf3Dread, (cudaSurfaceObject_t s, int x, int y, int z, cudaSurfaceBoundaryMode m = cudaBoundaryModeTrap), (s, x, y, z, m))
template <typename T> __device__ T __warploom_tex2Dgather(cudaTextureObject_t t, float x, float y, int c);
template <typename T> WARPLOOM_DEVICE T tex2Dgather(cudaTextureObject_t t, float x, float y, int c = 0) { return __warploom_tex2Dgather<T>(t, x, y, c); }
template <typename T> __device__ void surf1Dwrite(T v, cudaSurfaceObject_t s, int x, cudaSurfaceBoundaryMode m = cudaBoundaryModeTrap);
template <typename T> __device__ void surf2Dwrite(T v, cudaSurfaceObject_t s, int x, int y, cudaSurfaceBoundaryMode m = cudaBoundaryModeTrap);
template <typename T> __device__ void surf3Dwrite(T v, cudaSurfaceObject_t s, int x, int y, int z, cudaSurfaceBoundaryMode m = cudaBoundaryModeTrap);
#undef WARPLOOM_FETCH
#undef WARPLOOM_ARGUMENTS
#endif

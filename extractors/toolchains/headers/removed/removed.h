// Names that CUDA no longer has, told in those that took their place; for our declarations and for a real toolkit.
#pragma once
#pragma clang system_header
#if defined(__CUDA__)
#define cudaThreadSynchronize cudaDeviceSynchronize
#define cudaThreadExit cudaDeviceReset
#define cudaThreadSetLimit cudaDeviceSetLimit
#define cudaThreadGetLimit cudaDeviceGetLimit
#define cudaThreadSetCacheConfig cudaDeviceSetCacheConfig
#define cudaThreadGetCacheConfig cudaDeviceGetCacheConfig
#define cudaMemcpyArrayToArray(to, tx, ty, from, fx, fy, n, kind) cudaErrorNotSupported
#define cudaLaunchCooperativeKernelMultiDevice(list, n, flags) cudaErrorNotSupported
#define cudaBindTexture(...) cudaErrorNotSupported
#define cudaBindTexture2D(...) cudaErrorNotSupported
#define cudaBindTextureToArray(...) cudaErrorNotSupported
#define cudaUnbindTexture(...) cudaErrorNotSupported
#define cudaGetTextureReference(...) cudaErrorNotSupported
#define cudaGetTextureAlignmentOffset(...) cudaErrorNotSupported
#define cudaBindSurfaceToArray(...) cudaErrorNotSupported

// nvcc says which it is; a clang with a real toolkit does not, and code that asks would take the oldest path.
#if !defined(__CUDACC_VER_MAJOR__)
#define __CUDACC_VER_MAJOR__ (CUDA_VERSION / 1000)
#define __CUDACC_VER_MINOR__ (CUDA_VERSION % 1000 / 10)
#define __CUDACC_VER_BUILD__ 0
#endif

// Before Volta lanes moved in step and no mask was named: all lanes are meant.
#define __shfl(...) __shfl_sync(0xffffffffu, __VA_ARGS__)
#define __shfl_up(...) __shfl_up_sync(0xffffffffu, __VA_ARGS__)
#define __shfl_down(...) __shfl_down_sync(0xffffffffu, __VA_ARGS__)
#define __shfl_xor(...) __shfl_xor_sync(0xffffffffu, __VA_ARGS__)
// A real toolkit has votes without a mask still, and its C++ library has functions of these names.
#ifdef WARPLOOM_STUB_CUDA
static __inline__ __attribute__((device)) int __any(int p) { return __any_sync(0xffffffffu, p); }
static __inline__ __attribute__((device)) int __all(int p) { return __all_sync(0xffffffffu, p); }
static __inline__ __attribute__((device)) unsigned int __ballot(int p) { return __ballot_sync(0xffffffffu, p); }
#endif

#ifndef WARPLOOM_STUB_CUDA
#if CUDART_VERSION >= 13000
struct textureReference { int normalized; cudaTextureFilterMode filterMode; cudaTextureAddressMode addressMode[3]; cudaChannelFormatDesc channelDesc; int sRGB; unsigned int maxAnisotropy; };
struct surfaceReference { cudaChannelFormatDesc channelDesc; };
#endif
#endif
#if defined(WARPLOOM_STUB_CUDA) || CUDART_VERSION >= 13000
// A texture reference was a variable of a type that the compiler knows: on the device it is a handle of 64 bits, and a
// fetch through it becomes one through the object that it would be bound to.
template <class T, int kind = cudaTextureType1D, cudaTextureReadMode mode = cudaReadModeElementType>
struct __attribute__((device_builtin_texture_type)) texture : public textureReference {};
template <class T, int kind = 1> struct __attribute__((device_builtin_surface_type)) surface : public surfaceReference {};
template <class T, int kind, cudaTextureReadMode mode>
static __inline__ __attribute__((device)) cudaTextureObject_t __warploom_bound(texture<T, kind, mode> t) { return *reinterpret_cast<cudaTextureObject_t *>(&t); }
template <class T, cudaTextureReadMode mode> struct __warploom_fetched { typedef T type; };
#define WARPLOOM_NORMALIZED(T, F) template <> struct __warploom_fetched<T, cudaReadModeNormalizedFloat> { typedef F type; };
WARPLOOM_NORMALIZED(unsigned char, float) WARPLOOM_NORMALIZED(signed char, float) WARPLOOM_NORMALIZED(char, float)
WARPLOOM_NORMALIZED(unsigned short, float) WARPLOOM_NORMALIZED(short, float)
WARPLOOM_NORMALIZED(uchar1, float1) WARPLOOM_NORMALIZED(uchar2, float2) WARPLOOM_NORMALIZED(uchar4, float4)
WARPLOOM_NORMALIZED(char1, float1) WARPLOOM_NORMALIZED(char2, float2) WARPLOOM_NORMALIZED(char4, float4)
WARPLOOM_NORMALIZED(ushort1, float1) WARPLOOM_NORMALIZED(ushort2, float2) WARPLOOM_NORMALIZED(ushort4, float4)
#undef WARPLOOM_NORMALIZED
#define WARPLOOM_REFERENCE(N, P, A) \
    template <class T, int kind, cudaTextureReadMode mode> \
    static __inline__ __attribute__((device)) typename __warploom_fetched<T, mode>::type N P { return N<typename __warploom_fetched<T, mode>::type> A; }
#define WARPLOOM_TEXTURE texture<T, kind, mode> t
WARPLOOM_REFERENCE(tex1Dfetch, (WARPLOOM_TEXTURE, int x), (__warploom_bound(t), x))
WARPLOOM_REFERENCE(tex1D, (WARPLOOM_TEXTURE, float x), (__warploom_bound(t), x))
WARPLOOM_REFERENCE(tex2D, (WARPLOOM_TEXTURE, float x, float y), (__warploom_bound(t), x, y))
WARPLOOM_REFERENCE(tex3D, (WARPLOOM_TEXTURE, float x, float y, float z), (__warploom_bound(t), x, y, z))
WARPLOOM_REFERENCE(tex1DLayered, (WARPLOOM_TEXTURE, float x, int layer), (__warploom_bound(t), x, layer))
WARPLOOM_REFERENCE(tex2DLayered, (WARPLOOM_TEXTURE, float x, float y, int layer), (__warploom_bound(t), x, y, layer))
WARPLOOM_REFERENCE(tex2DLod, (WARPLOOM_TEXTURE, float x, float y, float level), (__warploom_bound(t), x, y, level))
WARPLOOM_REFERENCE(tex3DLod, (WARPLOOM_TEXTURE, float x, float y, float z, float level), (__warploom_bound(t), x, y, z, level))
#undef WARPLOOM_REFERENCE
#undef WARPLOOM_TEXTURE
#endif
#endif

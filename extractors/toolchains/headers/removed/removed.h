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
#define __any(...) __any_sync(0xffffffffu, (__VA_ARGS__))
#define __all(...) __all_sync(0xffffffffu, (__VA_ARGS__))
#define __ballot(...) __ballot_sync(0xffffffffu, (__VA_ARGS__))

// A texture reference was a variable; a fetch through it becomes one through the object that it would be bound to.
template <class T, int kind = cudaTextureType1D, cudaTextureReadMode mode = cudaReadModeElementType>
struct texture {
    int normalized;
    cudaTextureFilterMode filterMode;
    cudaTextureAddressMode addressMode[3];
    cudaChannelFormatDesc channelDesc;
    int sRGB;
    unsigned int maxAnisotropy;
    cudaTextureObject_t bound;
};
template <class T, int kind = 1> struct surface { cudaSurfaceObject_t bound; };
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
WARPLOOM_REFERENCE(tex1Dfetch, (WARPLOOM_TEXTURE, int x), (t.bound, x))
WARPLOOM_REFERENCE(tex1D, (WARPLOOM_TEXTURE, float x), (t.bound, x))
WARPLOOM_REFERENCE(tex2D, (WARPLOOM_TEXTURE, float x, float y), (t.bound, x, y))
WARPLOOM_REFERENCE(tex3D, (WARPLOOM_TEXTURE, float x, float y, float z), (t.bound, x, y, z))
WARPLOOM_REFERENCE(tex1DLayered, (WARPLOOM_TEXTURE, float x, int layer), (t.bound, x, layer))
WARPLOOM_REFERENCE(tex2DLayered, (WARPLOOM_TEXTURE, float x, float y, int layer), (t.bound, x, y, layer))
WARPLOOM_REFERENCE(tex2DLod, (WARPLOOM_TEXTURE, float x, float y, float level), (t.bound, x, y, level))
WARPLOOM_REFERENCE(tex3DLod, (WARPLOOM_TEXTURE, float x, float y, float z, float level), (t.bound, x, y, z, level))
#undef WARPLOOM_REFERENCE
#undef WARPLOOM_TEXTURE
#endif

// Run-time values become template arguments, with macros and with generic lambdas.
#include <cstdint>
#include <cuda_runtime.h>
#include <type_traits>

enum class DType : uint8_t { f32, f64, i32 };

#define DISPATCH(dtype, ...)                                                    \
    switch (dtype) {                                                            \
    case DType::f32: { using scalar_t = float; __VA_ARGS__; break; }            \
    case DType::f64: { using scalar_t = double; __VA_ARGS__; break; }           \
    case DType::i32: { using scalar_t = int32_t; __VA_ARGS__; break; }          \
    }

#define DEFINE_UNARY(name, expression)                                          \
    template <typename T> __global__ void name##_kernel(T *x, int n)            \
    {                                                                           \
        for (int i = threadIdx.x; i < n; i += blockDim.x) x[i] = (expression);  \
    }                                                                           \
    template <typename T> void name(T *x, int n) { name##_kernel<<<1, 256>>>(x, n); }

DEFINE_UNARY(negate, -x[i])
DEFINE_UNARY(square, x[i] * x[i])

template <typename To, typename From, int VEC = 1>
__global__ void copy_strided(To *__restrict__ to, const From *__restrict__ from, int n, int stride)
{
    int i = (blockIdx.x * blockDim.x + threadIdx.x) * VEC;
#pragma unroll
    for (int v = 0; v < VEC; ++v)
        if (i + v < n) to[i + v] = static_cast<To>(from[(i + v) * stride]);
}

template <class F>
static void with_bool(bool b, F &&f)
{
    if (b) f(std::true_type{});
    else f(std::false_type{});
}

void convert(DType type, const float *from, void *to, int n, cudaStream_t stream)
{
    DISPATCH(type, copy_strided<scalar_t, float><<<(n + 255) / 256, 256, 0, stream>>>((scalar_t *)to, from, n, 1));
}

void gather(DType type, const void *from, float *to, int n, int stride, cudaStream_t stream)
{
    with_bool(n % 4 == 0, [&](auto is_wide) {
        constexpr int vec = decltype(is_wide)::value ? 4 : 1;
        if (type == DType::f64) {
            copy_strided<float, double, vec><<<dim3((n + 1023) / 1024), dim3(256), 0, stream>>>(to, static_cast<const double *>(from), n, stride);
        } else {
            copy_strided<float, float, vec><<<dim3((n + 1023) / 1024), dim3(256), 0, stream>>>(
                to, static_cast<const float *>(from), n, stride);
        }
    });
}

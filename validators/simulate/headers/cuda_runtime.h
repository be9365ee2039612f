/* CUDA for the simulator: device code is C++ of the host, and whatever a GPU does is a call of the simulator. */
#ifndef WL_CUDA_RUNTIME_H
#define WL_CUDA_RUNTIME_H
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define __global__ __attribute__((noinline, used))
#define __device__
#define __host__
/* What nobody but the host writes; what reads the module tells it by an alignment that nothing else has. */
#define __constant__ __attribute__((aligned(2048)))
#define __managed__
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
/* Kept in an attribute that means nothing to code without vectors; the rest is told from the compiler's own numbers. */
#define __launch_bounds__(n, ...) __attribute__((min_vector_width((1 << 20) + (n))))
#define __grid_constant__
#define __align__(n) __attribute__((aligned(n)))
#define __restrict __restrict__
/* What reads the module takes every thread-local variable for a shared one. Those that a launch sizes are written
 * `extern __shared__`, which the front end makes `extern __wl_sized__`: C++'s own would be reached by a call.
 * `used`, as the optimiser would else take what no thread of its own writes for zeros. */
#define __shared__ static thread_local __attribute__((used))
#define __wl_sized__ __thread
/* What the code promises is looked at, as compilers make of it what they like. */
#define __builtin_assume(x) ((x) ? (void)0 : __builtin_trap())
#define __assume(x) __builtin_assume(x)
#define CUDART_INF_F __builtin_inff()
#define CUDART_NAN_F __builtin_nanf("")
#define CUDART_INF __builtin_inf()
#define CUDART_NAN __builtin_nan("")
#define CUDART_PI_F 3.141592654f
#define CUDART_PI 3.1415926535897931e+0
#define CUDART_MAX_NORMAL_F FLT_MAX

#include "wl_vectors.h"

extern "C" {
extern const uint3 threadIdx, blockIdx;
extern const dim3 blockDim, gridDim;
}
static constexpr int warpSize = 32;

#include "wl_runtime_api.h"
#include "wl_warp.h"
#include "wl_atomics.h"
#include "wl_device_math.h"
#endif

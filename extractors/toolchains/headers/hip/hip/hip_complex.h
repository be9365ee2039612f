// Declarations of our own for HIP, for code that is compiled and not run: complex numbers.
#pragma once
#include <hip/hip_runtime.h>

typedef float2 hipFloatComplex;
typedef double2 hipDoubleComplex;
typedef hipFloatComplex hipComplex;
__host__ __device__ inline hipFloatComplex make_hipFloatComplex(float x, float y) { return hipFloatComplex(x, y); }
__host__ __device__ inline float hipCrealf(hipFloatComplex z) { return z.x; }
__host__ __device__ inline float hipCimagf(hipFloatComplex z) { return z.y; }
__host__ __device__ inline hipFloatComplex hipConjf(hipFloatComplex z) { return hipFloatComplex(z.x, -z.y); }
__host__ __device__ inline hipFloatComplex hipCaddf(hipFloatComplex p, hipFloatComplex q) {
  return hipFloatComplex(p.x + q.x, p.y + q.y);
}
__host__ __device__ inline hipFloatComplex hipCsubf(hipFloatComplex p, hipFloatComplex q) {
  return hipFloatComplex(p.x - q.x, p.y - q.y);
}
__host__ __device__ inline hipFloatComplex hipCmulf(hipFloatComplex p, hipFloatComplex q) {
  return hipFloatComplex(p.x * q.x - p.y * q.y, p.x * q.y + p.y * q.x);
}
__host__ __device__ inline hipFloatComplex hipCdivf(hipFloatComplex p, hipFloatComplex q) {
  float n = q.x * q.x + q.y * q.y;
  return hipFloatComplex((p.x * q.x + p.y * q.y) / n, (p.y * q.x - p.x * q.y) / n);
}
__device__ inline float hipCabsf(hipFloatComplex z) { return hypotf(z.x, z.y); }
__host__ __device__ inline hipDoubleComplex make_hipDoubleComplex(double x, double y) { return hipDoubleComplex(x, y); }
__host__ __device__ inline double hipCreal(hipDoubleComplex z) { return z.x; }
__host__ __device__ inline double hipCimag(hipDoubleComplex z) { return z.y; }
__host__ __device__ inline hipDoubleComplex hipConj(hipDoubleComplex z) { return hipDoubleComplex(z.x, -z.y); }
__host__ __device__ inline hipDoubleComplex hipCadd(hipDoubleComplex p, hipDoubleComplex q) {
  return hipDoubleComplex(p.x + q.x, p.y + q.y);
}
__host__ __device__ inline hipDoubleComplex hipCsub(hipDoubleComplex p, hipDoubleComplex q) {
  return hipDoubleComplex(p.x - q.x, p.y - q.y);
}
__host__ __device__ inline hipDoubleComplex hipCmul(hipDoubleComplex p, hipDoubleComplex q) {
  return hipDoubleComplex(p.x * q.x - p.y * q.y, p.x * q.y + p.y * q.x);
}
__host__ __device__ inline hipDoubleComplex hipCdiv(hipDoubleComplex p, hipDoubleComplex q) {
  double n = q.x * q.x + q.y * q.y;
  return hipDoubleComplex((p.x * q.x + p.y * q.y) / n, (p.y * q.x - p.x * q.y) / n);
}
__device__ inline double hipCabs(hipDoubleComplex z) { return hypot(z.x, z.y); }

#include <hip/hip_bf16.h>
#include <hip/hip_complex.h>
#include <hip/hip_fp16.h>
#include <hip/hip_runtime.h>

template <class T> __global__ void __launch_bounds__(256, 2) reduce(T *sums, const float4 *values, __half *halves, int n) {
  extern __shared__ float shared[];
  int i = blockIdx.x * blockDim.x + threadIdx.x, lane = hipThreadIdx_x % warpSize;
  shared[threadIdx.x] = sinf(values[i].x) + sqrt(values[i].y) + pow(values[i].z, 2.0f) + __expf(values[i].w);
  __syncthreads();
  float sum = shared[threadIdx.x];
  for (int offset = warpSize / 2; offset; offset /= 2) sum += __shfl_down(sum, offset);
  double other = __shfl_xor((double)sum, 1);
  if (lane == 0) atomicAdd(sums, (T)sum + (T)other);
  halves[i] = __float2half(sum);
  float4 scaled = values[i] + values[0];
  scaled *= make_float4(1, 2, 3, 4);
  if (n < 0) printf("%d %f\n", n, scaled.x);
  unsigned long long positive = __ballot(sum > 0);
  atomicCAS((int *)sums, 1, (int)positive);
}

void launch(float *sums, const float4 *values, __half *halves, int n) {
  hipMalloc(&sums, n * sizeof(float));
  hipMemset(sums, 0, n * sizeof(float));
  hipLaunchKernelGGL(reduce<float>, dim3(n), 256, 1024, 0, sums, values, halves, n);
  reduce<double><<<n, 256>>>((double *)sums, values, halves, n);
  hipDeviceSynchronize();
}

#pragma OPENCL EXTENSION cl_khr_fp16 : enable
__constant sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP | CLK_FILTER_NEAREST;

__kernel void blend(__global const float4 *a, __global float *b, __local float *shared, read_only image2d_t image,
                    write_only image2d_t result, __global int *counter, __global half *halves) {
  size_t i = get_global_id(0);
  float4 v = a[i] * convert_float4((int4)(1, 2, 3, 4));
  shared[get_local_id(0)] = dot(v, v) + native_sin(v.x) + fma(v.x, v.y, v.z) + as_float(as_int(v.w));
  barrier(CLK_LOCAL_MEM_FENCE);
  float4 pixel = read_imagef(image, sampler, (int2)(i, 0));
  write_imagef(result, (int2)(i, 1), pixel);
  atomic_add(counter, 1);
  b[i] = shared[0] + vload_half(0, halves) + clamp(pixel.y, 0.0f, M_PI_F);
  vstore4(pixel, i, b);
  counter[1] = convert_uchar4_sat(pixel).x;
  halves[i] = (half)pixel.x;
#if __OPENCL_C_VERSION__ >= 200
  b[i] += work_group_reduce_add(pixel.x) + sub_group_reduce_max(pixel.y);
#endif
  printf("%d\n", (int)i);
}

#ifndef TYPE
#define TYPE float
#endif
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define VEC4 CAT(TYPE, 4)

__constant float weights[3][3] = {
	{ 1, 2, 1 },
	{ 2, 4, 2 },
	{ 1, 2, 1 },
};

__constant sampler_t sampler = CLK_NORMALIZED_COORDS_FALSE | CLK_ADDRESS_CLAMP | CLK_FILTER_NEAREST;

__kernel __attribute__((reqd_work_group_size(16, 16, 1))) __attribute__((vec_type_hint(float4)))
void convolve(__read_only image2d_t in, __write_only image2d_t out)
{
	int2 at = (int2)(get_global_id(0), get_global_id(1));
	float4 s = (float4)(0);
	for (int y = -1; y <= 1; y++)
		for (int x = -1; x <= 1; x++)
			s += weights[y + 1][x + 1] * read_imagef(in, sampler, at + (int2)(x, y));
	write_imagef(out, at, s / 16);
}

#ifdef LOCAL
__kernel void box(__global const TYPE *in, __global TYPE *out, int n, __local TYPE *row)
#else
__kernel void box(__global const TYPE *in, __global TYPE *out, int n)
#endif
{
	int i = get_global_id(0);
#ifdef LOCAL
	event_t e = async_work_group_copy(row, in + get_group_id(0) * get_local_size(0), get_local_size(0), 0);
	wait_group_events(1, &e);
#endif
	TYPE s = 0;
	int k = -2;
	#pragma unroll
	do {
		s += i + k >= 0 && i + k < n ? in[i + k] : 0;
	} while (++k <= 2);
	out[i] = s / 5;
}

static VEC4 brightest(VEC4 a, VEC4 b)
{
	return fmax(a, b);
}

__kernel void
maximum(__global const VEC4 *x,
		__global VEC4 *out,
		uint n)
{
	VEC4 m = x[0];
	for (uint i = get_local_id(0); i < n; i += get_local_size(0)) m = brightest(m, x[i]);
	out[get_local_id(0)] = m;
}

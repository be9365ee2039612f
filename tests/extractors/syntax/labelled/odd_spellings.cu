/* Specifiers in every order. */
#include <cuda_runtime.h>
#ifndef __CUDACC__
#define __global__
#define __device__
#endif

#define HD __host__ __device__
#define WARP 32

typedef struct particle { float x, v; } particle;

HD static void push(particle *p, float dt) { p->x += dt * p->v; }

static HD __inline__
float energy(const particle p)
{
	return .5f * p.v * p.v;
}

void __global__ void_first(particle *p, float dt)
{
	push(&p[threadIdx.x + blockDim.x * blockIdx.x], dt);
}

inline static void __global__ __launch_bounds__(WARP) inline_static(const particle *p, float *e, int n)
{
	float s = 0.f;
	for (int i = threadIdx.x; i < n; i += WARP) s += energy(p[i]);
	for (int d = WARP >> 1; d; d >>= 1) s += __shfl_xor_sync(0xffffffff, s, d);
	if (!threadIdx.x) *e = s;
}

#ifdef USE_DOUBLE
__global__ void typed(double *x, double a)
#else
__global__ void typed(float *x, float a)
#endif
{
	x[threadIdx.x] *= a;
}

__global__ void declared_only(int *);

struct Wrapper
{
	static __device__ void body(int *x) { atomicAdd(x, 1); }
	static void launch(int *x, int n);
	using kernel_type = void(int *);
};

template<class W>__global__ void call_wrapper(int*x){W::body(x);}

void Wrapper::launch(int *x, int n)
{
	call_wrapper<Wrapper><<<n,1>>>(x);
	while (n-->0) call_wrapper<Wrapper><<<1,n+1>>>(x);
}

void run_all(particle *p, float *e, int n)
{
	void_first<<<n/WARP,WARP>>>(p,.01f); inline_static<<<1,WARP,0,0>>>(p,e,n);
	typed<<<
		1,
		n
	>>>(
		e, 2
	);
}

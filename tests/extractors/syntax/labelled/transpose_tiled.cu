/* Matrix transposition through shared memory. */
#include <cuda_runtime.h>
#include <stdio.h>
#include <stdlib.h>

enum { TILE = 32, ROWS = 8 };

extern "C" __global__ void transpose_naive(const double *in, double *out, int n, int m);

extern "C" __global__ void transpose_naive(const double *in, double *out, int n, int m)
{
	const int j = blockIdx.x * TILE + threadIdx.x, i = blockIdx.y * TILE + threadIdx.y;
	for (int k = 0; k < TILE; k += ROWS)
		if (j < m && i + k < n)
			out[(size_t)j * n + i + k] = in[(size_t)(i + k) * m + j];
}

static
__global__
void
transpose_tiled(const double *in, double *out, int n, int m)
{
	__shared__ double tile[TILE][TILE + 1];
	int j = blockIdx.x * TILE + threadIdx.x;
	int i = blockIdx.y * TILE + threadIdx.y;
	for (int k = 0; k < TILE; k += ROWS) {
		if (j < m && i + k < n)
			tile[threadIdx.y + k][threadIdx.x] = in[(size_t)(i + k) * m + j];
	}
	__syncthreads();
	j = blockIdx.y * TILE + threadIdx.x;
	i = blockIdx.x * TILE + threadIdx.y;
	int k = 0;
	while (k < TILE) {
		if (j < n && i + k < m)
			out[(size_t)(i + k) * n + j] = tile[threadIdx.x][threadIdx.y + k];
		k += ROWS;
	}
}

typedef void (*kernel_t)(const double *, double *, int, int);

static float time_of(kernel_t kernel, const double *in, double *out, int n, int m)
{
	dim3 grid((m + TILE - 1) / TILE, (n + TILE - 1) / TILE), block(TILE, ROWS);
	cudaEvent_t start, stop;
	float ms;
	cudaEventCreate(&start);
	cudaEventCreate(&stop);
	cudaEventRecord(start, 0);
	kernel<<<grid, block>>>(in, out, n, m);
	cudaEventRecord(stop, 0);
	cudaEventSynchronize(stop);
	cudaEventElapsedTime(&ms, start, stop);
	return ms;
}

int main(int argc, char **argv)
{
	const kernel_t kernels[] = { transpose_naive, transpose_tiled };
	int n = argc > 1 ? atoi(argv[1]) : 1024;
	double *in, *out;
	cudaMallocManaged(&in, sizeof(double) * n * n);
	cudaMallocManaged(&out, sizeof(double) * n * n);
	for (int i = 0; i < n * n; i++) in[i] = i;
	for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
		printf("%zu: %.3f ms\n", k, time_of(kernels[k], in, out, n, n));
	return out[1] != in[n];
}

// Prices of European calls and puts by the formula of Black and Scholes: a put costs what the parity of puts and calls
// says, which spares two of four integrals; several options for each thread hide the latency of the others
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

#define ITEMS_PER_THREAD 2

// The share of a standard normal distribution below d
__device__ double normal_below(double d)
{
    return 0.5 * erfc(-d * 0.70710678118654752440);
}

__global__ void black_scholes_kernel(int n, double rate, double volatility, const double *__restrict__ spot,
                                     const double *__restrict__ strike, const double *__restrict__ years,
                                     double *__restrict__ call, double *__restrict__ put)
{
    const double drift = rate + 0.5 * volatility * volatility;
    const int stride = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) {
        const double spread = volatility * sqrt(years[i]);
        const double d1 = (log(spot[i] / strike[i]) + drift * years[i]) / spread;
        const double discounted = strike[i] * exp(-rate * years[i]);
        const double price = spot[i] * normal_below(d1) - discounted * normal_below(d1 - spread);
        call[i] = price;
        put[i] = price + discounted - spot[i];
    }
}

extern "C" void launch_black_scholes(int n, double rate, double volatility, const double *spot, const double *strike,
                                     const double *years, double *call, double *put)
{
    if (n > 0) {
        const int items_per_block = BLOCK_SIZE * ITEMS_PER_THREAD;
        const int blocks = (n + items_per_block - 1) / items_per_block;
        black_scholes_kernel<<<blocks, BLOCK_SIZE>>>(n, rate, volatility, spot, strike, years, call, put);
    }
}

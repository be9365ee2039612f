// Prices of European calls and puts by the formula of Black and Scholes: one thread for each option
#include <cuda_runtime.h>
#include <math.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

// The share of a standard normal distribution below d
__device__ double normal_below(double d)
{
    return 0.5 * erfc(-d * 0.70710678118654752440);
}

__global__ void black_scholes_kernel(int n, double rate, double volatility, const double *spot, const double *strike,
                                     const double *years, double *call, double *put)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        const double spread = volatility * sqrt(years[i]);
        const double d1 = (log(spot[i] / strike[i]) + (rate + 0.5 * volatility * volatility) * years[i]) / spread;
        const double d2 = d1 - spread;
        const double discounted = strike[i] * exp(-rate * years[i]);
        call[i] = spot[i] * normal_below(d1) - discounted * normal_below(d2);
        put[i] = discounted * normal_below(-d2) - spot[i] * normal_below(-d1);
    }
}

extern "C" void launch_black_scholes(int n, double rate, double volatility, const double *spot, const double *strike,
                                     const double *years, double *call, double *put)
{
    if (n > 0) {
        const int blocks = (n + BLOCK_SIZE - 1) / BLOCK_SIZE;
        black_scholes_kernel<<<blocks, BLOCK_SIZE>>>(n, rate, volatility, spot, strike, years, call, put);
    }
}

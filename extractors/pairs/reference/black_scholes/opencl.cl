// Prices of European calls and puts by the formula of Black and Scholes: one work-item for each option
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// The share of a standard normal distribution below d
double normal_below(const double d)
{
    return 0.5 * erfc(-d * 0.70710678118654752440);
}

__kernel void black_scholes(const int n, const double rate, const double volatility, __global const double *spot,
                            __global const double *strike, __global const double *years, __global double *call,
                            __global double *put)
{
    const int i = get_global_id(0);
    if (i < n) {
        const double spread = volatility * sqrt(years[i]);
        const double d1 = (log(spot[i] / strike[i]) + (rate + 0.5 * volatility * volatility) * years[i]) / spread;
        const double d2 = d1 - spread;
        const double discounted = strike[i] * exp(-rate * years[i]);
        call[i] = spot[i] * normal_below(d1) - discounted * normal_below(d2);
        put[i] = discounted * normal_below(-d2) - spot[i] * normal_below(-d1);
    }
}

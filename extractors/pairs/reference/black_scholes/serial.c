#include <math.h>

/* The share of a standard normal distribution below d. */
static double normal_below(double d)
{
    return 0.5 * erfc(-d * 0.70710678118654752440);
}

/* Prices of European calls and puts by the formula of Black and Scholes. */
void black_scholes(int n, double rate, double volatility, const double *restrict spot, const double *restrict strike,
                   const double *restrict years, double *restrict call, double *restrict put)
{
    for (int i = 0; i < n; i++) {
        const double spread = volatility * sqrt(years[i]);
        const double d1 = (log(spot[i] / strike[i]) + (rate + 0.5 * volatility * volatility) * years[i]) / spread;
        const double d2 = d1 - spread;
        const double discounted = strike[i] * exp(-rate * years[i]);
        call[i] = spot[i] * normal_below(d1) - discounted * normal_below(d2);
        put[i] = discounted * normal_below(-d2) - spot[i] * normal_below(-d1);
    }
}

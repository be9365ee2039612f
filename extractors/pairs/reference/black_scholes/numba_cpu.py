"""Prices of European calls and puts by the formula of Black and Scholes."""

import math

from numba import njit, prange


@njit
def normal_below(d):
    """The share of a standard normal distribution below `d`."""
    return 0.5 * math.erfc(-d * 0.70710678118654752440)


@njit(parallel=True)
def black_scholes(n, rate, volatility, spot, strike, years, call, put):
    """Store the prices of `n` options each in `call` and `put`."""
    for i in prange(n):
        spread = volatility * math.sqrt(years[i])
        d1 = (math.log(spot[i] / strike[i]) + (rate + 0.5 * volatility * volatility) * years[i]) / spread
        d2 = d1 - spread
        discounted = strike[i] * math.exp(-rate * years[i])
        call[i] = spot[i] * normal_below(d1) - discounted * normal_below(d2)
        put[i] = discounted * normal_below(-d2) - spot[i] * normal_below(-d1)

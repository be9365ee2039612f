"""What the prices must be."""

import math


def oracle(numpy, n, rate, volatility, spot, strike, years, call, put):
    """The formula with the error function, option by option; a put by the parity of puts and calls."""
    calls, puts = [], []
    for price, limit, time in zip(spot.tolist(), strike.tolist(), years.tolist(), strict=True):
        spread = volatility * math.sqrt(time)
        forward = price * math.exp(rate * time)
        upper = math.log(forward / limit) / spread + spread / 2
        lower = upper - spread
        shares = [(1 + math.erf(bound / math.sqrt(2))) / 2 for bound in (upper, lower)]
        calls.append(math.exp(-rate * time) * (forward * shares[0] - limit * shares[1]))
        puts.append(calls[-1] - price + limit * math.exp(-rate * time))
    return {"call": numpy.array(calls), "put": numpy.array(puts)}

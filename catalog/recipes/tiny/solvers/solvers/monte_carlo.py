"""Pi by throwing darts, a stream of random numbers for each thread."""

import numpy as np
from numba import cuda
from numba.cuda.random import create_xoroshiro128p_states, xoroshiro128p_uniform_float32


@cuda.jit
def throw(states, n_throws, hits):
    """Count in `hits[thread]` how many of its throws land in the quarter circle."""
    thread = cuda.grid(1)
    if thread >= hits.size:
        return
    count = 0
    for _ in range(n_throws):
        x = xoroshiro128p_uniform_float32(states, thread)
        y = xoroshiro128p_uniform_float32(states, thread)
        if x * x + y * y < 1.0:
            count += 1
    hits[thread] = count


def estimate(n_threads=4096, n_throws=10_000, seed=1):
    """An estimate of pi whose error shrinks with the square root of all throws."""
    states = create_xoroshiro128p_states(n_threads, seed=seed)
    hits = cuda.to_device(np.zeros(n_threads, dtype=np.int64))
    throw[(n_threads + 127) // 128, 128](states, n_throws, hits)
    return 4.0 * hits.copy_to_host().sum() / (n_threads * n_throws)

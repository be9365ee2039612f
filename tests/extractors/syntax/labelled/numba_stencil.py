"""Stencils with numba.cuda: kernels, device functions, launches.

for i in range(10): this is text
"""

from __future__ import annotations

import math
from functools import wraps

import numpy as np
from numba import cuda, float32, njit, prange, vectorize

TILE = 16


@cuda.jit(device=True, inline=True)
def clamp(i, n):
    return 0 if i < 0 else n - 1 if i >= n else i


@cuda.jit
def blur(source, target, radius):
    i, j = cuda.grid(2)
    if i >= source.shape[0] or j >= source.shape[1]:
        return
    total = 0.0
    for di in range(-radius, radius + 1):
        for dj in range(-radius, radius + 1):
            total += source[clamp(i + di, source.shape[0]), clamp(j + dj, source.shape[1])]
    target[i, j] = total / (2 * radius + 1) ** 2


@cuda.jit("void(float32[:, :], float32[:])", fastmath=True)
def row_sums(a, out):
    shared = cuda.shared.array(shape=TILE * TILE, dtype=float32)
    t = cuda.threadIdx.x
    shared[t] = 0.0
    for j in range(t, a.shape[1], cuda.blockDim.x):
        shared[t] += a[cuda.blockIdx.x, j]
    cuda.syncthreads()
    d = cuda.blockDim.x // 2
    while d > 0:
        if t < d:
            shared[t] += shared[t + d]
        cuda.syncthreads()
        d //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


@njit(parallel=True)
def norm(a):
    s = 0.0
    for i in prange(a.shape[0]):
        for j in range(a.shape[1]):
            s += a[i, j] ** 2
    return math.sqrt(s)


@vectorize(["float32(float32)"], target="parallel")
def relu(x):
    return x if x > 0 else 0


def timed(function):
    """A decorator that keeps the time of the last call."""

    @wraps(function)
    def wrapper(*args, **kwargs):
        start, stop = cuda.event(), cuda.event()
        start.record()
        result = function(*args, **kwargs)
        stop.record()
        stop.synchronize()
        wrapper.last_ms = cuda.event_elapsed_time(start, stop)
        return result

    wrapper.last_ms = None
    return wrapper


@timed
def run(image: np.ndarray, n_times: int = 3, *, stream=0) -> np.ndarray:
    a = cuda.to_device(image.astype(np.float32), stream=stream)
    b = cuda.device_array_like(a)
    sums = cuda.device_array(image.shape[0], np.float32)
    grid = tuple((n + TILE - 1) // TILE for n in image.shape)
    for _ in range(n_times):
        blur[grid, (TILE, TILE), stream](a, b, 2)
        a, b = b, a
    row_sums[image.shape[0], 256](a, sums)
    configured = blur[1, 1]
    squares = [x * x for x in sums.copy_to_host()]
    return a.copy_to_host(stream=stream) / sum(squares)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    for size in (64, 128):
        print(size, norm(run(relu(rng.random((size, size), np.float32)))))

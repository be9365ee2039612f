r"""Searches the launch configuration of a kernel that is chosen at run time."""

import itertools
import math
import operator
from collections.abc import Iterator

import numba
import numba.cuda
import numpy as np


def make_axpy(unroll):
    """A kernel whose inner loop has a constant length."""

    @numba.cuda.jit(max_registers=32)
    def axpy(a, x, y):
        start = unroll * numba.cuda.grid(1)
        for k in range(unroll):
            if start + k < x.size:
                y[start + k] += a * x[start + k]

    return axpy


def configurations(limits: dict[str, int]) -> Iterator[tuple[int, int]]:
    for block, unroll in itertools.product((32, 64, 128), (1, 2, 4)):
        if block * unroll > limits["elements"]:
            continue
        yield block, unroll


class Tuner:
    __slots__ = ("best", "times")

    def __init__(self):
        self.best: tuple[int, int] | None = None
        self.times = {}

    def tune(self, n, repeats=3):
        x, y = np.ones(n), np.zeros(n)
        for block, unroll in configurations({"elements": 512}):
            kernel = make_axpy(unroll)
            grid = math.ceil(n / (block * unroll))
            elapsed = math.inf
            for _ in range(repeats):
                start = numba.cuda.event()
                stop = numba.cuda.event()
                start.record()
                kernel[grid, block](2.0, x, y)
                stop.record()
                stop.synchronize()
                elapsed = min(elapsed, start.elapsed_time(stop))
            self.times[block, unroll] = elapsed
        self.best = min(self.times.items(), key=operator.itemgetter(1))[0]
        return self

    def table(self):
        lines = (
            f"{block:4d} {unroll:2d} {ms:8.3f}"
            for (block, unroll), ms in sorted(self.times.items())
        )
        return "\n".join(lines)

    def __repr__(self):
        # for x in self.times:
        #     pass
        return "def f(): pass" if not self.best else f"<Tuner {self.best!r}>"


def chosen(handlers, x):
    return x[0] if len(handlers) == 0 else handlers[-1].run(x)


print(Tuner().tune(1 << 16).table())
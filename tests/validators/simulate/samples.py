"""Kernels for tests: the body between a fixed head and launcher, on two arrays and a length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar
from warploom.extractors.pairs.pair import Pair, Side
from warploom.validators.simulate.execution import How, Run
from warploom.validators.simulate.execution import Side as SimulatedSide
from warploom.validators.simulate.front_end import FrontEnd, Refused
from warploom.validators.simulate.loader import Program

N = 300
PLAIN = How()
CPU = """#include <stddef.h>
typedef struct { int first; } range;
enum { STEP = 1 };
static const float weights[2] = {1.0f, 2.0f};
static float helper(float v) { return v * weights[STEP]; }
void work(int n, const float *x, float *y)
{
    range r = {0};
    for (int i = r.first; i < n; i += STEP)
        y[i] = helper(x[i]);
}
"""
LAUNCHER = """
extern "C" void launch(int n, const float *x, float *y)
{
    if (n > 0) {
        kernel<<<(n + BLOCK - 1) / BLOCK, BLOCK>>>(n, x, y);
    }
}
"""
HEAD = """#include <cuda_runtime.h>
#ifndef BLOCK
#define BLOCK 128
#endif
"""
TWICE = "int i = blockIdx.x * blockDim.x + threadIdx.x; if (i < n) y[i] = 2.0f * x[i];"


def spec(direction: Direction = Direction.OUT) -> InputSpec:
    """Of a length, an array that is read and one that is written, of floats."""
    params = (
        Scalar("n", "int32", "n"),
        Array("x", "float32", "n", Direction.IN),
        Array("y", "float32", "n", direction),
    )
    return InputSpec(params, ("n",), ({"n": N},))


def kernel(body: str, before: str = "") -> str:
    """A whole program around the body of `kernel(n, x, y)`."""
    return f"{HEAD}{before}\n__global__ void kernel(int n, const float *x, float *y)\n{{\n{body}\n}}\n{LAUNCHER}"


def pair(gpu: str | None = None, cpu: str = CPU, *, language: str = "C", origin: str = "written") -> Pair:
    """A pair of two programs, in two launch shapes."""
    return Pair(
        spec_id="ks_" + "1" * 32,
        family="elementwise",
        schedule="naive",
        description="A test's.",
        cpu=Side(language, "serial", cpu, "work"),
        gpu=Side("CUDA", "cuda", kernel(TWICE) if gpu is None else gpu, "launch"),
        inputs=spec(),
        oracle=None,
        launch_shapes=({"BLOCK": 128}, {"BLOCK": 64}),
        origin=origin,
        generator="test",
        generator_version="1",
        generator_seed=None,
    )


def arguments(n: int = N, direction: Direction = Direction.OUT) -> Mapping[str, Any]:
    """A length, the numbers from 1 on, and an array of zeros."""
    return {"n": np.int32(n), "x": np.arange(1, n + 1, dtype=np.float32), "y": np.zeros(n, np.float32)}


def device(front: FrontEnd, text: str, *, is_trapping: bool = False, direction: Direction = Direction.OUT) -> Any:
    """A loaded GPU side."""
    compiled = front.compile([pair(text)])[0]
    assert not isinstance(compiled, Refused), compiled
    ir = compiled.gpu_trap_ir if is_trapping else compiled.gpu_irs[0]
    return SimulatedSide(Program(ir, ("launch",)), spec(direction), is_device=True)


def run(front: FrontEnd, text: str, how: How = PLAIN, n: int = N, **options: Any) -> Run:
    """What comes of a GPU side."""
    return device(front, text, **options).run("launch", arguments(n), how)  # type: ignore[no-any-return]

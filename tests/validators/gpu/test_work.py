"""Bytes and operations of a call, against what can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from warploom.extractors.inputs.drawing import draw
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar
from warploom.extractors.pairs.pair import Pair, Side
from warploom.validators.gpu.work import bytes_of_call, flops_of_call
from warploom.validators.simulate.front_end import Compiled, compile_sides

pytest.importorskip("ziglang", reason="needs the ziglang wheel, to compile")
pytest.importorskip("llvmlite", reason="needs llvmlite, to run")

SPEC = InputSpec(
    (
        Scalar("n", "int32", "n"),
        Array("x", "float64", "n", Direction.IN),
        Array("y", "float64", "n", Direction.INOUT),
        Array("z", "float32", "2 * n", Direction.OUT),
    ),
    ("n",),
    ({"n": 3},),
)
GPU = 'extern "C" void f(int n, const double *x, double *y, float *z) {}\n'
BODIES = {
    "y[i] = y[i] + 2.0 * x[i];": 2,
    "y[i] = sqrt(x[i] * x[i]) / 3.0;": 3,
    "y[i] = fma(x[i], x[i], y[i]);": 2,
    "y[i] = -fabs(x[i]);": 0,
    "if (i % 2 == 0) y[i] = x[i] - y[i];": 0.5,
    "for (int k = 0; k < 5; k++) y[i] = y[i] * x[i];": 5,
    "y[i] = exp(x[i]);": None,
    "if (i < 0) y[i] = exp(x[i]);": 0,
}
"""A statement of a loop over n, to its operations for each element."""


def test_bytes_are_those_of_each_array_once() -> None:
    """What is read and written counts twice; scalars do not."""
    assert bytes_of_call(SPEC, {"n": 10}) == 80 + 160 + 80


def test_operations_are_counted_as_they_are_run() -> None:
    """Loops, branches not taken, fused operations, and functions that nobody can count."""
    side = Side("C", "serial", "", "f")
    unused = Pair("", "", "", "", side, Side("CUDA", "cuda", GPU, "f"), SPEC, None, ({},), "written", "", "", None)
    pairs = []
    for body in BODIES:
        loop = f"for (int i = 0; i < n; i++) {{ {body} }}"
        text = f"#include <math.h>\nvoid f(int n, const double *x, double *y, float *z) {{ {loop} }}\n"
        pairs.append(replace(unused, cpu=replace(side, text=text)))
    arguments = draw(SPEC, {"n": 10}, "exact", 1)
    found = {}
    for body, pair, compiled in zip(BODIES, pairs, compile_sides(pairs), strict=True):
        assert isinstance(compiled, Compiled), compiled
        found[body] = flops_of_call(pair, compiled.cpu_ir, arguments)
    assert found == {body: None if each is None else 10 * each for body, each in BODIES.items()}

"""Specifications of hand-written code: what reading tells, and what running under guards puts right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from warploom.extractors.inputs.code_reading import CodeReadingError, read_function
from warploom.extractors.inputs.drawing import draw
from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.inputs.inference import InferenceError, draft_spec
from warploom.extractors.inputs.refinement import OUT_OF_BOUNDS, UNINITIALISED, Fault, refine
from warploom.extractors.inputs.specification import Array, InputSpec

SPMV = """
void spmv(int rows, const int *ptr, const int *col, const float *val, const float *x, float *y)
{
    for (int i = 0; i < rows; i++) {
        float sum = 0;
        for (int k = ptr[i]; k < ptr[i + 1]; ++k)
            sum += val[k] * x[col[k]];
        y[i] = sum;
    }
}
"""
GEMV = """
void gemv(int n, int m, double alpha, const double *a, const double *x, double *y)
{
    for (int i = 0; i < n; i++) {
        y[i] = 0;
        for (int j = 0; j < m; j++)
            y[i] += alpha * a[i * m + j] * x[j];
    }
}
"""
STENCIL = """
__global__ void step(const float *in, float *out, int len)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= len) return;
    if (i > 0 && i < len - 1) out[i] = in[i - 1] + in[i + 1];
}
extern "C" void stencil(int n, const float *x, float *y) { step<<<(n + 255) / 256, 256>>>(x, y, n); }
"""
HISTOGRAM = """
void histogram(int n, int bins, const uint8_t *data, unsigned int *counts)
{
    for (int i = 0; i < n; i++)
        counts[data[i]]++;
}
"""


def lengths(spec: InputSpec) -> dict[str, str]:
    return {array.name: array.length for array in spec.arrays}


def test_a_sparse_product() -> None:
    spec = draft_spec(SPMV, "spmv").spec
    assert lengths(spec) == {
        "ptr": "rows + 1", "col": "ptr_total", "val": "ptr_total", "x": "col_limit", "y": "rows"
    }  # fmt: skip
    values = {array.name: (str(array.values.kind), array.values.high) for array in spec.arrays}
    assert values["ptr"] == ("offsets", "ptr_total")
    assert values["col"] == ("integer", "col_limit - 1")
    drawn = draw(spec, spec.sizes[-1], "exact", 1)
    assert np.asarray(drawn["ptr"])[-1] == len(np.asarray(drawn["col"]))


def test_a_dense_product() -> None:
    spec = draft_spec(GEMV, "gemv").spec
    assert spec.symbols == ("n", "m")
    assert {name: evaluate(length, {"n": 5, "m": 7}) for name, length in lengths(spec).items()} == {
        "a": 35, "x": 7, "y": 5
    }  # fmt: skip
    assert {array.name: str(array.direction) for array in spec.arrays} == {"a": "in", "x": "in", "y": "inout"}
    assert max(evaluate(length, spec.sizes[-1]) for length in lengths(spec).values()) >= 4096


def test_a_launcher_is_read_through_its_kernel() -> None:
    spec = draft_spec(STENCIL, "stencil").spec
    assert {name: evaluate(length, {"n": 9}) for name, length in lengths(spec).items()} == {"x": 9, "y": 8}
    assert [str(array.direction) for array in spec.arrays] == ["in", "out"]


def _guarded(function: Callable[..., None]) -> Callable[[InputSpec], list[Fault]]:
    """Runs a Python function over arrays that notice what lies outside, and what was not written before it is read."""

    class Outside(Exception):  # noqa: N818 - not an error of the test
        pass

    class Guarded:
        def __init__(self, array: Array, values: Any, size: Mapping[str, int]) -> None:
            self.array, self.values, self.size = array, values, size
            self.is_written = [str(array.direction) != "out"] * len(values)

        def _check(self, element: int) -> int:
            if not 0 <= element < len(self.values):
                raise Outside(Fault(OUT_OF_BOUNDS, self.array.name, element, self.size))
            return element

        def __getitem__(self, element: int) -> Any:
            if not self.is_written[self._check(element)]:
                raise Outside(Fault(UNINITIALISED, self.array.name, element, self.size))
            return self.values[element]

        def __setitem__(self, element: int, value: Any) -> None:
            self.values[self._check(element)] = value
            self.is_written[element] = True

    def run(spec: InputSpec) -> list[Fault]:
        faults = []
        for size in spec.sizes:
            drawn = draw(spec, size, "exact", 1)
            arrays = {array.name: array for array in spec.arrays}
            given = {
                name: Guarded(arrays[name], value, size) if name in arrays else value.item()
                for name, value in drawn.items()
            }
            try:
                function(**given)
            except Outside as outside:
                faults.append(outside.args[0])
        return faults

    return run


def test_what_the_draft_gets_wrong_is_put_right_by_running() -> None:
    """The code reads a halo through a pointer that moves, which no subscript says."""
    text = "void f(int n, int m, const float *a, float *y) { const float *p = a + m; y[0] = p[n * m]; }"

    def f(n: int, m: int, a: Any, y: Any) -> None:
        for i in range(n + 1):
            for j in range(m):
                y[i * m + j] += a[i * m + j + m]

    draft = draft_spec(text, "f")
    assert lengths(draft.spec)["a"] == "n"
    assert draft.notes == ("a: its length is a guess until it is run",)
    refined = refine(draft.spec, _guarded(f))
    assert refined.is_clean, refined
    size = refined.spec.sizes[-1]
    assert evaluate(lengths(refined.spec)["a"], size) >= (size["n"] + 1) * size["m"] + size["m"]
    assert "inout" in [str(array.direction) for array in refined.spec.arrays]
    assert any("so its values count" in change for change in refined.changes)


def test_a_clean_draft_is_run_once() -> None:
    def gemv(n: int, m: int, alpha: float, a: Any, x: Any, y: Any) -> None:
        for i in range(n):
            y[i] = 0
            for j in range(m):
                y[i] += alpha * a[i * m + j] * x[j]

    refined = refine(draft_spec(GEMV, "gemv").spec, _guarded(gemv))
    assert (refined.is_clean, refined.n_rounds, refined.changes) == (True, 1, ())


def test_what_cannot_be_put_right_is_told() -> None:
    def f(n: int, bins: int, data: Any, counts: Any) -> None:
        counts[-1] += data[0]

    refined = refine(draft_spec(HISTOGRAM, "histogram").spec, _guarded(f))
    assert not refined.is_clean
    assert refined.faults[0].element in (-1, 0)


@pytest.mark.parametrize(
    ("text", "entry", "error"),
    [
        ("int x;", "f", CodeReadingError),
        ("void f(int n) {}", "f", InferenceError),
        ("void f(struct s *p) {}", "f", InferenceError),
        ("void f(int n, float *x) {" + "{" * 500 + "}" * 500 + "}", "f", CodeReadingError),
        ("void f(int n, float *x) { x[" + "(" * 400 + "n" + ")" * 400 + "] = 0; }", "f", CodeReadingError),
        ("/*" + "x" * 300_000 + "*/", "f", CodeReadingError),
    ],
)
def test_what_is_not_read(text: str, entry: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        draft_spec(text, entry)


@pytest.mark.parametrize(
    "text", ["\0", "void f(", "void f(int n, float *x) { for (;;", "}{", "void f(float *x) { x[]; }"]
)
def test_broken_code_is_read_or_refused(text: str) -> None:
    try:
        read_function(text, "f")
    except CodeReadingError:
        return

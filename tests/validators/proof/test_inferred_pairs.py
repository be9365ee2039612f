"""Two texts become a pair: lengths, directions and restrictions that running tells; and what agrees under none."""

from __future__ import annotations

import pytest

from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.inputs.fitting import Needed, fitted
from warploom.extractors.inputs.restrictions import Restriction, measuring_sizes
from warploom.extractors.isolation import Isolation
from warploom.extractors.pairs.pair import Side
from warploom.extractors.sandbox import best_isolation
from warploom.extractors.toolchains.registry import found_tools
from warploom.schemas.errors import WarploomError
from warploom.validators.proof.inferred_pairs import infer_pair
from warploom.validators.proof.prove import ProofOptions, prove
from warploom.validators.proof.verdict import Level

needs_simulator = pytest.mark.skipif(
    best_isolation() is Isolation.NONE or not any(tool.path.name == "zig" for tool in found_tools("clang")),
    reason="needs ziglang and a sandbox",
)
CPU = """#include <math.h>
struct point { float x, y; };
void rows(int n, int m, const struct point *p, const float *w, float *sum)
{
    for (int i = 0; i < n; i++) {
        const struct point *row = p + i * m;
        float s = 0.0f;
        for (int j = 0; j < m; j++)
            s += row[j].x * w[j] - row[j].y;
        sum[i] = s + w[m];
    }
}
"""
GPU = """#include <cuda_runtime.h>
struct point { float x, y; };
__global__ void rows_kernel(int n, int m, const point *p, const float *w, float *sum)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    float s = 0.0f;
    for (int j = 0; j < m; j++)
        s += p[i * m + j].x * w[j] - p[i * m + j].y;
    sum[i] = s + w[m];
}
extern "C" void launch_rows(int count, int width, const point *points, const float *weights, float *out)
{
    if (count > 0) rows_kernel<<<(count + 63) / 64, 64>>>(count, width, points, weights, out);
}
"""
ROOTS = """void roots(int n, const float *x, float *y)
{
    for (int i = 0; i < n; i++) y[i] = 1.0f / __builtin_sqrtf(x[i]);
}
"""
GPU_ROOTS = """__global__ void k(int n, const float *x, float *y) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = 1.0f / sqrtf(x[i]);
}
extern "C" void launch(int n, const float *x, float *y) { if (n > 0) k<<<(n + 63) / 64, 64>>>(n, x, y); }
"""


def sides(cpu: str, cpu_entry: str, gpu: str, gpu_entry: str) -> tuple[Side, Side]:
    return Side("C", "serial", cpu, cpu_entry), Side("CUDA", "cuda", gpu, gpu_entry)


@needs_simulator
def test_two_texts_become_a_pair_that_is_proven() -> None:
    """A pointer that moves hides the length of `p`, and `w` has an element more than its loop says."""
    inferred = infer_pair(*sides(CPU, "rows", GPU, "launch_rows"))
    found = {array.name: (array.length, str(array.direction)) for array in inferred.pair.inputs.arrays}
    assert found == {"p": ("m * n", "in"), "w": ("m + 1", "in"), "sum": ("n", "out")}
    assert inferred.restriction == "no restriction"
    (proof,) = prove([inferred.pair], ProofOptions(is_device_compiled=False, n_mutants=10))
    assert (proof.reason, proof.level) == (None, Level.AGREES_ON_CPU)


@needs_simulator
def test_values_that_give_no_number_are_left_out() -> None:
    inferred = infer_pair(*sides(ROOTS, "roots", GPU_ROOTS, "launch"))
    assert inferred.restriction == "reals are positive"


@needs_simulator
@pytest.mark.parametrize(
    ("cpu", "gpu", "said"),
    [
        (CPU, GPU.replace("s + w[m]", "s - w[m]"), "the sides differ"),
        (CPU, GPU.replace("sum[i] = s", "sum[i - 1] = s"), "out_of_bounds"),
        (CPU, GPU.replace("int width, ", ""), "parameters are not those"),
        (CPU, "this is no code", "no definition of launch_rows"),
        (CPU, GPU.replace("if (i >= n) return;", "fork();"), "does not compile"),
        (CPU.replace("sum[i] =", "float t ="), GPU.replace("sum[i] =", "float t ="), "no array is written"),
    ],
)
def test_what_no_specification_makes_a_pair(cpu: str, gpu: str, said: str) -> None:
    with pytest.raises(WarploomError, match=said):
        infer_pair(*sides(cpu, "rows", gpu, "launch_rows"))


def test_lengths_are_fitted_to_what_was_needed() -> None:
    sizes = measuring_sizes(("n", "m"))
    halo = [Needed(size, (size["n"] + 2) * (size["m"] + 2)) for size in sizes]
    assert fitted(halo, ("n", "m")).expression == "(m + 2) * (n + 2)"  # type: ignore[union-attr] # there is one
    loops = [Needed(size, size["n"] * size["m"] if size["n"] else 0) for size in sizes]
    assert fitted(loops, ("n", "m")).is_exact  # type: ignore[union-attr] # there is one
    assert fitted([Needed({"n": n}, n**5) for n in (0, 5, 30)], ("n",)) is not None  # a number that is large enough
    assert fitted([Needed({"n": 3}, 3)], ("n",), ["n + 1", "nonsense +"]).expression == "3"  # type: ignore[union-attr]


def test_restrictions_are_kept_by_the_sizes_they_make() -> None:
    sizes = measuring_sizes(("n", "m"))
    for rule in ("positive", "power_of_two", "multiple", "capped"):
        restriction = Restriction(rule, symbol="m", cap=3)  # type: ignore[arg-type] # of the rules
        made = [restriction.size(size) for size in sizes]
        assert all(evaluate(text, size) for size in made for text in restriction.constraints(("n", "m"))), rule

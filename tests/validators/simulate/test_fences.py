"""Fences with atomic operations order what threads of different blocks do, and neither alone does."""

from __future__ import annotations

import pytest

from tests.validators.simulate.samples import arguments, kernel, pair, spec
from tests.validators.simulate.test_races import HOOKS
from warploom.validators.simulate.execution import ORDERS, How, Outcome, Side
from warploom.validators.simulate.front_end import Compiled, FrontEnd
from warploom.validators.simulate.loader import Program

F = "__threadfence();"
VARIABLES = "__device__ float sums[64]; __device__ unsigned done, seen; __device__ int lock;\n"
I = "const int t = threadIdx.x, b = blockIdx.x, last = gridDim.x - 1; (void)t; (void)b; (void)last;\n"  # noqa: E741
COUNT = "A(done); const bool is_last = atomicAdd(&done, 1u) == last; if (is_last) done = 0;"
SUM = "for (int k = 0; k <= last; k++) R(sums[k]);"
LOCK = "do { A(lock); } while (atomicCAS(&lock, 0, 1) != 0);"
FREE = "A(lock); atomicExch(&lock, 0);"

CLEAN = {
    "the last block": f"if (t == 0) {{ W(sums[b]); {F} {COUNT} if (is_last) {{ {F} {SUM} W(done); }} }}",
    "the last block's threads": (
        f"__shared__ bool flag; if (t == 0) {{ W(sums[b]); {F} {COUNT} flag = is_last; {F} }} __syncthreads();"
        f"if (flag) {{ {SUM} if (t == 0) W(done); }}"
    ),
    "fences of all, then a barrier": (
        f"__shared__ bool flag; if (t == 3) W(sums[b]); {F} __syncthreads(); if (t == 0) {{ {COUNT} flag = is_last; }}"
        f"__syncthreads(); {F} if (flag) {SUM}"
    ),
    "written by the warp": f"if (t == 5) W(sums[b]); __syncwarp(); if (t == 0) {{ {F} {COUNT} if (is_last) {{ {F} {SUM} }} }}",  # noqa: E501
    "a fence of the warp": f"if (t == 5) {{ W(sums[b]); {F} }} __syncwarp(); if (t == 0) {{ {COUNT} if (is_last) {{ {F} {SUM} }} }}",  # noqa: E501
    "atomics before": (
        f"A(y[0]); {F} __syncthreads(); if (t == 0) {{ {COUNT} if (is_last) {{ {F} R(y[0]); W(y[0]); }} }}"
    ),
    "read by all before": f"R(y[0]); __syncthreads(); if (t == 0) {{ {F} {COUNT} if (is_last) {{ {F} W(y[0]); }} }}",
    "a lock": f"if (t % 32 == 0) {{ {LOCK} {F} R(y[0]); W(y[0]); {F} {FREE} }}",
    "a lock of the block": (
        "__shared__ int lock; if (t == 0) lock = 0; __syncthreads(); __shared__ float sum;"
        f"if (t % 8 == 0) {{ {LOCK} __threadfence_block(); R(sum); W(sum); __threadfence_block(); {FREE} }}"
    ),
    "handed on": (
        f"if (t == 0) {{ W(sums[b]); {F} {COUNT} if (is_last) {{ {F} A(seen); }} }} __syncthreads();"
        f"if (t == 32) {{ {F} A(done); {F} }}"
    ),
}  # fmt: skip
RACES = {
    "no fence": f"if (t == 0) {{ W(sums[b]); {COUNT} if (is_last) {SUM} }}",
    "none before": f"if (t == 0) {{ W(sums[b]); {COUNT} if (is_last) {{ {F} {SUM} }} }}",
    "none behind": f"if (t == 0) {{ W(sums[b]); {F} {COUNT} if (is_last) {SUM} }}",
    "fences alone": f"if (t == 0) {{ {F} W(sums[b]); {F} {SUM} {F} }}",
    "written behind the fence": f"if (t == 0) {{ {F} W(sums[b]); {COUNT} if (is_last) {{ {F} {SUM} }} }}",
    "written behind the counter": f"if (t == 0) {{ {F} {COUNT} W(sums[b]); {F} if (is_last) {SUM} }}",
    "each its own counter": (  # and that of all has no fence
        f"if (t == 0) {{ W(sums[b]); {F} A(sums[32 + b]); {COUNT.removeprefix('A(done);')}"
        f"if (is_last) {{ {F} {SUM} }} }}"
    ),
    "fences of the block": f"if (t == 0) {{ W(sums[b]); {F} {COUNT} if (is_last) {{ {F} {SUM} }} }}".replace("__threadfence", "__threadfence_block"),  # noqa: E501
    "another thread's fence": f"if (t == 5) W(sums[b]); if (t == 0) {{ {F} {COUNT} if (is_last) {{ {F} {SUM} }} }}",
    "another thread reads": f"__shared__ bool flag; if (t == 0) {{ W(sums[b]); {F} {COUNT} flag = is_last; {F} }} if (t == 1) {SUM}",  # noqa: E501
    "read by all": f"if (t == 0) {{ R(y[0]); {COUNT} if (is_last) {{ {F} W(y[0]); }} }}",
    "freed too early": f"if (t == 0) {{ {LOCK} {F} R(y[0]); {F} {FREE} W(y[0]); }}",
    "no lock": f"if (t == 0) {{ {F} R(y[0]); W(y[0]); {F} {FREE} }}",
}  # fmt: skip


def _outcomes(front: FrontEnd, body: str) -> set[Outcome]:
    compiled = front.compile([pair(kernel(I + body, HOOKS + VARIABLES))])[0]
    assert isinstance(compiled, Compiled), compiled
    found = set()
    for order in ORDERS:  # each with a lock that is free
        side = Side(Program(compiled.gpu_irs[0], ("launch",)), spec(), is_device=True)
        found.add(side.run("launch", arguments(), How(records_races=True, order=order, seconds=1.0)).outcome)
    return found


@pytest.mark.parametrize("name", CLEAN)
def test_fences_on_both_sides_order(front: FrontEnd, name: str) -> None:
    """In every order of threads and blocks."""
    assert _outcomes(front, CLEAN[name]) == {Outcome.OK}


@pytest.mark.parametrize("name", RACES)
def test_anything_less_orders_nothing(front: FrontEnd, name: str) -> None:
    """In every order of threads and blocks."""
    assert _outcomes(front, RACES[name]) == {Outcome.RACE}

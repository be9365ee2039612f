"""Who is interrupted and by whom: at atomic operations, and in loops that wait for somebody."""

from __future__ import annotations

import numpy as np
import pytest

from tests.validators.simulate.samples import arguments, device, kernel, run
from tests.validators.simulate.test_races import HOOKS
from warploom.extractors.inputs.specification import Direction
from warploom.validators.simulate.execution import ORDERS, How, Outcome
from warploom.validators.simulate.front_end import FrontEnd

CALM = How(order="shuffled")
RECORDED = How(records_races=True, order="shuffled")
FUEL = 'extern "C" void wl_fuel(void);\n__device__ int lock;\n'
EXCHANGE = "A(y[0]); const float before = atomicExch(y, 0.0f); A(y[0]); atomicExch(y, before + 1.0f);"


@pytest.mark.parametrize(("who", "sum_of_all"), [("true", 4096.0), ("threadIdx.x == 0", 32.0)])
def test_atomic_operations_may_be_interrupted(front: FrontEnd, who: str, sum_of_all: float) -> None:
    """By threads of the block, and by another block; not where nothing is recorded."""
    side = device(front, kernel(f"if ({who}) {{ {EXCHANGE} }}", HOOKS), direction=Direction.INOUT)
    calm, found, again = (side.run("launch", arguments(4096), how) for how in (CALM, RECORDED, RECORDED))
    assert (calm.outcome, found.outcome) == (Outcome.OK, Outcome.OK)
    assert calm.outputs["y"][0] == sum_of_all
    assert found.outputs["y"][0] < sum_of_all
    assert found.outputs["y"][0] == again.outputs["y"][0]


def test_a_block_that_was_interrupted_finds_its_shared_variables_again(front: FrontEnd) -> None:
    """Also under barriers, with the right block's number."""
    body = (
        "const int i = blockIdx.x * BLOCK + threadIdx.x; __shared__ float a[BLOCK]; a[threadIdx.x] = i; A(lock);"
        "atomicAdd(&lock, 1); __syncthreads(); A(lock); atomicAdd(&lock, 1);"
        "const float v = a[BLOCK - 1 - threadIdx.x]; __syncthreads(); if (i < n) y[i] = v + blockIdx.x;"
    )
    found = run(front, kernel(body, HOOKS + "__device__ int lock;\n"), RECORDED)
    assert found.outcome is Outcome.OK
    expected = np.arange(384).reshape(3, 128)[:, ::-1] + np.arange(3)[:, None]
    np.testing.assert_array_equal(found.outputs["y"], expected.reshape(-1)[:300])


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "waits", ["while (atomicAdd(&lock, 0) != 1) wl_fuel();", "while (atomicCAS(&lock, 1, 1) != 1) wl_fuel();"]
)
def test_who_spins_lets_others_go_on(front: FrontEnd, waits: str, order: str) -> None:
    """A thread of the block that has not had its turn, in whatever warp."""
    body = (
        f"if (blockIdx.x == 0) {{ if (threadIdx.x == 77) atomicExch(&lock, 1); else {waits} y[threadIdx.x] = 1.0f; }}"
    )
    text = kernel(body, 'extern "C" void wl_fuel(void);\n__device__ int lock;\n')
    found = run(front, text, How(order=order, fuel=2_000_000))  # type: ignore[arg-type]
    assert found.outcome is Outcome.OK
    assert found.outputs["y"][:128].sum() == 128.0


def test_who_waits_for_nobody_runs_out_of_fuel(front: FrontEnd) -> None:
    """As often as there is fuel, to the last drop."""
    text = kernel(
        "while (atomicAdd(&lock, 0) != 1) wl_fuel();", 'extern "C" void wl_fuel(void);\n__device__ int lock;\n'
    )
    found = run(front, text, How(fuel=100_001))
    assert (found.outcome, found.fuel_used) == (Outcome.OUT_OF_FUEL, 100_001)


MEMORY = {
    "the launcher's variable": ("", "kernel<<<3, BLOCK>>>(n, &first, y);", "y[0] = x[0];", Outcome.WILD_POINTER),
    "the launcher's array": ("", "kernel<<<3, BLOCK>>>(n, x, last);", "y[0] = x[0];", Outcome.WILD_POINTER),
    "a copy of it": ("", "k = kernel; k<<<3, BLOCK>>>(n, x, y);", "y[threadIdx.x] = x[0];", Outcome.OK),
    "a neighbour's": (
        "__shared__ const volatile float *p; volatile float mine = n; if (threadIdx.x == 0) p = &mine;",
        "kernel<<<3, BLOCK>>>(n, x, y);",
        "__syncthreads(); if (threadIdx.x == 9) { wl_read((const void *)p, 4); y[0] = *p; } __syncthreads();",
        Outcome.WILD_POINTER,
    ),
    "its own": ("", "kernel<<<3, BLOCK>>>(n, x, y);", "float v[2] = {x[0]}; R(v[n % 2]); y[0] = v[n % 2];", Outcome.OK),
    "constants": ("", "kernel<<<3, BLOCK>>>(n, x, y);", "R(table[n % 3]); y[0] = table[n % 3];", Outcome.OK),
    "indices": ("const uint3 *p = &blockIdx;", "kernel<<<3, BLOCK>>>(n, x, y);", "R(p->x); y[p->x] = 0;", Outcome.OK),
    "what lies behind them": ("", "kernel<<<3, BLOCK>>>(n, x, y);", "R((&blockIdx)[999].x);", Outcome.WILD_POINTER),
}  # fmt: skip


@pytest.mark.parametrize("name", MEMORY)
def test_a_kernel_touches_its_own_memory_alone(front: FrontEnd, name: str) -> None:
    """Not its launcher's, nor another thread's."""
    before, launch, body, outcome = MEMORY[name]
    text = kernel(before + body, HOOKS + "__constant__ const float table[3] = {1, 2, 3};\n")
    text = text[: text.index('extern "C" void launch')] + (
        'extern "C" void launch(int n, const float *x, float *y) { float first = 1.0f, last[4]; (void)last;\n'
        f"void (*k)(int, const float *, float *) = 0; (void)k; {launch} (void)first; }}\n"
    )
    if body.startswith("y[0] = x[0]"):  # needs no recording: it is hidden
        assert run(front, text).outcome is outcome
    found = run(front, text.replace("y[0] =", "if (threadIdx.x + blockIdx.x == 0) y[0] ="), How(records_races=True))
    assert found.outcome is outcome


def test_variables_of_the_program_are_watched(front: FrontEnd) -> None:
    """By their elements, and told by name."""
    before = HOOKS + "__device__ float total; static __device__ short parts[64];\n"
    found = run(front, kernel("W(total);", before), How(records_races=True))
    assert found.outcome is Outcome.RACE
    assert "of total" in found.detail
    mine = "W(parts[blockIdx.x * 16 + threadIdx.x / 8]);"
    assert (
        run(front, kernel(f"if (threadIdx.x % 8 == 0) {mine}", before), How(records_races=True)).outcome is Outcome.OK
    )
    assert run(front, kernel(mine, before), How(records_races=True)).outcome is Outcome.RACE


def test_an_address_near_a_number_is_no_array(front: FrontEnd) -> None:
    """Windows are numbered as parameters are, and a number has none."""
    found = run(front, kernel("y[0] = x[-(1ll << 34) - threadIdx.x];"))
    assert found.outcome is Outcome.OUT_OF_BOUNDS
    assert "a read where no array is" in found.detail


def test_the_clock_goes_forward_from_nowhere(front: FrontEnd) -> None:
    """The same again in the same order, another time in another."""
    side = device(front, kernel("const long long a = clock64(); if (clock64() > a) y[0] = (float)a; else y[0] = 0.0f;"))
    seen = [side.run("launch", arguments(), How(order=order)).outputs["y"][0] for order in ("forward", "reversed")]
    assert seen[0] > 0 > seen[1]
    assert side.run("launch", arguments(), How()).outputs["y"][0] == seen[0]

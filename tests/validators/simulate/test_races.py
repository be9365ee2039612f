"""Accesses that nothing orders are found in every order of threads, and no others."""

from __future__ import annotations

import pytest

from tests.validators.simulate.samples import kernel, run
from warploom.validators.simulate.execution import ORDERS, How, Outcome
from warploom.validators.simulate.front_end import FrontEnd

HOOKS = """extern "C" { void wl_read(const void *, unsigned); void wl_write(const void *, unsigned);
void wl_atomic(const void *, unsigned); }
#define R(a) wl_read(&(a), sizeof(a))
#define W(a) wl_write(&(a), sizeof(a))
#define A(a) wl_atomic(&(a), sizeof(a))
"""
I = (  # noqa: E741
    "const int i = blockIdx.x * blockDim.x + threadIdx.x, t = threadIdx.x; (void)i; (void)t;\n"
    "__shared__ float a[BLOCK]; __shared__ int count;\n"
)

RACES = {
    "everybody writes": "W(y[0]);",
    "blocks write": "if (t == 0) W(y[0]);",
    "one writes, all read": "if (t == 3) W(a[0]); R(a[0]);",
    "no barrier": "W(a[t]); R(a[BLOCK - 1 - t]);",
    "no barrier after reading": "W(a[t]); __syncthreads(); R(a[t ^ 1]); W(a[t]);",
    "a warp's barrier for a block": "W(a[t]); __syncwarp(); R(a[BLOCK - 1 - t]);",
    "nothing within a warp": "W(a[t]); R(a[t ^ 1]);",
    "a shuffle orders nothing": "W(a[t]); __shfl_sync(~0u, t, 0); R(a[t ^ 1]);",
    "barrier of half a warp": "W(a[t]); if (t % 32 < 16) __syncwarp(0xffffu); else __syncwarp(0xffff0000u); R(a[t ^ 16]);",  # noqa: E501
    "barrier of one lane": "W(a[t]); if (t % 2) __syncwarp(1u << t % 32); R(a[t ^ 1]);",
    "atomic and plain": "if (t % 2) A(count); else R(count);",
    "plain, then atomic": "if (t == 0) W(count); A(count);",
    "read and write by two": "if (t == 5) R(y[7]); if (t == 6) R(y[7]); if (t == 5) W(y[7]);",
    "half of an element": "if (t == 0) W(y[1]); if (t == 1) wl_write((char *)y + 4, 2);",
    "fence alone": "if (t == 0) { W(y[0]); __threadfence(); } R(y[0]);",
}
CLEAN = {
    "each its own": "W(y[i]); R(y[i]); W(y[i]);",
    "all read": "R(y[0]); R(a[0]);",
    "a barrier": "W(a[t]); __syncthreads(); R(a[BLOCK - 1 - t]); __syncthreads(); W(a[t ^ 1]);",
    "a warp's barrier": "W(a[t]); __syncwarp(); R(a[t ^ 1]); __syncwarp(); W(a[t ^ 1]);",
    "barriers of halves": (
        "W(a[t]); if (t % 32 < 16) __syncwarp(0xffffu); else __syncwarp(0xffff0000u); R(a[t ^ 1]); __syncwarp(); W(a[t ^ 16]);"  # noqa: E501
    ),
    "handed on from lane to lane": (
        "if (t == 0) W(a[0]); if (t < 2) __syncwarp(3u); if (t == 1) R(a[0]); if (t == 1 || t == 2) __syncwarp(6u);"
        "if (t == 2) W(a[0]);"
    ),
    "atomics": "A(count); A(y[0]);",
    "cleared, then atomic": "if (t == 0) W(count); __syncthreads(); A(count); __syncthreads(); R(count);",
    "shared memory of two blocks": "W(a[t]);",
    "the host is no thread": "W(y[i]);",
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", RACES)
def test_races_are_found(front: FrontEnd, name: str, order: str) -> None:
    """Whatever the order, with both threads named."""
    found = run(front, kernel(I + RACES[name], HOOKS), How(records_races=True, order=order))  # type: ignore[arg-type]
    assert found.outcome is Outcome.RACE, found
    assert " and thread (" in found.detail


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", CLEAN)
def test_there_is_no_false_alarm(front: FrontEnd, name: str, order: str) -> None:
    """Nor does one launch race with the next."""
    text = kernel(I + CLEAN[name], HOOKS).replace(
        "(n, x, y);\n    }", "(n, x, y);\n        kernel<<<3, BLOCK>>>(n, x, y);\n    }"
    )
    found = run(front, text, How(records_races=True, order=order))  # type: ignore[arg-type]
    assert found.outcome is Outcome.OK, found


def test_nothing_is_recorded_unless_asked(front: FrontEnd) -> None:
    """The hooks cost little and say nothing then."""
    assert run(front, kernel(I + RACES["everybody writes"], HOOKS)).outcome is Outcome.OK

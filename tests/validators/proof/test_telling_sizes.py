"""Constants that code compares with tell sizes; what the specification does not allow is left out."""

from __future__ import annotations

import pytest

from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar
from warploom.validators.proof.telling_sizes import MOST_ELEMENTS, MOST_FAR, MOST_NEAR, telling_sizes

SPEC = InputSpec(
    params=(
        Scalar("n", "int32", value="n"),
        Array("x", "float32", length="n", direction=Direction.IN),
        Array("y", "float32", length="n", direction=Direction.OUT),
    ),
    symbols=("n",),
    sizes=({"n": 1}, {"n": 33}, {"n": 4133}),
)


def sizes(ir: str, shape: dict[str, int] | None = None, spec: InputSpec = SPEC) -> set[int]:
    return {size["n"] for size in telling_sizes(spec, [ir], shape or {})}


@pytest.mark.parametrize(
    ("ir", "told"),
    [
        ("  %c = icmp sgt i32 %n, 70000, !dbg !4", {69_999, 70_000, 70_001}),
        ("  %c = icmp samesign ugt i64 %n, 40, !dbg !4", {39, 40, 41}),
        ("  %m = tail call i32 @llvm.smin.i32(i32 %n, i32 65535), !dbg !4", {65_534, 65_535, 65_536, 65_537}),
        ("  %t = trunc i32 %n to i16", {65_535, 65_536, 65_537}),
        ("  %t = and i32 %n, 65535", {65_534, 65_535, 65_536, 65_537}),
        ("  %t = lshr i32 %n, 13", {8191, 8192, 8193}),
        ("    i32 777, label %3", {776, 777, 778}),
        ("  %c = fcmp ogt float %n, 0x40F86A0000000000, !dbg !4", {99_999, 100_000, 100_001}),
        ("  %c = fcmp ogt float %n, 1.000000e+05, !dbg !4", {99_999, 100_000, 100_001}),
        ("  %s = add i32 %n, 70000\n  store i32 70000, ptr %p", set()),
    ],
)
def test_sizes_are_around_what_the_code_compares_with(ir: str, told: set[int]) -> None:
    assert told == sizes(ir)


def test_numbers_of_blocks_are_told_by_their_threads_and_by_each_other() -> None:
    ir = "  %a = icmp ugt i32 %blocks, 50\n  %b = urem i32 %n, 300\n"
    found = sizes(ir, {"BLOCK_SIZE": 256})
    assert {50 * 256 + 1, 300 * 256 + 1, 50 * 300 + 1} <= found


def test_few_sizes_are_taken_and_none_beyond_memory_or_in_the_ladder() -> None:
    ir = "\n".join(f"  %c{k} = icmp ugt i32 %n, {k}" for k in (32, *range(100, 400, 7), *range(5000, 400_000, 4001)))
    found = sizes(ir)
    assert 33 not in found
    assert sum(n <= 4133 for n in found) <= MOST_NEAR
    assert 0 < sum(n > 4133 for n in found) <= MOST_FAR
    assert max(found) <= MOST_ELEMENTS // 2


def test_constraints_hold() -> None:
    spec = InputSpec(SPEC.params, SPEC.symbols, SPEC.sizes, constraints=("n % 2 == 1",))
    assert {69_999, 70_001} == sizes("  %c = icmp sgt i32 %n, 70000", spec=spec)

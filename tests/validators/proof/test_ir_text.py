"""Tests of `ir_text` and `instrument`."""

from __future__ import annotations

import ctypes

import pytest

from tests.validators.proof.samples import SUM, engine, sum_of
from warploom.validators.proof.instrument import (
    HOOKS,
    BlockPlace,
    accesses,
    bytes_of,
    types_of,
    with_coverage,
    with_fuel,
    with_races,
)
from warploom.validators.proof.ir_text import Instruction, loop_headers, parse_module, reaching
from warploom.validators.simulate.ir_operands import IrTextError


def test_what_an_optimiser_may_assume_is_gone_and_the_meaning_is_not() -> None:
    text = parse_module(SUM).text
    for word in ("nuw", "nsw", "inbounds", "nneg", "noundef", "captures", "tbaa", "!", "#0", "readonly"):
        assert word not in text
    with engine(text) as compiled:
        assert sum_of(compiled, [1.0, 2.5, -0.5]) == 6.0
        assert sum_of(compiled, []) == 0.0


def test_lines_of_the_source_stay_known() -> None:
    function = parse_module(SUM).functions["scaled_sum"]
    lines = {each.opcode: each.line for block in function.blocks for each in block.instructions}
    assert (lines["store"], lines["fmul"], lines["ret"]) == (7, 5, 0)


def test_loops_are_found_by_their_heads() -> None:
    assert loop_headers(parse_module(SUM).functions["scaled_sum"]) == {"v10"}


def test_a_switch_over_several_lines_and_what_is_unreachable() -> None:
    text = """define i32 @f(i32 noundef %0) {
  switch i32 %0, label %4 [
    i32 1, label %2
    i32 7, label %3
  ], !dbg !1

2:
  ret i32 10

3:
  unreachable

4:
  ret i32 -1
}
"""
    module = parse_module(text)
    assert module.functions["f"].blocks[0].successors == ("v4", "v2", "v3")
    assert "call void @llvm.trap()" in module.text
    with engine(module.text) as compiled:
        function = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_int32)(compiled.get_function_address("f"))
        assert (function(1), function(3)) == (10, -1)


@pytest.mark.parametrize("text", ["define void @f() {\n  ret void\n", "define void @() {\n}", "define void @f( {\n}"])
def test_damaged_texts_are_refused(text: str) -> None:
    with pytest.raises(IrTextError):
        parse_module(text)


def test_instrumented_code_calls_the_hooks_as_often_as_it_should() -> None:
    module = parse_module(SUM)
    places: list[BlockPlace] = []
    function = with_fuel(with_coverage(with_races(module.functions["scaled_sum"], types_of(module)), places))
    # under names of its own: the simulator's, of this process, must stay what they are
    text = module.with_text([function], HOOKS).replace("@wl_", "@test_")
    calls: list[tuple[str, int]] = []
    hooks = {
        "test_fuel": ctypes.CFUNCTYPE(None)(lambda: calls.append(("fuel", 0))),
        "test_block": ctypes.CFUNCTYPE(None, ctypes.c_uint32)(lambda n: calls.append(("block", n))),
        **{
            f"test_{kind}": ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint32)(
                lambda _, size, kind=kind: calls.append((kind, size))
            )
            for kind in ("read", "write", "atomic")
        },
    }
    addresses = {name: ctypes.cast(hook, ctypes.c_void_p).value or 0 for name, hook in hooks.items()}
    with engine(text, addresses) as compiled:
        assert sum_of(compiled, [1.0, 2.0, 3.0]) == 12.0
    assert calls.count(("fuel", 0)) == 1 + 3
    assert calls.count(("read", 4)) == 3
    assert calls.count(("write", 4)) == 1
    assert {n for kind, n in calls if kind == "block"} == set(range(len(places))) == set(range(5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%v1 = load <4 x float>, ptr %v0, align 16", [("wl_read", "%v0", 16)]),
        ("store volatile i64 3, ptr getelementptr (i8, ptr @x, i64 8), align 8",
         [("wl_write", "getelementptr (i8, ptr @x, i64 8)", 8)]),
        ("%v2 = atomicrmw volatile fadd ptr %v1, double %v0 seq_cst, align 8", [("wl_atomic", "%v1", 8)]),
        ("%v2 = cmpxchg ptr %v1, i32 %v0, i32 %v3 seq_cst seq_cst, align 4", [("wl_atomic", "%v1", 4)]),
        ("%v2 = load atomic i16, ptr %v1 seq_cst, align 2", [("wl_atomic", "%v1", 2)]),
        ("call void @llvm.memcpy.p0.p0.i64(ptr align 4 %v1, ptr %v2, i64 24, i1 false)",
         [("wl_read", "%v2", 24), ("wl_write", "%v1", 24)]),
        ("call void @llvm.memset.p0.i64(ptr %v1, i8 0, i64 %v2, i1 false)", [("wl_write_long", "%v1", "%v2")]),
    ],
)  # fmt: skip
def test_accesses_of_memory(text: str, expected: list[tuple[str, str, int | str]]) -> None:
    assert accesses(Instruction(text), {}) == expected


def test_sizes_of_types() -> None:
    structures = types_of(parse_module(SUM))
    sizes = {kind: bytes_of(kind, structures) for kind in ("%struct.pair", "[3 x i16]", "i1", "{ i8, i32 }", "i128")}
    assert sizes == {"%struct.pair": 16, "[3 x i16]": 6, "i1": 1, "{ i8, i32 }": 8, "i128": 16}
    with pytest.raises(IrTextError):
        bytes_of("%struct.unknown", structures)


def test_what_reaches_a_function() -> None:
    module = parse_module(
        "define void @a() {\n  call void @b()\n  ret void\n}\n"
        "define void @b() {\n  call void @c(ptr @d)\n  ret void\n}\n"
        "define void @c(ptr %0) {\n  ret void\n}\ndefine void @d() {\n  ret void\n}\n"
        "define void @e() {\n  call void @d()\n  ret void\n}\n"
    )
    assert reaching(module, "a", frozenset({"d"})) == {"a", "b", "d"}

"""Tests of `mutants`, `mutation_sites` and `equivalences`."""

from __future__ import annotations

import ctypes
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.validators.proof.samples import SUM, engine, sum_of
from warploom.validators.proof.edits import Operator
from warploom.validators.proof.ir_text import parse_module
from warploom.validators.proof.mutants import GLOBALS, SELECTOR, choose, embed, mutants
from warploom.validators.proof.mutation_sites import changed_constant, sites_of

EVERYTHING = """
define void @f(ptr %0, ptr %1, i32 %2, float %3) {
  %5 = sub nsw i32 %2, 1
  %6 = sdiv i32 %5, 3
  %7 = shl i32 %6, 0
  %8 = icmp slt i32 %7, %2
  %9 = select i1 %8, i32 %7, i32 %2
  %10 = fcmp ogt float %3, 0.000000e+00
  %11 = select i1 %10, float %3, float 1.000000e+00
  %12 = sext i32 %9 to i64
  %13 = getelementptr inbounds [8 x float], ptr %0, i64 0, i64 %12
  store float %11, ptr %13, align 4
  tail call void @wait()
  %14 = tail call float @exchange(i32 -1, float %11, i32 16)
  %15 = atomicrmw add ptr %1, i32 1 seq_cst, align 4
  %16 = atomicrmw fadd ptr %0, float %14 seq_cst, align 4
  %17 = tail call i32 @llvm.smax.i32(i32 %15, i32 %2)
  store i32 %17, ptr %1, align 4
  %18 = icmp eq i32 %2, 4
  br i1 %18, label %19, label %20

19:
  tail call void @wait()
  tail call void @wait()
  %21 = load float, ptr %0, align 4
  store float %21, ptr %13, align 4
  br label %20

20:
  tail call void @wait()
  ret void
}
declare void @wait()
declare float @exchange(i32, float, i32)
declare i32 @llvm.smax.i32(i32, i32)
"""
BARRIERS, SHUFFLES = frozenset({"wait"}), {"exchange": 2}


def test_every_operator_has_its_sites() -> None:
    sites = sites_of(parse_module(EVERYTHING).functions["f"], barriers=BARRIERS, shuffles=SHUFFLES)
    assert {site.operator for site in sites} == set(Operator)
    counted = Counter(site.operator for site in sites)
    # of the four barriers one is followed by another, and one by nothing
    assert counted[Operator.DELETED_BARRIER] == 2
    # the comparison whose operands are also the arms of its one select has no boundary to be wrong at
    assert [site.detail for site in sites if site.operator is Operator.PREDICATE] == ["slt -> sge", "eq -> ne"]
    # no divisor becomes zero
    assert [site.detail for site in sites if site.detail.startswith("3 ->")] == ["3 -> 4"]


def test_all_at_once_is_a_module_that_llvm_takes() -> None:
    module = parse_module(EVERYTHING)
    chosen = mutants(module, ["f"], 1000, 3, barriers=BARRIERS, shuffles=SHUFFLES)
    hooks = {"wait": ctypes.CFUNCTYPE(None)(lambda: None), "exchange": ctypes.CFUNCTYPE(ctypes.c_float)(lambda: 0.0)}
    addresses = {name: ctypes.cast(hook, ctypes.c_void_p).value or 0 for name, hook in hooks.items()}
    with engine(module.with_text([embed(module.functions["f"], chosen)], GLOBALS), addresses) as compiled:
        assert compiled.get_function_address("f")


def test_a_number_switches_between_the_mutants() -> None:
    module = parse_module(SUM)
    chosen = mutants(module, ["scaled_sum"], 1000, 0)
    values = [1.0, 2.5, -0.5, 8.0]
    with engine(module.with_text([embed(module.functions["scaled_sum"], chosen)], GLOBALS)) as compiled:
        selector = ctypes.c_int32.from_address(compiled.get_global_value_address(SELECTOR))
        assert sum_of(compiled, values) == 22.0
        found = {}
        for mutant in chosen:
            if mutant.operator in {Operator.ARITHMETIC, Operator.DELETED_STORE} or "at the start" in str(mutant):
                if mutant.site.detail.startswith("add") or mutant.site.detail == "0 -> -1 at the start":
                    continue  # these leave the array, or never end
                selector.value = mutant.number
                found[f"{mutant.site.line} {mutant.site.detail}"] = sum_of(compiled, values)
        selector.value = 0
        assert sum_of(compiled, values) == 22.0
    assert found == {
        "5 fmul -> fadd": 19.0,
        "5 fmul -> fdiv": 5.5,
        "5 fmul -> its first operand": 11.0,
        "5 fmul -> its second operand": 8.0,
        "5 fadd -> fsub": -22.0,
        "5 fadd -> fmul": 0.0,
        "5 fadd -> its first operand": 0.0,
        "5 fadd -> its second operand": 16.0,
        "7 deleted": -1.0,
        "5 0.000000e+00 -> 0x3FF0000000000000 at the start": 22.0,  # what stands for the empty array
        "0 0.000000e+00 -> 0x3FF0000000000000 at the start": 23.0,
        "0 0 -> 1 at the start": 20.0,
    }


def test_the_choice_is_even_and_follows_the_seed_alone() -> None:
    module = parse_module(EVERYTHING)
    sites = sites_of(module.functions["f"], barriers=BARRIERS, shuffles=SHUFFLES)
    counts = Counter(mutant.operator for mutant in choose(sites, 12, 5))
    assert set(counts.values()) == {1}
    assert choose(sites, 20, 5) == choose(sites, 20, 5)
    assert choose(sites, 20, 5) != choose(sites, 20, 6)
    assert len(choose(sites, 1000, 5)) == len(sites)


@given(st.integers(-(2**31), 2**31 - 1), st.sampled_from([1, -1]))
def test_constants_wrap_as_their_type_does(value: int, delta: int) -> None:
    changed = int(changed_constant("i32", str(value), delta) or "")
    assert -(2**31) <= changed < 2**31
    assert (changed - value - delta) % 2**32 == 0


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("float", "1.000000e+00", "0x4000000000000000"),
        ("float", "0x3FB99999A0000000", "0x3FF19999A0000000"),
        ("double", "0x7FF0000000000000", None),
        ("float", "0x7E37E43C80000000", None),
        ("float", "%v1", None),
        ("ptr", "null", None),
    ],
)
def test_constants_of_reals(kind: str, value: str, expected: str | None) -> None:
    assert changed_constant(kind, value, 1) == expected

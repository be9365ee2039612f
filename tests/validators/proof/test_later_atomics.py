"""Atomic operations that may be late: which become calls, and that the calls are LLVM's."""

from __future__ import annotations

import llvmlite.binding as llvm

from warploom.validators.proof.ir_text import parse_module
from warploom.validators.proof.later_atomics import HOOKS, OPERATIONS, may_be_late, with_later

ASKED = "  %n = atomicrmw add ptr %p, i32 1 monotonic, align 4\n  store i32 %n, ptr %q, align 4\n"
TYPES = {"xchg": ("i64", "%w"), "fadd": ("float", "%x"), "umax": ("i32", "-7"), "sub": ("i32", "%v")}


def module(body: str) -> str:
    return f"define void @f(ptr %p, ptr %q, i64 %w, i32 %v, float %x) {{\nentry:\n{body}  ret void\n}}\n"


def test_only_where_some_are_asked_for_and_others_are_not() -> None:
    plain = "  %a = atomicrmw add ptr %p, i32 2 monotonic, align 4\n"
    assert may_be_late(parse_module(module(plain + ASKED)).functions.values())
    assert not may_be_late(parse_module(module(plain)).functions.values())
    assert not may_be_late(parse_module(module(ASKED)).functions.values())


def test_what_nobody_asks_for_is_a_call_and_the_rest_stays() -> None:
    body = "".join(
        f"  %r{k} = atomicrmw {o} ptr %p, {t} {v} monotonic, align 8\n" for k, (o, (t, v)) in enumerate(TYPES.items())
    )
    (function,) = parse_module(module(body + ASKED)).functions.values()
    made = with_later(function, is_wanted=True)
    calls = [each.text for each in made.blocks[0].instructions if "wl_later(" in each.text]
    assert [int(call.rsplit(" ", 1)[1].rstrip(")")) for call in calls] == [OPERATIONS.index(name) for name in TYPES]
    assert [each.opcode for each in made.blocks[0].instructions].count("atomicrmw") == 1
    llvm.parse_assembly("\n".join([*HOOKS, made.text])).verify()
    assert with_later(function, is_wanted=False) is function

"""Hands atomic operations whose result nobody asks for to the simulator, which may do them later, as a device may."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from warploom.validators.proof.ir_text import Function, Instruction

HOOKS = ("declare void @wl_later(ptr, i64, i32, i32)",)
OPERATIONS = ("xchg", "add", "sub", "and", "or", "xor", "max", "min", "umax", "umin", "fadd")
"""Of LLVM's, in the order of the native part's numbers."""
_ATOMIC = re.compile(
    r"^atomicrmw (?:volatile )?(?P<operation>\w+) ptr (?P<at>[^,]+), (?P<type>i32|i64|float|double) (?P<value>[^\s,]+) "
)
_ASKED = re.compile(r"^(?:cmpxchg |(?:call|tail call) [^@]*@wl_atomic_(?:inc|dec)\()")
_NAME = re.compile(r"%[\w.$-]+")
_BITS = {"float": "i32", "double": "i64"}


def may_be_late(functions: Iterable[Function]) -> bool:
    """Whether there are atomic operations of both kinds: then one whose result is asked for may overtake another."""
    found = {kind for function in functions for kind in _kinds(function)}
    return found == {True, False}


def with_later(function: Function, *, is_wanted: bool) -> Function:
    """The function in which such operations are calls of the simulator."""
    if not is_wanted:
        return function
    uses = _uses(function)
    number = 0
    blocks = []
    for block in function.blocks:
        instructions: list[Instruction] = []
        for each in block.instructions:
            found = _ATOMIC.match(each.operation)
            if found is None or found["operation"] not in OPERATIONS or uses[each.result or ""] > 1:
                instructions.append(each)
                continue
            instructions += _calls(found, number, each.line)
            number += 1
        blocks.append(replace(block, instructions=tuple(instructions)))
    return replace(function, blocks=tuple(blocks))


def _calls(found: re.Match[str], number: int, line: int) -> Iterator[Instruction]:
    kind, value = found["type"], found["value"]
    if kind in _BITS:
        yield Instruction(f"%wl.later{number}.bits = bitcast {kind} {value} to {_BITS[kind]}", line)
        kind, value = _BITS[kind], f"%wl.later{number}.bits"
    n_bytes = 4 if kind == "i32" else 8
    if kind == "i32":
        yield Instruction(f"%wl.later{number} = zext i32 {value} to i64", line)
        value = f"%wl.later{number}"
    operation = OPERATIONS.index(found["operation"])
    yield Instruction(f"call void @wl_later(ptr {found['at']}, i64 {value}, i32 {n_bytes}, i32 {operation})", line)


def _kinds(function: Function) -> Iterator[bool]:
    """Of each atomic operation, whether its result is asked for."""
    uses: Counter[str] | None = None
    for block in function.blocks:
        for each in block.instructions:
            if _ASKED.match(each.operation):
                yield True
            elif _ATOMIC.match(each.operation):
                uses = uses if uses is not None else _uses(function)
                yield uses[each.result or ""] > 1


def _uses(function: Function) -> Counter[str]:
    """How often each name occurs, its definition included."""
    return Counter(
        name for block in function.blocks for each in block.instructions for name in _NAME.findall(each.text)
    )

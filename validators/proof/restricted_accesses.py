"""Has functions that kernels call tell what they reach through each pointer, where one is restricted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from warploom.validators.proof.instrument import accesses
from warploom.validators.proof.ir_text import Function, Instruction
from warploom.validators.simulate.restricted_pointers import Pointers

HOOKS = ("declare void @wl_restricted(ptr, i32)", "declare void @wl_through(ptr, i32, ptr, i32, i32)")
_NAME = re.compile(r"%(?:[\w.$-]+|\"[^\"]*\")")
_PASSED_ON = frozenset({"getelementptr", "phi", "select", "freeze", "bitcast"})
_FRAME = "%wl.frame"


def with_restricted(function: Function, pointers: Pointers | None, structures: Mapping[str, Sequence[str]]) -> Function:
    """Announce each access whose address comes of one of the pointers; None: there is nothing to tell."""
    if pointers is None:
        return function
    parameters = [parameter.split()[-1] for parameter in function.parameters]
    of = _origins(function, {parameters[place]: 1 << bit for bit, place in enumerate(pointers.places)})
    blocks = []
    for block in function.blocks:
        instructions: list[Instruction] = []
        for each in block.instructions:
            for hook, pointer, size in accesses(each, structures):
                origin = of.get(pointer, 0)
                if origin and origin & (origin - 1) == 0 and isinstance(size, int | str) and str(size).isdigit():
                    told = f"i32 {origin}, ptr {pointer}, i32 {size}, i32 {int(not hook.startswith('wl_read'))}"
                    instructions.append(Instruction(f"call void @wl_through(ptr {_FRAME}, {told})", each.line))
            instructions.append(each)
        blocks.append(replace(block, instructions=tuple(instructions)))
    begin = (
        Instruction(f"{_FRAME} = alloca i64, align 8"),
        Instruction(f"call void @wl_restricted(ptr {_FRAME}, i32 {pointers.restricted})"),
    )
    first, *others = blocks
    return replace(function, blocks=(replace(first, instructions=(*begin, *first.instructions)), *others))


def _origins(function: Function, given: Mapping[str, int]) -> dict[str, int]:
    """Of each address, a bit for each pointer that it may come of."""
    of = dict(given)
    changed = True
    while changed:
        changed = False
        for block in function.blocks:
            for each in block.instructions:
                if each.opcode not in _PASSED_ON or each.result is None:
                    continue
                bits = of.get(each.result, 0)
                for name in _NAME.findall(each.operation):
                    bits |= of.get(name, 0)
                if bits and bits != of.get(each.result):
                    of[each.result] = bits
                    changed = True
    return of

"""Have a program look at addresses that it counts on to be multiples of more than the size of what is there."""

from __future__ import annotations

import re
from dataclasses import replace

from warploom.validators.proof.ir_text import Function, Instruction
from warploom.validators.simulate.ir_operands import SCALAR_BYTES

HOOKS = ("declare void @wl_aligned(ptr, i32)",)
_PLAIN = re.compile(
    r"^(?:load|store) (?:volatile )?(?:<\d+ x )?(?P<type>\w+)>?[^\n]*?, ptr (?P<at>[%@][\w.$-]+), align (?P<n>\d+)$"
)
_COPY = re.compile(r"@llvm\.mem(?:cpy|move|set)\b")
_PLACE = re.compile(r"\bptr align (\d+) ([%@][\w.$-]+)")


def with_alignment(function: Function) -> Function:
    """Check, before each access that says so, what its address is a multiple of: a device faults where it is not."""
    blocks = []
    for block in function.blocks:
        instructions: list[Instruction] = []
        for each in block.instructions:
            for at, n in _demands(each):
                instructions.append(Instruction(f"call void @wl_aligned(ptr {at}, i32 {n})", each.line))
            instructions.append(each)
        blocks.append(replace(block, instructions=tuple(instructions)))
    return replace(function, blocks=tuple(blocks))


def _demands(each: Instruction) -> list[tuple[str, int]]:
    """Addresses, with what they have to be multiples of."""
    if each.opcode in ("load", "store"):
        found = _PLAIN.match(each.operation)
        if found is None or int(found["n"]) <= SCALAR_BYTES.get(found["type"], 1):
            return []
        return [(found["at"], int(found["n"]))]
    if each.opcode == "call" and _COPY.search(each.operation):
        return [(at, int(n)) for n, at in _PLACE.findall(each.operation) if int(n) > 1]
    return []

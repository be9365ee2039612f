"""Say which mistakes are proven to change nothing, so that no suite can be asked to find them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from warploom.validators.proof.ir_text import Function
from warploom.validators.simulate.ir_operands import split_operands


def needless_barriers(function: Function, barriers: frozenset[str]) -> set[tuple[int, int]]:
    """Barriers with nothing but another barrier, or the end, behind them on every path."""
    positions = {block.label: number for number, block in enumerate(function.blocks)}
    found: set[tuple[int, int]] = set()
    for number, block in enumerate(function.blocks):
        for place, each in enumerate(block.instructions):
            if each.callee in barriers and _is_quiet(function, positions, number, place + 1, barriers):
                found.add((number, place))
    return found


def _is_quiet(
    function: Function, positions: Mapping[str, int], number: int, place: int, barriers: frozenset[str]
) -> bool:
    seen: set[int] = set()
    todo = [(number, place)]
    while todo:
        at, start = todo.pop()
        block = function.blocks[at]
        for each in block.instructions[start:]:
            if each.callee in barriers:
                break
            if each.opcode in {"load", "store", "atomicrmw", "cmpxchg", "call", "invoke", "fence"}:
                if each.text.startswith(("call void @llvm.",)) or "@llvm.mem" in each.text or each.opcode != "call":
                    return False
                if "@llvm." not in each.text:
                    return False
        else:
            for label in block.successors:
                following = positions[label]
                if following == number:
                    return False  # around a loop to itself: left to the suite
                if following not in seen:
                    seen.add(following)
                    todo.append((following, 0))
    return True


def select_arms(function: Function) -> dict[str, set[frozenset[str]]]:
    """For each value that is used as a condition, the arms of its selects; other uses count as empty arms."""
    found: dict[str, set[frozenset[str]]] = {}
    for block in function.blocks:
        for each in block.instructions:
            if each.opcode == "icmp":
                found.setdefault(each.result or "", set())
    for block in function.blocks:
        for each in block.instructions:
            result = each.result or ""
            for name in set(re.findall(r"%[\w.$-]+", each.text)) - {result}:
                if name not in found:
                    continue
                arms: frozenset[str] = frozenset()
                if each.opcode == "select":
                    condition, *chosen = split_operands(each.operation.removeprefix("select "))
                    if condition == f"i1 {name}":
                        arms = frozenset(operand.split(" ", 1)[-1] for operand in chosen)
                found[name].add(arms)
    return found

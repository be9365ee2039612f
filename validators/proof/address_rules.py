"""What may not hang on where memory lies: a driver places arrays as it likes, and no two runs need have it alike."""

from __future__ import annotations

import re
from collections.abc import Mapping

from warploom.validators.proof.ir_text import Function, Instruction
from warploom.validators.simulate.ir_operands import split_operands

ALIGNED_TO = 256
"""Bytes: what all memory of `cudaMalloc` is aligned to at least, and what a launcher may ask for."""
_NAME = re.compile(r"%(?:[\w.$-]+|\"[^\"]*\")")
_ICMP = re.compile(r"icmp (?:samesign )?(\w+) (\S+) (.*)$")
_TELLING = re.compile(r"\bptrto(?:int|addr)\b|\bicmp (?:samesign )?\w+ ptr\b")
_GOES_ON = frozenset({"trunc", "zext", "sext", "add", "or", "phi", "select", "freeze"})
_PLAIN = frozenset({"inttoptr", "ret"})
_MOST_STEPS = 64


def told_by_addresses(function: Function) -> tuple[Instruction, str] | None:
    """The first instruction that makes something of where memory lies, and what that is; None where none does.

    Allowed are: whether addresses are equal or null; orders and distances within what is reached from one pointer;
    whether an address is a multiple of up to 256 bytes; addresses that are only passed on as numbers.
    """
    instructions = [each for block in function.blocks for each in block.instructions]
    if not any(_TELLING.search(each.text) for each in instructions):
        return None
    made = {each.result: each for each in instructions if each.result is not None}
    uses: dict[str, list[Instruction]] = {}
    for each in instructions:
        for name in set(_NAME.findall(each.operation)):
            uses.setdefault(name, []).append(each)
    for each in instructions:
        if each.opcode == "icmp" and (what := _compared(each, made)) is not None:
            return each, what
        if each.opcode in ("ptrtoint", "ptrtoaddr"):
            found = _followed(each, made, uses)
            if found is not None:
                return found
    return None


def _compared(each: Instruction, made: Mapping[str, Instruction]) -> str | None:
    found = _ICMP.match(each.operation)
    if found is None or found[2] != "ptr":
        return None
    operands = split_operands(found[3])
    if any(operand.startswith("inttoptr") for operand in operands):
        return "an address beside a number"
    if "null" in operands:
        return None
    roots = [_roots(operand, made) for operand in operands]
    is_equality = found[1] in ("eq", "ne")
    moved = any(made[o].opcode == "getelementptr" for o in operands if o in made)
    if roots[0].isdisjoint(roots[1]) and (moved or not is_equality):
        return "the order or distance of what was not allocated together"
    return None


def _followed(
    start: Instruction, made: Mapping[str, Instruction], uses: Mapping[str, list[Instruction]]
) -> tuple[Instruction, str] | None:
    """Where a number that was an address comes to."""
    waiting, seen = [start.result or ""], {start.result or ""}
    while waiting and len(seen) < _MOST_STEPS:
        name = waiting.pop()
        for each in uses.get(name, ()):
            opcode = each.opcode
            goes_on = opcode in _GOES_ON or (opcode == "sub" and _is_negated(each))
            if opcode == "and":
                mask = split_operands(each.operation)[-1]
                if not mask.lstrip("-").isdigit():
                    return each, "an address as a number"
                if 0 <= int(mask) < ALIGNED_TO:
                    continue
                if not -ALIGNED_TO <= int(mask) < 0:
                    return each, f"an address by more than {ALIGNED_TO} bytes, which memory is aligned to"
                goes_on = True
            elif opcode == "sub" and not goes_on:
                first, second = (_roots(operand, made) for operand in _both(each))
                if not first or first.isdisjoint(second):
                    return each, "the order or distance of what was not allocated together"
            elif opcode == "icmp":
                found = _ICMP.match(each.operation)
                first, second = (_roots(operand, made) for operand in split_operands(found[3] if found else ","))
                is_equality = found is not None and found[1] in ("eq", "ne")
                if (first.isdisjoint(second) and not is_equality) or not first or not second:
                    return each, "an address as a number"
            elif not goes_on and opcode not in _PLAIN and not _is_ours(each):
                return each, "an address as a number"
            if goes_on and each.result is not None and each.result not in seen:
                seen.add(each.result)
                waiting.append(each.result)
    return None


def _is_ours(each: Instruction) -> bool:
    """Whether it gives a handle back to the simulator."""
    return each.opcode == "call" and (each.callee or "").startswith("wl_")


def _both(each: Instruction) -> list[str]:
    return [operand.split()[-1] for operand in split_operands(each.operation)]


def _is_negated(each: Instruction) -> bool:
    return any(operand.lstrip("-").isdigit() for operand in _both(each))


def _roots(value: str, made: Mapping[str, Instruction]) -> frozenset[str]:
    """Names of the pointers that an address was reached from: parameters, results of calls, places of loads."""
    found: set[str] = set()
    waiting, seen = [value], {value}
    while waiting:
        name = waiting.pop()
        each = made.get(name)
        if each is None:
            if name[0] in "%@":
                found.add(name)
            continue
        if each.opcode == "load":
            found.add(f"load {_NAME.findall(each.operation)[-1:] or each.operation}")
            continue
        if each.opcode == "getelementptr":
            more = [split_operands(each.operation)[1].split()[-1]]
        elif each.opcode in _GOES_ON or each.opcode in ("ptrtoint", "ptrtoaddr", "inttoptr", "bitcast", "and", "sub"):
            more = _NAME.findall(re.sub(r"\[ ([^,\]]+), %[^\]]*\]", r"\1", each.operation))
        else:
            more = []
            found.add(name)
        for operand in more:
            if operand not in seen:
                seen.add(operand)
                waiting.append(operand)
    return frozenset(found)

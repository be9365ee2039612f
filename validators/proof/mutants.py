"""Choose wrong variants of functions, and put all of them into one text that a number switches between."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from warploom.validators.proof.edits import (
    IncomingEdit,
    OperandEdit,
    Operator,
    ResultEdit,
    SilentCall,
    Site,
    shape_of,
)
from warploom.validators.proof.ir_text import Function, Instruction, Module
from warploom.validators.proof.mutation_sites import sites_of
from warploom.validators.simulate.ir_operands import IrTextError

SELECTOR = "wl_mutant"
"""The global of type i32 that says which mutant runs; 0 is none."""
GLOBALS = (f"@{SELECTOR} = global i32 0, align 4", "define void @wl_nothing() {\n  ret void\n}")
"""What a text with mutants needs once."""
_SINK = "alloca [64 x i8], align 16"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong variant: `number` is what the selector is set to."""

    number: int
    site: Site

    @property
    def operator(self) -> Operator:
        """Its kind."""
        return self.site.operator

    def __str__(self) -> str:
        return f"{self.site.operator} {self.site.detail} at line {self.site.line} of {self.site.function}"


def choose(sites: Sequence[Site], limit: int, seed: int) -> list[Mutant]:
    """At most `limit` of the sites, evenly over operators and, inside of these, over lines; the rest is by `seed`."""
    groups: dict[Operator, list[tuple[bytes, Site]]] = {}
    for site in sites:
        key = f"{seed}|{site.function}|{site.block}|{site.instruction}|{site.operator}|{site.detail}|{site.edit}"
        groups.setdefault(site.operator, []).append((hashlib.blake2b(key.encode(), digest_size=8).digest(), site))
    queues = [_spread(groups[operator]) for operator in Operator if operator in groups]
    chosen: list[Site] = []
    while queues and len(chosen) < limit:
        for queue in queues:
            if len(chosen) < limit:
                chosen.append(queue.pop(0))
        queues = [queue for queue in queues if queue]
    order = {id(site): number for number, site in enumerate(sites)}
    return [Mutant(n, site) for n, site in enumerate(sorted(chosen, key=lambda site: order[id(site)]), 1)]


def mutants(
    module: Module,
    functions: Sequence[str],
    limit: int,
    seed: int,
    *,
    barriers: frozenset[str] = frozenset(),
    shuffles: Mapping[str, int] | None = None,
) -> list[Mutant]:
    """Wrong variants of the named functions of a module; fewer than `limit` where they have no more."""
    sites: list[Site] = []
    for name in functions if limit else ():
        sites += sites_of(module.functions[name], barriers=barriers, shuffles=shuffles)
    return choose(sites, limit, seed)


def embed(function: Function, chosen: Sequence[Mutant]) -> Function:
    """The function with those of the mutants in it that are its own, each behind `wl_mutant == number`.

    With the selector at 0 it computes what it computed before. Nothing that the alternatives compute can trap.
    """
    mine: dict[tuple[int, int], list[Mutant]] = {}
    ends: dict[str, list[str]] = {}
    """What is added to the end of a block, for the phis of its successors."""
    for mutant in chosen:
        if mutant.site.function == function.name:
            mine.setdefault((mutant.site.block, mutant.site.instruction), []).append(mutant)
    if not mine:
        return function
    blocks = []
    for number, block in enumerate(function.blocks):
        instructions: list[Instruction] = []
        for place, each in enumerate(block.instructions):
            here = mine.get((number, place))
            instructions += [each] if here is None else _edited(each, here, ends)
        blocks.append(replace(block, instructions=tuple(instructions)))
    blocks = [
        replace(
            block,
            instructions=(
                *block.instructions[:-1],
                *(Instruction(text) for text in ends.get(block.label, ())),
                block.instructions[-1],
            ),
        )
        for block in blocks
    ]
    prologue = (Instruction(f"%wl.which = load i32, ptr @{SELECTOR}, align 4"), Instruction(f"%wl.sink = {_SINK}"))
    blocks[0] = replace(blocks[0], instructions=(*prologue, *blocks[0].instructions))
    return replace(function, blocks=tuple(blocks))


def _spread(group: list[tuple[bytes, Site]]) -> list[Site]:
    """Line after line in turn, each line's sites and the lines themselves in the order of their keys."""
    lines: dict[int, list[Site]] = {}
    for _, site in sorted(group, key=lambda item: item[0]):
        lines.setdefault(site.line, []).append(site)
    ordered: list[Site] = []
    queues = list(lines.values())
    while queues:
        ordered += [queue.pop(0) for queue in queues]
        queues = [queue for queue in queues if queue]
    return ordered


def _edited(each: Instruction, here: Sequence[Mutant], ends: dict[str, list[str]]) -> list[Instruction]:
    if each.opcode == "phi":
        return [_edited_phi(each, here, ends)]
    shape = shape_of(each)
    if shape is None:
        raise IrTextError(f"a mutant in {each.text[:120]}")
    before, after = [], []
    operands, head = list(shape.operands), shape.head
    changes = [mutant for mutant in here if isinstance(mutant.site.edit, ResultEdit)]
    for mutant in here:
        n, edit = mutant.number, mutant.site.edit
        flag = f"%wl.is{n}"
        before.append(f"{flag} = icmp eq i32 %wl.which, {n}")
        if isinstance(edit, OperandEdit):
            operands[edit.index] = _other_operand(operands[edit.index], edit, n, before)
        elif isinstance(edit, SilentCall):
            name = head[head.index("@") : head.index("(", head.index("@"))]
            before.append(f"%wl.f{n} = select i1 {flag}, ptr @wl_nothing, ptr {name}")
            head = head.replace(name, f"%wl.f{n}", 1)
    result = each.result
    if not changes:
        text = replace(shape, head=head).text(operands)
        return [*(Instruction(t, each.line) for t in before), Instruction(_named(result, text), each.line)]
    current = f"%wl.o{changes[0].number}"
    before.append(f"{current} = {replace(shape, head=head).text(operands)}")
    for k, mutant in enumerate(changes):
        edit = mutant.site.edit
        assert isinstance(edit, ResultEdit)  # noqa: S101 - chosen so above
        n = mutant.number
        name = result or "" if k == len(changes) - 1 else f"%wl.r{n}"
        after.append(f"%wl.a{n} = {edit.alternative.format(*operands)}")
        after.append(f"{name} = select i1 %wl.is{n}, {edit.type} %wl.a{n}, {edit.type} {current}")
        current = name
    return [Instruction(text, each.line) for text in (*before, *after)]


def _other_operand(operand: str, edit: OperandEdit, n: int, before: list[str]) -> str:
    """The operand with a value that is chosen by the selector; types and what stands behind the value stay."""
    typed = operand.startswith(f"{edit.type} ")
    value, _, behind = (operand[len(edit.type) + 1 :] if typed else operand).partition(" ")
    if value == "align":
        raise IrTextError(f"an operand with attributes: {operand[:120]}")
    if not value.startswith(("%", "@")) and "(" in operand:
        value, behind = operand[len(edit.type) + 1 :], ""
    alternative = edit.alternative
    if "{}" in alternative:
        before.append(f"%wl.v{n} = {alternative.format(value)}")
        alternative = f"%wl.v{n}"
    before.append(f"%wl.c{n} = select i1 %wl.is{n}, {edit.type} {alternative}, {edit.type} {value}")
    return f"{edit.type + ' ' if typed else ''}%wl.c{n}{' ' + behind if behind else ''}"


def _edited_phi(each: Instruction, here: Sequence[Mutant], ends: dict[str, list[str]]) -> Instruction:
    text = each.text
    for mutant in here:
        edit, n = mutant.site.edit, mutant.number
        assert isinstance(edit, IncomingEdit)  # noqa: S101 - nothing else is made of a phi
        start = text.index(f", %{edit.label} ]")
        begin = text.rindex("[ ", 0, start) + 2
        value = text[begin:start]
        ends.setdefault(edit.label, []).extend(
            (
                f"%wl.is{n} = icmp eq i32 %wl.which, {n}",
                f"%wl.c{n} = select i1 %wl.is{n}, {edit.type} {edit.alternative}, {edit.type} {value}",
            )
        )
        text = f"{text[:begin]}%wl.c{n}{text[start:]}"
    return Instruction(text, each.line)


def _named(result: str | None, text: str) -> str:
    return text if result is None else f"{result} = {text}"

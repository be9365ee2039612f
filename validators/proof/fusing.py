"""Fuse products into the sums that they are part of, as NVIDIA's compiler does unless it is told not to."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from warploom.validators.proof.ir_text import Block, Function, Instruction, Module

FUSED = ("declare float @llvm.fma.f32(float, float, float)", "declare double @llvm.fma.f64(double, double, double)")
"""What fused text calls: one rounding, in hardware or in the library."""

_FLAG = " contract "
_PRODUCT = re.compile(r"^(?P<name>%[\w.$-]+) = fmul contract (?P<kind>float|double) (?P<a>[^,]+), (?P<b>[^,]+)$")
_SUM = re.compile(
    r"^(?P<name>%[\w.$-]+) = (?P<op>fadd|fsub) contract (?P<kind>float|double) (?P<a>[^,]+), (?P<b>[^,]+)$"
)
_VALUE = re.compile(r"%[\w.$-]+")


def may_fuse(ir: str) -> bool:
    """Whether the text says anywhere that operations may be fused."""
    return _FLAG in ir


def fused(function: Function) -> Function:
    """With every product fused that is added or subtracted in its block, whoever else uses it, or is used by nothing
    else at all. Only what has the flag `contract` on both sides is fused; the flag is gone from the result.

    Of two products in a sum the first is fused, as LLVM's code generators do.
    """
    products: dict[str, tuple[re.Match[str], int]] = {}
    n_uses: Counter[str] = Counter()
    for number, block in enumerate(function.blocks):
        for each in block.instructions:
            n_uses.update(_VALUE.findall(each.operation))
            if _FLAG in each.text and (found := _PRODUCT.match(each.text)):
                products[found["name"]] = found, number
    if not products:
        return unfused(function)
    usable = {name: found for name, (found, _) in products.items() if n_uses[name] == 1}
    blocks = []
    for number, block in enumerate(function.blocks):
        near = usable | {name: found for name, (found, where) in products.items() if where == number}
        blocks.append(_fused(block, near))
    return replace(function, blocks=tuple(blocks))


def unfused(function: Function) -> Function:
    """Without the flag: each operation is rounded for itself."""
    if not any(_FLAG in each.text for block in function.blocks for each in block.instructions):
        return function
    blocks = tuple(
        replace(block, instructions=tuple(_plain(each) for each in block.instructions)) for block in function.blocks
    )
    return replace(function, blocks=blocks)


def all_unfused(module: Module) -> Module:
    """The module with each of its operations rounded for itself."""
    return replace(module, functions={name: unfused(function) for name, function in module.functions.items()})


def _fused(block: Block, products: dict[str, re.Match[str]]) -> Block:
    made: list[Instruction] = []
    for each in block.instructions:
        found = _SUM.match(each.text) if _FLAG in each.text else None
        if found is None:
            made.append(_plain(each))
        elif found["a"] in products:
            made += _of_product(each, found, products[found["a"]], found["b"], "b")
        elif found["b"] in products:
            made += _of_product(each, found, products[found["b"]], found["a"], "a")
        else:
            made.append(_plain(each))
    return replace(block, instructions=tuple(made))


def _of_product(
    each: Instruction, total: re.Match[str], product: re.Match[str], other: str, place: str
) -> list[Instruction]:
    """The sum or difference of a product and another value, which is its operand `place`."""
    name, kind = total["name"], total["kind"]
    a, b = product["a"], product["b"]
    lines: list[str] = []
    if total["op"] == "fsub":
        negated = other if place == "b" else a
        lines.append(f"{name}.minus = fneg {kind} {negated}")
        other, a = (f"{name}.minus", a) if place == "b" else (other, f"{name}.minus")
    width = "f32" if kind == "float" else "f64"
    lines.append(f"{name} = call {kind} @llvm.fma.{width}({kind} {a}, {kind} {b}, {kind} {other})")
    return [Instruction(line, each.line) for line in lines]


def _plain(each: Instruction) -> Instruction:
    return Instruction(each.text.replace(_FLAG, " "), each.line) if _FLAG in each.text else each

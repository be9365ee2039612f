"""Device code's mathematics as another library may give them: a unit in the last place off, up or down.

CUDA's guide lists for each of these functions an error of a unit in the last place or more; what rests on the very bits
of this machine's library is not what a device computes.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from warploom.validators.proof.ir_text import Block, Function, Instruction
from warploom.validators.simulate.ir_operands import arguments_of

STRICT_ORIGINS = ("written", "translated", "mined")
"""Of pairs whose trapping build is run with these, and looks at alignment: they may be anybody's code."""
PREFIX = "wl_near."
_ONE = (
    *("cbrt", "exp", "exp2", "exp10", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos"),
    *("atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc", "tgamma", "lgamma"),
)
_TWO = ("pow", "atan2", "hypot")
_ARITY = dict.fromkeys(_ONE, 1) | dict.fromkeys(_TWO, 2)
_CALL = re.compile(r"@(?:llvm\.(?P<builtin>[a-z]+[0-9]*)\.(?P<kind>f32|f64)|(?P<name>[a-z]+\d*[a-z]*))\(")
_BITS = {"float": ("i32", 31, 0x7F800000, 0x9E3779B1), "double": ("i64", 63, 0x7FF0000000000000, 0x9E3779B97F4A7C15)}
"""Whole numbers of the same size, the place of the sign, infinity, and what bits are mixed by."""


def with_inexact(functions: Collection[Function]) -> tuple[list[Function], list[str]]:
    """The functions with calls of neighbours instead, and what is to be added to the module's text."""
    wanted: dict[str, str] = {}
    changed = [
        Function(each.name, each.head, tuple(_changed(block, wanted) for block in each.blocks)) for each in functions
    ]
    return changed, [wanted[name] for name in sorted(wanted)]


def _changed(block: Block, wanted: dict[str, str]) -> Block:
    return Block(block.label, tuple(_neighbour(each, wanted) for each in block.instructions))


def _neighbour(each: Instruction, wanted: dict[str, str]) -> Instruction:
    found = _CALL.search(each.text) if each.opcode == "call" else None
    if found is None:
        return each
    if found["builtin"] is not None:
        base, kind = found["builtin"], "float" if found["kind"] == "f32" else "double"
    else:
        name = found["name"]
        is_float = name not in _ARITY and name.endswith("f")
        base, kind = (name[:-1], "float") if is_float else (name, "double")
    if base not in _ARITY or len(arguments_of(each.text, found.end() - 1)[0]) != _ARITY[base]:
        return each
    callee = each.text[found.start() : found.end() - 1]
    near = f"@{PREFIX}{callee[1:]}"
    wanted[near] = _definition(near, callee, kind, _ARITY[base])
    return Instruction(each.text[: found.start()] + near + each.text[found.end() - 1 :], each.line)


def _definition(near: str, callee: str, kind: str, n: int) -> str:
    """Zero, what is no finite number, and the results of 0 and 1 are exact everywhere; all else is moved."""
    bits, high, infinite, mixer = _BITS[kind]
    names = [f"%x{k}" for k in range(n)]
    given = ", ".join(f"{kind} {name}" for name in names)
    lines = [f"\ndefine internal {kind} {near}({given}) {{", f"  %y = call {kind} {callee}({given})"]
    lines.append(f"  %b = bitcast {kind} %y to {bits}")
    lines.append(f"  %size = and {bits} %b, {(1 << high) - 1}")
    lines.append(f"  %c0 = icmp ult {bits} %size, {infinite}")
    lines.append(f"  %c1 = icmp ne {bits} %size, 0")
    lines.append("  %k0 = and i1 %c0, %c1")
    mixed = f"{bits} 0"
    for k, name in enumerate(names):
        lines.append(f"  %zero{k} = fcmp une {kind} {name}, 0.0")
        lines.append(f"  %one{k} = fcmp une {kind} {name}, 1.0")
        lines.append(f"  %t{k} = and i1 %zero{k}, %one{k}")
        lines.append(f"  %k{k + 1} = and i1 %k{k}, %t{k}")
        lines.append(f"  %a{k} = bitcast {kind} {name} to {bits}")
        lines.append(f"  %m{k} = xor {mixed}, %a{k}")
        mixed = f"{bits} %m{k}"
    lines.append(f"  %h = mul {mixed}, {mixer}")
    lines.append(f"  %side = lshr {bits} %h, {high}")
    lines.append(f"  %twice = shl {bits} %side, 1")
    lines.append(f"  %off = sub {bits} %twice, 1")
    lines.append(f"  %moved = add {bits} %b, %off")
    lines.append(f"  %chosen = select i1 %k{n}, {bits} %moved, {bits} %b")
    lines.append(f"  %result = bitcast {bits} %chosen to {kind}")
    return "\n".join([*lines, f"  ret {kind} %result", "}", ""])

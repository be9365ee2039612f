"""Typed expressions of a computation: what a point computes, free of names, schedules and languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

REALS: Final = ("float16", "float32", "float64")
SIGNED: Final = ("int32", "int64")
UNSIGNED: Final = ("uint32", "uint64")
INDEX: Final = "index"
BOOL: Final = "bool"

COMMUTATIVE: Final = frozenset({"add", "mul", "min", "max", "and", "or", "xor", "eq", "ne", "all", "any"})
COMPARISONS: Final = ("lt", "le", "gt", "ge", "eq", "ne")
BOUNDARIES: Final = ("zero", "clamp", "wrap")
ROUNDED: Final = frozenset({"div", "exp", "sqrt", "tanh", "sin", "cos", "log", "atan"})
"""Of reals: results that are not exact, whatever goes in."""


@dataclass(frozen=True, slots=True)
class Expr:
    """A node. `op` says which; `type` is that of its value: an element type, `index` (a whole number that counts
    elements) or `bool`.

    Leaves: `const` (value), `symbol` (a length, by name), `scalar` (a parameter by value), `axis` (a loop's variable),
    `local` (a variable of the point). `load` reads the operand `value` (`name` or `name.field`) at `args`, one index a
    dimension; `load_zero`, `load_clamp` and `load_wrap` read it where indices may lie outside, by that rule.
    """

    op: str
    type: str
    args: tuple[Expr, ...] = ()
    value: str | float | int = ""


def const(value: float, type_: str) -> Expr:
    """A constant: whole for integers and indices, dyadic for reals."""
    return Expr("const", type_, (), float(value) if type_ in REALS else int(value))


def index(value: int) -> Expr:
    """A constant that counts elements."""
    return Expr("const", INDEX, (), value)


def symbol(name: str) -> Expr:
    """A length."""
    return Expr("symbol", INDEX, (), name)


def axis(name: str) -> Expr:
    """The variable of a loop or of a dimension of the point."""
    return Expr("axis", INDEX, (), name)


def local(name: str, type_: str) -> Expr:
    """A variable that an earlier statement of the point has set."""
    return Expr("local", type_, (), name)


def scalar(name: str, type_: str) -> Expr:
    """A parameter by value."""
    return Expr("scalar", type_, (), name)


def load(operand: str, type_: str, *at: Expr) -> Expr:
    """An element of an operand; float16 is read as float32, which most computations of it are in."""
    return Expr("load", "float32" if type_ == "float16" else type_, at, operand)


def load_at(rule: str, operand: str, type_: str, *at: Expr) -> Expr:
    """An element of an operand that may lie outside it: 0 there, the nearest element, or the one a period away."""
    if rule not in BOUNDARIES:
        raise ValueError(f"{rule!r} is no boundary rule: {BOUNDARIES}")
    return Expr(f"load_{rule}", "float32" if type_ == "float16" else type_, at, operand)


def op(name: str, *args: Expr) -> Expr:
    """An operation: a comparison is `bool`, a selection has the type of its branches, all else that of its operands."""
    if name in COMPARISONS or name in ("all", "any"):
        return Expr(name, BOOL, args)
    if name == "select":
        return Expr(name, args[1].type, args)
    return Expr(name, args[0].type, args)


def cast(type_: str, arg: Expr) -> Expr:
    """The same number in another type; reals become integers towards zero."""
    return arg if arg.type == type_ else Expr("cast", type_, (arg,))


def plus(first: Expr, second: int | Expr) -> Expr:
    """A sum of indices; with 0 it is the index itself."""
    if isinstance(second, int):
        if second == 0:
            return first
        return op("add", first, index(second)) if second > 0 else op("sub", first, index(-second))
    return op("add", first, second)


def nodes(expr: Expr) -> list[Expr]:
    """All nodes, each occurrence, in order of writing."""
    found = [expr]
    for arg in expr.args:
        found += nodes(arg)
    return found


def uses(expr: Expr, part: Expr) -> bool:
    """Whether `part` is in `expr`."""
    return expr == part or any(uses(arg, part) for arg in expr.args)


def replaced(expr: Expr, exchange: dict[Expr, Expr]) -> Expr:
    """`expr` with every occurrence of a key replaced; the largest match wins."""
    if expr in exchange:
        return exchange[expr]
    if not expr.args:
        return expr
    return Expr(expr.op, expr.type, tuple(replaced(arg, exchange) for arg in expr.args), expr.value)

"""The canonical form of a computation, and the id made of it: equal whatever names, order of operands or schedule."""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass
from typing import Any, Final

from warploom.extractors.pairs.computation import Computation, Operand
from warploom.extractors.pairs.expressions import COMMUTATIVE, Expr

CANONICAL_VERSION: Final = 1
"""Whatever changes canonical forms raises it: ids of other versions never meet."""
_NAMED: Final = frozenset({"symbol", "scalar", "axis", "local"})
_ROUNDS: Final = 3
"""Of telling names apart; what is alike after these is so by symmetry, in all but made-up cases."""
_SWAPPED: Final = {"gt": "lt", "ge": "le"}


def spec_id(computation: Computation) -> str:
    """`ks_` and 32 hexadecimal digits."""
    text = f"{CANONICAL_VERSION}\n{canonical_form(computation)}"
    return "ks_" + hashlib.sha256(text.encode()).hexdigest()[:32]


def canonical_form(computation: Computation, with_constants: bool = True) -> str:
    """The computation as a text without names: operands of commutative operations in a fixed order, then everything
    numbered in order of appearance. Without constants, all numbers that are neither 0 nor 1 nor count elements are
    alike: such forms are equal for computations that differ by a coefficient.
    """
    writer = _Canonical(computation, with_constants)
    nest = writer.written(computation.nest)
    # what the nest does not name comes after it, so that it too is part of the form
    operands = [writer.operand(operand) for operand in sorted(computation.operands, key=writer.order)]
    scalars = sorted(f"{writer.number(s.name)}:{s.type}" for s in computation.scalars)
    return f"{type(computation.nest).__name__} {nest} | {' '.join(operands)} | {' '.join(scalars)}"


class _Canonical:
    def __init__(self, computation: Computation, with_constants: bool) -> None:
        self.computation = computation
        self.with_constants = with_constants
        self.numbers: dict[str, int] = {}
        self.kinds = {operand.name: self._kind(operand) for operand in computation.operands}
        self.colours: dict[str, str] = dict(self.kinds)
        self.digests: dict[Expr, str] = {}
        self._refine()

    def _kind(self, operand: Operand) -> str:
        order = "column" if operand.column else "row"
        kind = "+".join(type_ for _, type_ in operand.fields) or operand.type
        return f"{kind}/{len(operand.shape)}/{order}/{operand.direction}/{operand.values.kind}"

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def order(self, operand: Operand) -> int:
        return self.number(operand.name)

    def operand(self, operand: Operand) -> str:
        shape = ",".join(self.expr(extent) for extent in operand.shape)
        values = operand.values
        bounds = "" if isinstance(values.high, str) else f"{values.low}..{values.high}"
        return f"{self.number(operand.name)}={self.kinds[operand.name]}[{shape}]{bounds}"

    def written(self, part: Any) -> str:
        """Any part of a computation, its fields in order of declaration."""
        if isinstance(part, Expr):
            return self.expr(part)
        if is_dataclass(part):
            inner = " ".join(self.written(getattr(part, f.name)) for f in fields(part))
            return f"({type(part).__name__} {inner})"
        if isinstance(part, tuple):
            return "[" + " ".join(self.written(one) for one in part) + "]"
        if isinstance(part, str) and self._is_name(part):
            return self._name(part)
        return str(part)

    def _is_name(self, text: str) -> bool:
        return text not in ("add", "min", "max", "xor", "or", "")

    def _name(self, text: str) -> str:
        stem, _, member = text.partition(".")
        if not member:
            return f"#{self.number(stem)}"
        names = [name for name, _ in self.computation.operand(stem).fields]
        return f"#{self.number(stem)}.{names.index(member)}"

    def expr(self, expr: Expr) -> str:
        args, name = list(expr.args), expr.op
        if name in _SWAPPED:
            name, args = _SWAPPED[name], args[::-1]
        if name in COMMUTATIVE:
            args.sort(key=self._nameless)
        if name == "const":
            return self._constant(expr)
        value = self._name(str(expr.value)) if name in _NAMED or name.startswith("load") else ""
        return f"{name}:{expr.type}{value}({','.join(self.expr(arg) for arg in args)})"

    def _constant(self, expr: Expr) -> str:
        if self.with_constants or expr.type == "index" or expr.value in (0, 1):
            return f"{expr.value!r}:{expr.type}"
        return f"c:{expr.type}"

    def _nameless(self, expr: Expr) -> str:
        """A digest of what an expression is without its names: sorting by names would make the form depend on them.
        What stands for a name says where else that occurs.
        """
        known = self.digests.get(expr)
        if known is not None:
            return known
        args, name = list(expr.args), expr.op
        if name in _SWAPPED:
            name, args = _SWAPPED[name], args[::-1]
        parts = [self._nameless(arg) for arg in args]
        if name in COMMUTATIVE:
            parts.sort()
        if name == "const":
            made = self._constant(expr)
        else:
            stem, _, member = str(expr.value).partition(".")
            colour = self.colours.get(stem, "") if name in _NAMED or name.startswith("load") else ""
            made = f"{name}:{expr.type}{colour}{member and self._name_of_member(stem, member)}({','.join(parts)})"
        self.digests[expr] = _digest(made)
        return self.digests[expr]

    def _name_of_member(self, stem: str, member: str) -> str:
        return f".{[name for name, _ in self.computation.operand(stem).fields].index(member)}"

    def _refine(self) -> None:
        """Tell names apart by where they occur, and by where what occurs there with them does."""
        for _ in range(_ROUNDS):
            places: dict[str, list[str]] = {}
            self.digests = {}
            self._visit(self.computation.nest, "", places)
            self.colours = {
                name: _digest("|".join([self.kinds.get(name, ""), self.colours.get(name, ""), *sorted(found)]))
                for name, found in places.items()
            }
        self.digests = {}

    def _visit(self, part: Any, above: str, places: dict[str, list[str]]) -> None:
        if isinstance(part, Expr):
            here = _digest(f"{above}/{self._nameless(part)}")
            if part.op in _NAMED or part.op.startswith("load"):
                places.setdefault(str(part.value).partition(".")[0], []).append(here)
            args = part.args[::-1] if part.op in _SWAPPED else part.args
            for number, arg in enumerate(args):
                self._visit(arg, here if part.op in COMMUTATIVE else f"{here}{number}", places)
        elif is_dataclass(part):
            for one in fields(part):
                self._visit(getattr(part, one.name), f"{above}/{type(part).__name__}.{one.name}", places)
        elif isinstance(part, tuple):
            for number, inner in enumerate(part):
                self._visit(inner, f"{above}[{number}]", places)
        elif isinstance(part, str) and self._is_name(part):
            places.setdefault(part.partition(".")[0], []).append(_digest(above))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

"""A computation in the making: its operands, its leaves, and the tolerances that its roundings ask for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from warploom.extractors.inputs.specification import EXACT, Direction, Kind, Tolerance, Values
from warploom.extractors.pairs.bodies import Bodies
from warploom.extractors.pairs.computation import ByValue, Computation, Nest, Operand
from warploom.extractors.pairs.draws import Draws
from warploom.extractors.pairs.expressions import REALS, UNSIGNED, Expr, cast, load, load_at, scalar, symbol
from warploom.extractors.pairs.style import Names
from warploom.extractors.pairs.terms import Term, leaf

TYPES: Final[Mapping[str, float]] = {
    "float32": 44, "float64": 22, "int32": 10, "uint32": 9, "int64": 6, "uint64": 5, "float16": 4,
}  # fmt: skip
_TOP: Final = {"uint32": (1 << 32) - 1, "uint64": (1 << 63) - 1}


class Draft:
    """What a family's builder fills. `draws` decides what is computed, `names` only what things are called."""

    def __init__(
        self,
        draws: Draws,
        names: Names,
        types: Mapping[str, float],
        operators: Mapping[str, float],
        *,
        computes_in_half: bool = False,
    ) -> None:
        self.draws = draws
        self.computes_in_half = computes_in_half
        self.names = names
        self.operands: list[Operand] = []
        self.scalars: list[ByValue] = []
        self.symbols: list[str] = []
        self._types = types
        self.bodies = Bodies(draws, operators, names)
        self.stored = "float32"
        self.is_rounded = False

    def choose_type(self, *allowed: str) -> str:
        """The element type of the computation; whether it may use roots and exponentials is drawn with it."""
        weights = {name: weight for name, weight in self._types.items() if not allowed or name in allowed}
        self.stored = self.draws.weighted(weights)
        self.is_rounded = self.stored in ("float32", "float64") and self.draws.chance(0.22)
        return self.type

    @property
    def type(self) -> str:
        """What is computed with: float16 is only stored, unless the draft computes in half precision."""
        return "float32" if self.stored == "float16" and not self.computes_in_half else self.stored

    def length(self, role: str) -> Expr:
        """A new symbol."""
        name = self.names(role)
        self.symbols.append(name)
        return symbol(name)

    def values(self, type_: str) -> Values:
        """A distribution of elements."""
        if type_ in REALS:
            return Values(Kind.REAL, -2.0, 2.0)
        if type_ in UNSIGNED:
            return Values(Kind.INTEGER, 0, _TOP[type_])
        low = self.draws.one((-100, -20, 0, 0))
        return Values(Kind.INTEGER, low, self.draws.one((50, 127, 255)))

    def input(
        self, role: str, *shape: Expr, type_: str = "", values: Values | None = None, column: bool = False
    ) -> Operand:
        """A new array that is only read."""
        kind = type_ or self.stored
        made = Operand(self.names(role), kind, shape, Direction.IN, values or self.values(kind), role, column)
        self.operands.append(made)
        return made

    def output(self, *shape: Expr, type_: str = "", role: str = "output", column: bool = False) -> Operand:
        """A new array that is only written."""
        made = Operand(self.names(role), type_ or self.stored, shape, Direction.OUT, Values(Kind.REAL), role, column)
        self.operands.append(made)
        return made

    def parameter(self, low: float = -2.0, high: float = 2.0) -> Term:
        """A new parameter by value."""
        if self.type == "float16":
            return self._rounded_parameter(low, high)
        real = self.type in REALS
        values = Values(Kind.REAL, low, high) if real else Values(Kind.INTEGER, 1, 9)
        made = ByValue(self.names("scalar"), self.type, values)
        self.scalars.append(made)
        expr = scalar(made.name, self.type)
        return leaf(expr, low, high, self.draws) if real else leaf(expr, 1, 9, self.draws)

    def _rounded_parameter(self, low: float, high: float) -> Term:
        """A number of single precision that is rounded before it is used: how halves are passed hangs on compilers."""
        made = ByValue(self.names("scalar"), "float32", Values(Kind.REAL, low, high))
        self.scalars.append(made)
        given = leaf(scalar(made.name, "float32"), low, high, self.draws)
        return replace(given, expr=cast("float16", given.expr), error=given.size, is_raw=False)

    def read(self, operand: Operand, *at: Expr, rule: str = "", member: str = "") -> Term:
        """An element as a leaf; `rule` is for indices that may lie outside."""
        name = f"{operand.name}.{member}" if member else operand.name
        type_ = dict(operand.fields)[member] if member else operand.type
        expr = load_at(rule, name, type_, *at) if rule else load(name, type_, *at)
        if type_ == self.type == "float16":
            expr = replace(expr, type=type_)
        low, high = operand.values.low, operand.values.high
        if isinstance(low, str) or isinstance(high, str):
            raise TypeError(f"elements of {operand.role} are places, not numbers to compute with")
        if rule == "zero":
            low, high = min(low, 0), max(high, 0)
        return leaf(expr, low, high, self.draws)

    def place(self, expr: Expr, high: int) -> Term:
        """A small number made of an index, as a leaf of the computation's type."""
        return leaf(cast(self.type, expr), 0, high, self.draws, wider=1.0)

    def tolerances(self, results: Sequence[Term], length: int = 1) -> tuple[Tolerance, Tolerance]:
        """Of the exact and of the wide data set: equal bits wherever nothing is rounded.

        `length` is how many terms were added up at most, whose error the results do not hold yet.
        """
        if self.type not in REALS:
            return EXACT, EXACT
        scale = max(term.size for term in results)
        error = max(term.error for term in results)
        # serial sums lose a little in every turn, the more where roundings agree; sizes beyond the ladder are tried too
        chain = 16.0 * math.ceil(math.log2(length + 1)) if length > 1 else 4.0
        wide = Tolerance(math.ceil(error / scale) + chain, "1", float(math.ceil(scale)))
        if self.type == "float16":
            return EXACT, wide
        if self.stored == "float16":
            inexact = Tolerance(2.0, "1", 0.0)
            return inexact, Tolerance(3.0, "1", float(2.0 ** math.floor(math.log2(scale))) / 4)
        exact = EXACT if all(term.places is not None for term in results) else wide
        return exact, wide

    def done(
        self,
        family: str,
        nest: Nest,
        sizes: Sequence[Mapping[str, int]],
        description: str,
        results: Sequence[Term],
        features: Sequence[str] = (),
        length: int = 1,
        constraints: Sequence[str] = (),
    ) -> Computation:
        """The finished computation."""
        exact, wide = self.tolerances(results, length)
        used = names_of(nest)
        self.operands = [one for one in self.operands if one.direction != "in" or one.name in used]
        self.scalars = [one for one in self.scalars if one.name in used]
        told = {f"type:{self.stored}", *(f"op:{name}" for name in self.bodies.operators), *features}
        if self.is_rounded:
            told.add("rounded")
        if self.type == "float16":
            told.add("arithmetic:float16")
        return Computation(
            family,
            tuple(self.symbols),
            tuple(sizes),
            tuple(self.operands),
            tuple(self.scalars),
            nest,
            description,
            exact,
            wide,
            tuple(sorted(told)),
            tuple(constraints),
        )


def names_of(part: Any) -> set[str]:
    """Every name that a part of a computation reads or writes; of members of structures, their array's."""
    if isinstance(part, Expr):
        found = {str(part.value).partition(".")[0]} if part.op not in ("const", "") else set()
        return found.union(*(names_of(arg) for arg in part.args))
    if is_dataclass(part):
        return set().union(*(names_of(getattr(part, one.name)) for one in fields(part)))
    if isinstance(part, tuple):
        return set().union(*(names_of(one) for one in part))
    return {part.partition(".")[0]} if isinstance(part, str) else set()


def ladder(names: Sequence[str], *steps: Sequence[int]) -> list[dict[str, int]]:
    """Sizes by the symbols' names."""
    return [dict(zip(names, step, strict=True)) for step in steps]


LINE: Final = ((0,), (1,), (31,), (33,), (255,), (257,), (1037,), (4391,))
SQUARE: Final = ((0, 4), (3, 0), (1, 1), (1, 33), (31, 3), (15, 17), (33, 31), (66, 67))
ROWS: Final = ((0, 4), (3, 0), (1, 1), (1, 33), (67, 3), (5, 257), (4, 255), (13, 331))
CUBE: Final = ((0, 2, 3), (1, 1, 1), (2, 0, 3), (1, 31, 2), (3, 1, 33), (5, 7, 9), (4, 16, 15), (15, 17, 18))
"""Ladders of one, two and three lengths: nothing, one, around a warp and a block, and thousands."""

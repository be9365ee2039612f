"""A computation: operands, and what is computed of them at each point of an index space, without any schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from warploom.extractors.inputs.specification import Direction, Kind, Tolerance, Values
from warploom.extractors.pairs.expressions import Expr, nodes

REDUCTIONS: Final = ("add", "min", "max", "xor", "or")
"""Ways to combine terms: all associative and commutative on what the exact data set holds."""


@dataclass(frozen=True, slots=True)
class Operand:
    """An array. `shape` are lengths, expressions of symbols; elements lie row-major, or `column`-major.

    `fields` (name, type) make it an array of structures, read as `name.field`. `role` is a hint for people's names.
    """

    name: str
    type: str
    shape: tuple[Expr, ...]
    direction: Direction
    values: Values = field(default_factory=lambda: Values(Kind.REAL))
    role: str = "input"
    column: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ByValue:
    """A parameter by value that is no length."""

    name: str
    type: str
    values: Values


@dataclass(frozen=True, slots=True)
class Let:
    """A variable of the point."""

    name: str
    expr: Expr


@dataclass(frozen=True, slots=True)
class Reduce:
    """A variable that combines `term` over `axis` from `low` to before `high`, beginning with `start`.

    With `position`, that variable is where the chosen term stood (the first of equals; `start` stands at -1), and
    `how` is `min` or `max`.
    """

    name: str
    axis: str
    low: Expr
    high: Expr
    how: str
    start: Expr
    term: Expr
    position: str = ""
    lets: tuple[Let, ...] = ()
    """Variables of a turn that the term names."""


@dataclass(frozen=True, slots=True)
class Store:
    """An element of an operand is set; no other point, nor any other turn of a loop, sets it."""

    operand: str
    at: tuple[Expr, ...]
    expr: Expr


@dataclass(frozen=True, slots=True)
class Loop:
    """Statements for each value of `axis` from `low` to before `high`; turns are independent."""

    axis: str
    low: Expr
    high: Expr
    body: tuple[Statement, ...]


Statement = Let | Reduce | Store | Loop


@dataclass(frozen=True, slots=True)
class Map:
    """Every point of `axes` (name, extent) for itself."""

    axes: tuple[tuple[str, Expr], ...]
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """All points of one axis are combined into element 0 of `out`: `start` combined with every term, then `last` of it.

    With `position`, an operand, its element 0 is where the chosen term stood.
    """

    axis: str
    extent: Expr
    lets: tuple[Let, ...]
    term: Expr
    how: str
    start: Expr
    out: str
    accumulated: str
    """The name of the combined value in `last`."""
    last: Expr
    position: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """For each row, running combinations of the terms along `axis`; `out` gets `last` of each, element by element.

    `rows` is None for a single row. `exclusive` leaves the term of the point itself out.
    """

    rows: tuple[str, Expr] | None
    axis: str
    extent: Expr
    lets: tuple[Let, ...]
    term: Expr
    how: str
    start: Expr
    exclusive: bool
    out: str
    accumulated: str
    last: Expr


@dataclass(frozen=True, slots=True)
class Scatter:
    """Every point combines `term` into an element of `out`, which begins with `start`, or with what the caller left
    there where that is None. Where `keep` is false, a point takes no part.
    """

    axis: str
    extent: Expr
    lets: tuple[Let, ...]
    keep: Expr | None
    at: Expr
    term: Expr
    how: str
    start: Expr | None
    out: str
    bins: Expr


@dataclass(frozen=True, slots=True)
class Compact:
    """Values of points that `keep` are put to the front of `out` in order; the rest is filled with `filler`.

    Element 0 of `count` is their number.
    """

    axis: str
    extent: Expr
    lets: tuple[Let, ...]
    keep: Expr
    value: Expr
    filler: Expr
    out: str
    count: str


@dataclass(frozen=True, slots=True)
class SortRows:
    """Each row of `width` keys is sorted; `out` gets `last` of each key in its new place."""

    rows: tuple[str, Expr]
    axis: str
    width: int
    key: Expr
    ascending: bool
    out: str
    sorted: str
    last: Expr


def needed(lets: tuple[Let, ...], *exprs: Expr) -> tuple[Let, ...]:
    """Those of the variables that the expressions name, or that these need."""
    named = {str(node.value) for expr in exprs for node in nodes(expr) if node.op == "local"}
    found: list[Let] = []
    for one in reversed(lets):
        if one.name in named:
            found.append(one)
            named |= {str(node.value) for node in nodes(one.expr) if node.op == "local"}
    return tuple(reversed(found))


Nest = Map | Whole | Scan | Scatter | Compact | SortRows


@dataclass(frozen=True, slots=True)
class Computation:
    """One of the grammar's sentences. `symbols` are lengths in the order of parameters; `sizes` is their ladder."""

    family: str
    symbols: tuple[str, ...]
    sizes: tuple[Mapping[str, int], ...]
    operands: tuple[Operand, ...]
    scalars: tuple[ByValue, ...]
    nest: Nest
    description: str
    exact: Tolerance | None
    wide: Tolerance | None
    features: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()

    def operand(self, name: str) -> Operand:
        """The operand of that name, or of `name.field`."""
        stem = name.partition(".")[0]
        return next(operand for operand in self.operands if operand.name == stem)

"""Say what a function on arrays may be called with: shapes, constraints, values, directions, aliasing, sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ELEMENT_TYPES = (
    "float16", "float32", "float64",
    "int8", "int16", "int32", "int64",
    "uint8", "uint16", "uint32", "uint64",
)  # fmt: skip
"""Of scalars and of arrays' elements, by numpy's names."""


class Direction(StrEnum):
    """What a function does with an array: reads it, writes every element of it, or both."""

    IN = "in"
    OUT = "out"
    INOUT = "inout"


class Kind(StrEnum):
    """How the values of an array or a scalar are drawn."""

    REAL = "real"
    """Between `low` and `high`: multiples of 1/8 in the exact data set, evenly distributed in the wide one."""
    INTEGER = "integer"
    """Whole numbers from `low` to `high`, both included."""
    OFFSETS = "offsets"
    """Never falling from 0 to `high`, first and last included: where rows of a sparse matrix or segments begin."""
    PERMUTATION = "permutation"
    """Of 0 to length - 1."""
    ASCENDING = "ascending"
    """Sorted reals between `low` and `high`."""
    ZEROS = "zeros"
    """Nothing but zeros: an accumulator that the caller has cleared."""


@dataclass(frozen=True, slots=True)
class Values:
    """A distribution; the bounds are numbers, or expressions over the symbols (`n - 1`) where the kind is of integers.

    `wide_low` and `wide_high` replace the bounds in the wide data set; None: four times as far as `low` and `high`
    where real numbers are drawn, the same where whole ones are (indices would leave their arrays).
    """

    kind: Kind
    low: float | str = -2.0
    high: float | str = 2.0
    wide_low: float | None = None
    wide_high: float | None = None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A parameter by value: an expression over the symbols (a length, a stride), or drawn like an array's element."""

    name: str
    type: str
    value: str | Values


@dataclass(frozen=True, slots=True)
class Array:
    """A parameter by pointer, `length` elements long: an expression over the symbols (`n * m`).

    `fields` names the members (name, type) of elements that are structures; `type` is then the structure's name.
    `layout` says in words how elements lie (`row-major n x m`), for people.
    """

    name: str
    type: str
    length: str
    direction: Direction
    values: Values = field(default_factory=lambda: Values(Kind.REAL))
    fields: tuple[tuple[str, str], ...] = ()
    layout: str = ""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far results may lie from the oracle's: `ulps * max(1, growth)` units in the last place of the element type,
    measured at the larger of the expected value and `scale` (an expression over the symbols, or a number).

    `growth` is an expression over the symbols: the length of the longest chain of roundings (`k` for a product of
    matrices). `ulps` 0 demands equal bits; NaN equals NaN only where `nan_equal`.
    """

    ulps: float = 0.0
    growth: str = "1"
    scale: float | str = 0.0
    nan_equal: bool = False


EXACT = Tolerance()


@dataclass(frozen=True, slots=True)
class InputSpec:
    """All that calls have in common. `params` are in the order of the functions' parameters.

    `symbols` are whole numbers that a call chooses; `constraints` are expressions that must be non-zero (`n % 4 == 0`).
    `sizes` is the ladder: each maps every symbol to a number, smallest first; the largest has an array of at least
    4,096 elements. `aliases` names pairs of arrays that may be the same memory; all others never overlap.
    `exact` and `wide` are the tolerances under the two data sets; None: the data set is not used.
    `properties` are laws that outputs obey, by name, for people and later tests (`permutation_invariant:x`).
    """

    params: tuple[Scalar | Array, ...]
    symbols: tuple[str, ...]
    sizes: tuple[Mapping[str, int], ...]
    constraints: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    exact: Tolerance | None = EXACT
    wide: Tolerance | None = EXACT
    properties: tuple[str, ...] = ()

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The parameters by pointer, in order."""
        return tuple(param for param in self.params if isinstance(param, Array))

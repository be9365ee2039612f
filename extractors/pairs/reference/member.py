"""What a member of the reference set is, and the short forms in which members say what they may be called with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Values

BLOCKS: tuple[Mapping[str, int], ...] = ({"BLOCK_SIZE": 256}, {"BLOCK_SIZE": 64})
SMALL_BLOCKS: tuple[Mapping[str, int], ...] = ({"BLOCK_SIZE": 128}, {"BLOCK_SIZE": 32})
TILES: tuple[Mapping[str, int], ...] = ({"TILE": 16}, {"TILE": 8})

LENGTHS: tuple[Mapping[str, int], ...] = tuple({"n": n} for n in (0, 1, 31, 33, 255, 257, 1027, 4133))
"""Nothing, one, a warp and a block and one more or less, several tiles and a remainder, thousands."""


@dataclass(frozen=True, slots=True)
class Member:
    """One computation. Its programs are files in the folder of its name; `name` is also the entry of those for CPUs.

    `naive` and `tuned` are the schedules of the two CUDA programs, with the macro definitions under which they hold.
    """

    name: str
    family: str
    description: str
    inputs: InputSpec
    naive_shapes: tuple[Mapping[str, int], ...] = BLOCKS
    tuned_shapes: tuple[Mapping[str, int], ...] = BLOCKS
    naive: str = "naive"
    tuned: str = "grid_stride"
    hip: str = ""
    """The schedule of the HIP program, which has a macro for the width of its tiles; empty where there is none."""


def count(name: str) -> Scalar:
    """A length by value, called like its symbol."""
    return Scalar(name, "int32", name)


def real(
    name: str, type_: str, low: float = -2.0, high: float = 2.0, wide: tuple[float, float] | None = None
) -> Scalar:
    """A drawn real by value."""
    return Scalar(name, type_, _reals(low, high, wide))


def read(
    name: str,
    type_: str,
    length: str,
    layout: str = "",
    values: Values | None = None,
    fields: tuple[tuple[str, str], ...] = (),
) -> Array:
    """An array that is only read."""
    return Array(name, type_, length, Direction.IN, values or _reals(-2.0, 2.0, None), fields, layout)


def written(name: str, type_: str, length: str, layout: str = "") -> Array:
    """An array every element of which is written, and none read before."""
    return Array(name, type_, length, Direction.OUT, layout=layout)


def updated(name: str, type_: str, length: str, layout: str = "", values: Values | None = None) -> Array:
    """An array that is read and written."""
    return Array(name, type_, length, Direction.INOUT, values or _reals(-2.0, 2.0, None), layout=layout)


def positive(low: float, high: float, wide: tuple[float, float]) -> Values:
    """Reals that stay between given bounds in the wide data set too."""
    return _reals(low, high, wide)


def _reals(low: float, high: float, wide: tuple[float, float] | None) -> Values:
    wide_low, wide_high = wide if wide is not None else (None, None)
    return Values(Kind.REAL, low, high, wide_low, wide_high)

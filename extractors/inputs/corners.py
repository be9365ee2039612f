"""Fill arguments with the ends of their ranges: arrays that are all low, all high, both by turns, or zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.drawing import Argument, DataSet, bounds
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Values

MOST_ARRAYS = 4
"""So many are brought to the ends of their range one by one."""


class Filling(StrEnum):
    """What an argument holds instead of what was drawn."""

    LOWEST = "lowest"
    """The low end of the range; of offsets, all in the last segment; of a permutation, the identity."""
    HIGHEST = "highest"
    """The high end; of offsets, all in the first segment; of a permutation, the reversal."""
    ALTERNATING = "alternating"
    """Low and high by turns; scalars are low."""
    ZEROS = "zeros"
    """Zero where the range has it, of reals the negative one by turns."""


@dataclass(frozen=True, slots=True)
class Corner:
    """A filling of all arguments, or of one array while all others are as they were drawn."""

    filling: Filling
    array: str = ""

    def __str__(self) -> str:
        return f"{self.filling} {self.array}".rstrip()

    @classmethod
    def parse(cls, text: str) -> Self:
        """From its own words. Raises `ValueError`."""
        filling, _, array = text.partition(" ")
        return cls(Filling(filling), array)


def corners_of(spec: InputSpec) -> Iterator[Corner]:
    """All fillings for all arguments together; with several drawn arrays, the two ends of each also apart."""
    drawn = [param for param in spec.params if _is_drawn(param)]
    if not drawn:
        return
    yield from map(Corner, Filling)
    arrays = [param.name for param in drawn if isinstance(param, Array)]
    if len(arrays) > 1:
        for name in arrays[:MOST_ARRAYS]:
            yield Corner(Filling.LOWEST, name)
            yield Corner(Filling.HIGHEST, name)


def filled(
    spec: InputSpec, size: Mapping[str, int], data_set: DataSet, drawn: Mapping[str, Argument], corner: Corner
) -> dict[str, Argument]:
    """The drawn arguments with the ends of this data set's ranges in them. Raises `DrawError`, `ExpressionError`."""
    made = dict(drawn)
    for param in spec.params:
        if _is_drawn(param) and corner.array in ("", param.name):
            made[param.name] = _filled(param, size, data_set, drawn[param.name], corner.filling)
    return made


def _is_drawn(param: Scalar | Array) -> bool:
    if isinstance(param, Scalar):
        return isinstance(param.value, Values) and param.value.kind is not Kind.ZEROS
    return param.direction is not Direction.OUT and param.values.kind is not Kind.ZEROS


def _filled(
    param: Scalar | Array, size: Mapping[str, int], data_set: DataSet, value: Argument, filling: Filling
) -> Argument:
    if isinstance(param, Scalar):
        assert isinstance(param.value, Values)  # noqa: S101 - the caller's question
        one = np.array([value], param.type)
        result: np.generic = _of_kind(param.name, param.value, one, size, data_set, filling)[0]
        return result
    if not param.fields:
        return _of_kind(param.name, param.values, np.asarray(value), size, data_set, filling)
    made = np.array(value)
    for name, _ in param.fields:
        made[name] = _of_kind(f"{param.name}.{name}", param.values, made[name], size, data_set, filling)
    return made


def _of_kind(
    name: str, values: Values, drawn: npt.NDArray[Any], size: Mapping[str, int], data_set: DataSet, filling: Filling
) -> npt.NDArray[Any]:
    if drawn.size == 0:
        return drawn
    is_high = filling is Filling.HIGHEST
    if values.kind is Kind.OFFSETS:
        made = np.zeros_like(drawn)
        made[1 if is_high else -1 :] = drawn[-1]
        return made if filling in (Filling.LOWEST, Filling.HIGHEST) else drawn
    if values.kind is Kind.PERMUTATION:
        return np.sort(drawn)[:: -1 if is_high else 1]
    low, high = bounds(name, values, drawn.dtype, size, data_set)
    made = np.full_like(drawn, high if is_high else low)
    if filling is Filling.ALTERNATING:
        made[1::2] = high
    elif filling is Filling.ZEROS:
        if not low <= 0 <= high:
            return drawn
        made = np.zeros_like(drawn)
        if drawn.dtype.kind == "f":
            made[1::2] = -0.0
    return np.sort(made) if values.kind is Kind.ASCENDING else made

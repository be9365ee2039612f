"""Draws the arguments of a call from a seed: arrays and scalars as an input specification says.

What is drawn depends on the seed, the parameter's place, the data set and the size, and on nothing else. The same draws
in C are those of `philox.h`, with `stream_of` and `space_of` as its stream and space.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs import philox
from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Values
from warploom.schemas.errors import WarploomError

DataSet = Literal["exact", "wide"]
DATA_SETS: tuple[DataSet, ...] = ("exact", "wide")
MAX_ELEMENTS = 1 << 24
"""Of one array: a ladder needs thousands, and a wrong length must not eat the memory."""
MAX_FIELDS = 256
WIDER = 4.0
"""How much farther reals reach in the wide data set where a specification gives no bounds of its own."""

Argument = npt.NDArray[Any] | np.generic


class DrawError(WarploomError):
    """A specification under which no argument can be drawn: the parameter, and why."""

    def __init__(self, name: str, cause: str) -> None:
        super().__init__(name, cause)
        self.name, self.cause = name, cause

    def __str__(self) -> str:
        return f"parameter {self.name!r}: {self.cause}"


def draw(spec: InputSpec, size: Mapping[str, int], data_set: DataSet, seed: int) -> dict[str, Argument]:
    """An argument for each parameter, in order: numpy arrays, of structured types where elements are structures, and
    numpy scalars. Arrays that are only written hold zeros. `seed` has 64 bits.

    Raises `DrawError` where the specification contradicts itself, `ExpressionError` where an expression is no good.
    """
    space = space_of(data_set, size)
    drawn: dict[str, Argument] = {}
    for number, param in enumerate(spec.params):
        if isinstance(param, Scalar):
            drawn[param.name] = _scalar(param, size, data_set, seed, stream_of(number), space)
        else:
            drawn[param.name] = _array(param, size, data_set, seed, number, space)
    return drawn


def stream_of(param: int, member: int = 0) -> int:
    """The stream of a parameter, by its place, and of a member of its structure."""
    return param * MAX_FIELDS + member


def space_of(data_set: DataSet, size: Mapping[str, int]) -> int:
    """32 bits that name a data set and a size."""
    named = ",".join(f"{name}={size[name]}" for name in sorted(size))
    return zlib.crc32(f"{data_set};{named}".encode())


def element_type(param: Array) -> np.dtype[Any]:
    """Of the array's elements, as C lays them out."""
    if not param.fields:
        return np.dtype(param.type)
    return np.dtype([(name, np.dtype(type_)) for name, type_ in param.fields], align=True)


def length_of(param: Array, size: Mapping[str, int]) -> int:
    """In elements. Raises `DrawError` where it is negative or beyond `MAX_ELEMENTS`."""
    length = evaluate(param.length, size)
    if not 0 <= length <= MAX_ELEMENTS:
        raise DrawError(param.name, f"{length} elements at {dict(size)}")
    return length


def bounds(
    name: str, values: Values, type_: np.dtype[Any], size: Mapping[str, int], data_set: DataSet
) -> tuple[float, float]:
    """The lowest and the highest value in a data set; as `int` where the kind or the type has only whole numbers.

    Only reals reach farther in the wide data set by themselves: indices would leave their arrays.
    """
    low, high = (evaluate(b, size) if isinstance(b, str) else b for b in (values.low, values.high))
    is_whole = type_.kind in "iu" or values.kind not in (Kind.REAL, Kind.ASCENDING)
    if data_set == "wide":
        wider = 1 if is_whole else WIDER  # not 1.0: it has not 64 bits
        low = low * wider if values.wide_low is None else values.wide_low
        high = high * wider if values.wide_high is None else values.wide_high
    if not (math.isfinite(low) and math.isfinite(high)):
        raise DrawError(name, f"bounds {low} and {high}")
    if is_whole:
        low, high = math.ceil(low), math.floor(high)
    if low > high:
        raise DrawError(name, f"nothing lies between {low} and {high} at {dict(size)}")
    limits = np.finfo(type_) if type_.kind == "f" else np.iinfo(type_)
    if low < _plain_number(limits.min) or high > _plain_number(limits.max):
        raise DrawError(name, f"{low} to {high} is more than {type_} holds")
    return low, high


def _plain_number(bound: Any) -> float:
    """Python's own: numpy would put what it is compared with into the narrow type first."""
    return bound if isinstance(bound, int) else float(bound)


def eighths(name: str, low: float, high: float) -> tuple[int, int]:
    """The first multiple of 1/8 between the bounds, counted in eighths, and how many there are."""
    first, last = math.ceil(low * 8), math.floor(high * 8)
    if first > last:
        raise DrawError(name, f"no multiple of 1/8 lies between {low} and {high}")
    return first, last - first + 1


def _scalar(
    param: Scalar, size: Mapping[str, int], data_set: DataSet, seed: int, stream: int, space: int
) -> np.generic:
    type_ = np.dtype(param.type)
    if isinstance(param.value, str):
        value = evaluate(param.value, size)
        if type_.kind in "iu" and not np.iinfo(type_).min <= value <= np.iinfo(type_).max:
            raise DrawError(param.name, f"{value} is more than {type_} holds")
        number: np.generic = np.array([value], type_)[0]
        return number
    if param.value.kind not in (Kind.REAL, Kind.INTEGER, Kind.ZEROS):
        raise DrawError(param.name, f"a scalar is not drawn as {param.value.kind}")
    return _plain(param.name, param.value, type_, 1, size, data_set, seed, stream, space)[0]


def _array(
    param: Array, size: Mapping[str, int], data_set: DataSet, seed: int, number: int, space: int
) -> npt.NDArray[Any]:
    length, type_ = length_of(param, size), element_type(param)
    drawn = np.zeros(length, type_)
    if param.direction is Direction.OUT:
        return drawn
    if not param.fields:
        return _values(param.name, param.values, type_, length, size, data_set, seed, stream_of(number), space)
    for member, (name, member_type) in enumerate(param.fields):
        stream = stream_of(number, member)
        whole = f"{param.name}.{name}"
        drawn[name] = _values(whole, param.values, np.dtype(member_type), length, size, data_set, seed, stream, space)
    return drawn


def _values(
    name: str,
    values: Values,
    type_: np.dtype[Any],
    length: int,
    size: Mapping[str, int],
    data_set: DataSet,
    seed: int,
    stream: int,
    space: int,
) -> npt.NDArray[Any]:
    if values.kind is Kind.OFFSETS:
        return _offsets(name, values, type_, length, size, seed, stream, space)
    if values.kind is Kind.PERMUTATION:
        if length - 1 > np.iinfo(type_).max:
            raise DrawError(name, f"{length} elements are more than {type_} counts")
        return np.argsort(philox.bits(seed, stream, space, length), kind="stable").astype(type_)
    plain = _plain(name, values, type_, length, size, data_set, seed, stream, space)
    return np.sort(plain) if values.kind is Kind.ASCENDING else plain


def _plain(
    name: str,
    values: Values,
    type_: np.dtype[Any],
    length: int,
    size: Mapping[str, int],
    data_set: DataSet,
    seed: int,
    stream: int,
    space: int,
) -> npt.NDArray[Any]:
    """Each for itself: neither sorted nor anything else that needs the others."""
    if values.kind is Kind.ZEROS or length == 0:
        return np.zeros(length, type_)  # of nothing, bounds such as `n - 1` need not make sense
    low, high = bounds(name, values, type_, size, data_set)
    words = philox.bits(seed, stream, space, length)
    if isinstance(low, int) and isinstance(high, int):
        return _whole(words, low, high).astype(type_)
    if data_set == "exact":
        first, count = eighths(name, low, high)
        return (_whole(words, first, first + count - 1) * 0.125).astype(type_)
    return philox.between(words, float(low), float(high)).astype(type_)


def _whole(words: npt.NDArray[np.uint64], low: int, high: int) -> npt.NDArray[Any]:
    """From `low` to `high`: signed, or unsigned where they are beyond what signed numbers hold."""
    drawn = philox.below(words, high - low + 1) + np.uint64(low % (1 << 64))
    return drawn if high >= 1 << 63 else drawn.view(np.int64)


def _offsets(
    name: str,
    values: Values,
    type_: np.dtype[Any],
    length: int,
    size: Mapping[str, int],
    seed: int,
    stream: int,
    space: int,
) -> npt.NDArray[Any]:
    end = evaluate(values.high, size) if isinstance(values.high, str) else int(values.high)
    if not 0 <= end <= np.iinfo(type_).max:
        raise DrawError(name, f"offsets to {end} are not {type_}")
    drawn = np.zeros(length, type_)
    if length > 1:
        drawn[1:-1] = np.sort(_whole(philox.bits(seed, stream, space, length - 2), 0, end))
        drawn[-1] = end
    return drawn

"""Compare what a function wrote with what was expected: equal bits, or so many units in the last place at a scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.inputs.specification import Tolerance
from warploom.schemas.errors import WarploomError

COMPARATOR = "ulp_at_scale_1"
"""Its name and version, for evidence."""

_WIDE_ENOUGH = 2**53


class CompareError(WarploomError):
    """Two things that cannot be compared: other lengths, or an expected value of a strange type."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A tolerance at a size: `ulps` in all, at the larger of the expected value and `scale`."""

    ulps: float
    scale: float
    nan_equal: bool

    @classmethod
    def of(cls, tolerance: Tolerance, size: Mapping[str, int]) -> Bound:
        """Raises `ExpressionError` for an expression that has no value at this size."""
        scale = evaluate(tolerance.scale, size) if isinstance(tolerance.scale, str) else tolerance.scale
        growth = max(1, evaluate(tolerance.growth, size)) if tolerance.ulps else 1
        return cls(tolerance.ulps * growth, float(scale), tolerance.nan_equal)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far the farthest element lies, and the first that lies too far; `first` is None where none does.

    `field` names the member of a structure. Where a value is NaN or infinite and the other is not, the errors are
    infinite. `n_wrong` counts elements.
    """

    max_abs: float = 0.0
    max_rel: float = 0.0
    max_ulp: float = 0.0
    first: int | None = None
    field: str = ""
    n_wrong: int = 0

    @property
    def is_equal(self) -> bool:
        """Within the bound."""
        return self.first is None


_EQUAL = Comparison()


def compare(actual: npt.NDArray[Any], expected: npt.NDArray[Any], bound: Bound) -> Comparison:
    """Compare element by element; `expected` holds the oracle's float64 or whole numbers, or another side's values.

    With `bound.ulps` 0 the float64 value must be the very value of `actual`: an expected value that its type cannot
    hold is a mismatch, which is how the exactness of a data set is checked. -0 equals 0. Raises `CompareError`.
    """
    expected = np.asarray(expected)
    if actual.dtype.names is not None:
        return _structures(actual, expected, bound)
    if expected.shape != actual.shape:
        expected = expected.reshape(-1)
    if expected.shape != actual.shape:
        raise CompareError(f"{actual.size} elements, {expected.size} are expected")
    if expected.dtype.kind not in "iufb":
        raise CompareError(f"expected values of type {expected.dtype}")
    if actual.dtype.kind in "iu":
        return _whole(actual, expected)
    return _real(actual, expected, bound)


def _structures(actual: npt.NDArray[Any], expected: npt.NDArray[Any], bound: Bound) -> Comparison:
    names = actual.dtype.names or ()
    if expected.dtype.names is None or set(expected.dtype.names) != set(names):
        raise CompareError(f"structures with members {names}, {expected.dtype} is expected")
    worst = _EQUAL
    for name in names:
        found = compare(actual[name], expected[name], bound)
        earlier = worst.first is not None and (found.first is None or worst.first <= found.first)
        place = worst if earlier else Comparison(first=found.first, field=name if found.first is not None else "")
        worst = Comparison(
            max(worst.max_abs, found.max_abs),
            max(worst.max_rel, found.max_rel),
            max(worst.max_ulp, found.max_ulp),
            place.first,
            place.field,
            worst.n_wrong + found.n_wrong,
        )
    return worst


def _whole(actual: npt.NDArray[Any], expected: npt.NDArray[Any]) -> Comparison:
    if expected.dtype.kind == "b":
        expected = expected.astype(np.int8)
    if np.array_equal(actual, expected):
        if expected.dtype.kind == "f" and expected.size and np.abs(expected).max() > _WIDE_ENOUGH:
            raise CompareError("whole numbers beyond 2^53 are expected as float64, which does not hold them")
        return _EQUAL
    wrong = actual != expected
    distance = np.abs(actual.astype(np.float64) - expected.astype(np.float64))
    largest = float(distance.max()) if np.isfinite(distance).all() else np.inf
    relative = float((distance[wrong] / np.maximum(np.abs(expected[wrong].astype(np.float64)), 1)).max())
    return Comparison(largest, relative, largest, int(np.argmax(wrong)), "", int(wrong.sum()))


def _real(actual: npt.NDArray[Any], expected: npt.NDArray[Any], bound: Bound) -> Comparison:
    if not bound.ulps and not bound.nan_equal:
        # by far the most frequent case: all is well and nothing else need be computed
        if np.array_equal(actual, expected):
            return _EQUAL
    elif actual.size == 0:
        return _EQUAL
    with np.errstate(all="ignore"):
        yardstick = _yardstick(expected, bound, actual.dtype)
        got, want = actual.astype(np.float64), yardstick.want
        distance = np.abs(got - want)
        same = got == want  # infinities of one sign too
        if bound.nan_equal:
            same |= np.isnan(got) & np.isnan(want)
        distance[same] = 0.0
        distance[np.isnan(distance)] = np.inf
        # where an expected value rounds to one that the type has, half a unit of rounding belongs to nobody
        ulps = np.where(same, 0.0, distance / yardstick.unit)
        ulps[np.isnan(ulps)] = np.inf
        wrong = ~same if not bound.ulps else ulps > bound.ulps
        relative = np.where(same, 0.0, distance / yardstick.magnitude)
        relative[np.isnan(relative)] = np.inf
    first = int(np.argmax(wrong)) if wrong.any() else None
    return Comparison(float(distance.max()), float(relative.max()), float(ulps.max()), first, "", int(wrong.sum()))


@dataclass(frozen=True, slots=True)
class _Yardstick:
    """What distances from an expected array are measured by."""

    of: npt.NDArray[Any]
    want: npt.NDArray[np.float64]
    unit: npt.NDArray[np.float64]
    magnitude: npt.NDArray[np.float64]


_YARDSTICKS: dict[tuple[int, Bound, np.dtype[Any]], _Yardstick] = {}
"""Of the last arrays: runs of one case follow each other. Each keeps its array, whose identity stays its own so."""
_MOST_YARDSTICKS = 8


def _yardstick(expected: npt.NDArray[Any], bound: Bound, type_: np.dtype[Any]) -> _Yardstick:
    key = (id(expected), bound, type_)
    found = _YARDSTICKS.get(key)
    if found is None:
        want = expected.astype(np.float64)
        unit = _units(np.maximum(np.abs(want), bound.scale), type_)
        found = _Yardstick(expected, want, unit, np.maximum(np.abs(want), np.finfo(type_).tiny))
        if expected.flags.writeable:
            return found
        if len(_YARDSTICKS) >= _MOST_YARDSTICKS:
            del _YARDSTICKS[next(iter(_YARDSTICKS))]
        _YARDSTICKS[key] = found
    return found


def _units(at: npt.NDArray[np.float64], type_: np.dtype[Any]) -> npt.NDArray[np.float64]:
    """The distance between neighbours of the type at these magnitudes; NaN where there is none."""
    limits = np.finfo(type_)
    _, exponents = np.frexp(np.maximum(at, limits.tiny))
    units = np.ldexp(1.0, exponents - 1 - limits.nmant)
    units[~np.isfinite(at)] = np.nan
    return units

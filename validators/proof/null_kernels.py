"""Try the programs that do nothing against a suite: a suite that lets one pass tests nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.drawing import Argument
from warploom.extractors.inputs.specification import Array, Direction, InputSpec
from warploom.validators.proof.compare import Bound, compare

NULLS = ("zeros", "ones", "copy", "untouched", "stale")
_POISON = 0xA5

Outputs = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class NullCase:
    """A case of the suite: what goes in, what must come out, and what came out of a call before (`stale`)."""

    arguments: Mapping[str, Argument]
    expected: Outputs
    stale: Outputs
    bound: Bound


COPY_PROPERTY = "copy_of:"
"""The property of functions whose result is a copy of an input, by which a copy is no null kernel."""


def demanded_nulls(spec: InputSpec) -> tuple[str, ...]:
    """Those that a suite of this specification must refuse."""
    is_copy = any(text.startswith(COPY_PROPERTY) for text in spec.properties)
    return tuple(name for name in NULLS if name != "copy" or not is_copy)


def rejected_nulls(spec: InputSpec, cases: Sequence[NullCase]) -> list[str]:
    """Names from `NULLS` that some case refuses; a suite must refuse all of `demanded_nulls`."""
    outputs = [param for param in spec.arrays if param.direction is not Direction.IN]
    makers: dict[str, Callable[[Array, NullCase], npt.NDArray[Any]]] = {
        "zeros": lambda param, case: np.zeros_like(_given(param, case)),
        "ones": lambda param, case: _ones(_given(param, case)),
        "copy": lambda param, case: _copy(spec, param, case),
        "untouched": _untouched,
        "stale": lambda param, case: case.stale[param.name].astype(_given(param, case).dtype),
    }
    return [
        name
        for name in NULLS
        if any(
            not compare(makers[name](param, case), case.expected[param.name], case.bound).is_equal
            for case in cases
            for param in outputs
        )
    ]


def _given(param: Array, case: NullCase) -> npt.NDArray[Any]:
    return np.asarray(case.arguments[param.name])


def _ones(like: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if like.dtype.names is None:
        return np.ones_like(like)
    made = np.zeros_like(like)
    for name in like.dtype.names:
        made[name] = 1
    return made


def _copy(spec: InputSpec, param: Array, case: NullCase) -> npt.NDArray[Any]:
    """The first input that can be copied there, over and over where it is shorter; zeros where there is none."""
    like = _given(param, case)
    for other in spec.arrays:
        source = np.asarray(case.arguments[other.name])
        if (
            other.direction is not Direction.OUT
            and source.size
            and (source.dtype.names is None) == (like.dtype.names is None)
        ):
            if like.dtype.names is not None and source.dtype != like.dtype:
                continue
            with np.errstate(all="ignore"):
                return np.resize(source, like.shape).astype(like.dtype)
    return np.zeros_like(like)


def _untouched(param: Array, case: NullCase) -> npt.NDArray[Any]:
    like = _given(param, case)
    if param.direction is Direction.INOUT:
        return like
    return np.full(like.nbytes, _POISON, np.uint8).view(like.dtype) if like.size else like

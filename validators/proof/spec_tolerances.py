"""How closely the two sides of a pair agree in the runs that were made: the tolerances of its specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from warploom.extractors.inputs.drawing import DataSet
from warploom.extractors.inputs.specification import EXACT, Direction, InputSpec, Tolerance
from warploom.validators.proof.compare import Bound
from warploom.validators.proof.null_kernels import COPY_PROPERTY
from warploom.validators.proof.suite import Case, Mismatch, Outputs, judge

Judged = tuple[Case, Outputs]
"""What the CPU side says, and what another run gave."""

_ROUNDED = (Tolerance(4.0, "1", 64.0), Tolerance(64.0, "1", 64.0), Tolerance(1024.0, "1", 64.0))
_LAST = Tolerance(float(1 << 18), "1", 64.0)
"""Of double precision alone, where so many units are some 1e-10 still."""
_TOLERANCES: Mapping[DataSet, tuple[Tolerance, ...]] = {"exact": (EXACT, *_ROUNDED), "wide": _ROUNDED}
"""Tried in turn: the tightest that holds. A device may fuse what the simulator rounds twice, so that no side's very
bits are demanded of ordinary reals; whole numbers are always compared as they are.
"""


def with_tolerances(
    spec: InputSpec, cases: Mapping[DataSet, Sequence[Judged]]
) -> tuple[InputSpec, list[tuple[Case, Mismatch]]]:
    """The specification with the tightest tolerances under which all runs agree; or where they do not, and how."""
    found: dict[str, Tolerance] = {}
    written = [array.type for array in spec.arrays if array.direction is not Direction.IN]
    is_double = all(type_ == "float64" for type_ in written)
    for data_set, made in cases.items():
        for tolerance in (*_TOLERANCES[data_set], *([_LAST] if is_double else [])):
            told = [(case, judge(spec, replace(case, bound=Bound.of(tolerance, case.size)), out)) for case, out in made]
            wrong = [(case, judged.mismatch) for case, judged in told if judged.mismatch is not None]
            if not wrong:
                found[data_set] = tolerance
                break
        else:
            return spec, wrong
    judged = [case for made in cases.values() for case, _ in made]
    return replace(spec, exact=found["exact"], wide=found["wide"], properties=_copies(spec, judged)), []


def _copies(spec: InputSpec, cases: Sequence[Case]) -> tuple[str, ...]:
    """The property of a function of which all that it writes is an input as it was."""
    outputs = [array.name for array in spec.arrays if array.direction is not Direction.IN]
    for source in (array.name for array in spec.arrays if array.direction is Direction.IN):
        if all(same_bytes(case.arguments[source], (case.expected or {})[name]) for case in cases for name in outputs):
            return (f"{COPY_PROPERTY}{source}",)
    return ()


def same_bytes(a: Any, b: Any) -> bool:
    """Whether two arrays hold the very same."""
    return bool(np.asarray(a).tobytes() == np.asarray(b).tobytes())

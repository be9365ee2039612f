"""Whether every part of an expression shows in its value: what cancels out or is masked hides mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from warploom.extractors.pairs.expressions import BOOL, COMPARISONS, Expr
from warploom.extractors.pairs.terms import N_PROBES, constant, probe_of, probe_of_comparison

Probes = dict[Expr, npt.NDArray[Any]]
_LEAST = N_PROBES // 5
"""Of the probes, so many must change."""


def hides(expr: Expr, leaves: Mapping[Expr, npt.NDArray[Any]]) -> bool:
    """Whether there is a part whose values could be others without a trace in most probes."""
    probes: Probes = dict(leaves)
    base = _value(expr, probes)
    parts = [part for part in probes if part != expr and part.op != "const"]
    for part in parts:
        was = probes[part]
        changed = np.logical_not(was) if part.type == BOOL else np.roll(was, 1)
        if np.count_nonzero(changed != was) < _LEAST:
            continue
        if np.count_nonzero(_value(expr, {**leaves, part: changed}) != base) < _LEAST:
            return True
    return False


def _value(expr: Expr, probes: Probes) -> npt.NDArray[Any]:
    known = probes.get(expr)
    if known is not None:
        return known
    if expr.op == "const":
        assert not isinstance(expr.value, str)  # noqa: S101 (what `const` holds)
        made = constant(expr.value, expr.type).probe
    else:
        args = [_value(arg, probes) for arg in expr.args]
        if expr.op in COMPARISONS:
            made = probe_of_comparison(expr.op, args[0], args[1])
        elif expr.op == "select":
            made = np.where(*args)
        elif expr.op in ("all", "any"):
            made = np.logical_and(*args) if expr.op == "all" else np.logical_or(*args)
        else:
            made = probe_of(expr, args)
    probes[expr] = made
    return made

"""Compare results that are random with the distribution they must come from, at a stated rate of false alarms."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.expressions import evaluate
from warploom.schemas.errors import WarploomError

COMPARATOR = "distribution_1"
FALSE_ALARM_RATE = 1e-9
"""Of one comparison, at most, whatever the number of samples: both bounds below hold for every one."""
PREFIX = "distribution"


class DistributionError(WarploomError):
    """A law that cannot be read, or says nothing at a size."""


@dataclass(frozen=True, slots=True)
class Law:
    """What an output is distributed by: `binomial` counts successes, `uniform` lies evenly between two bounds.

    Written as a property `distribution:hits:binomial:n:0.7853981633974483`, with the number of trials as an expression
    over the symbols, or `distribution:x:uniform:0:1`.
    """

    array: str
    kind: str
    first: str
    second: str

    @classmethod
    def parse(cls, text: str) -> Law | None:
        """None for a property of another kind; raises `DistributionError` for one that is no law."""
        words = text.split(":")
        if words[0] != PREFIX:
            return None
        if len(words) != 5 or words[2] not in {"binomial", "uniform"}:
            raise DistributionError(f"{text!r} is no law")
        return cls(*words[1:])


@dataclass(frozen=True, slots=True)
class Fit:
    """How far results lie from their law, and how far they may."""

    distance: float
    limit: float

    @property
    def holds(self) -> bool:
        """A right program fails this in at most `FALSE_ALARM_RATE` of all seeds."""
        return self.distance <= self.limit


def fit(law: Law, values: npt.NDArray[Any], size: Mapping[str, int]) -> Fit:
    """Compare outputs with their law. Raises `DistributionError` where nothing can be told: no trial, no value."""
    if law.kind == "binomial":
        trials, probability = evaluate(law.first, size), float(law.second)
        if trials <= 0 or values.size == 0 or not 0 <= probability <= 1:
            raise DistributionError(f"{trials} trials of {values.size} counts")
        counts = values.astype(np.float64)
        share = counts.sum() / (trials * values.size)
        is_possible = bool(((counts >= 0) & (counts <= trials)).all())
        distance = abs(share - probability) if is_possible else math.inf
        return Fit(float(distance), _hoeffding(trials * values.size))
    low, high = float(law.first), float(law.second)
    return uniform_fit(values, lambda x: (x - low) / (high - low))


def uniform_fit(
    values: npt.NDArray[Any], cumulative: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
) -> Fit:
    """Distance between the samples' distribution and `cumulative`, the probability of lying below (Kolmogorov's)."""
    if values.size == 0:
        raise DistributionError("no values")
    ordered = np.sort(values.astype(np.float64))
    if not np.isfinite(ordered).all():
        return Fit(math.inf, _hoeffding(values.size))
    below = np.clip(cumulative(ordered), 0.0, 1.0)
    steps = np.arange(values.size + 1) / values.size
    distance = max(float((steps[1:] - below).max()), float((below - steps[:-1]).max()))
    return Fit(distance, _hoeffding(values.size))


def _hoeffding(n: int) -> float:
    """Beyond this a mean of n values in [0, 1] lies with at most `FALSE_ALARM_RATE`; and so does Kolmogorov's distance,
    by the inequality of Dvoretzky, Kiefer and Wolfowitz with Massart's constant.
    """
    return math.sqrt(math.log(2 / FALSE_ALARM_RATE) / (2 * n))

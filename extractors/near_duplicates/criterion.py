"""When two documents count as near-duplicates, and how candidates for that are sought."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from warploom.schemas.errors import UsageError

_MAX_DENOMINATOR = 1_000_000
"""Products of a threshold's numbers and of sizes stay far inside 64 bits."""


class Measure(StrEnum):
    """How alike two sets of shingles are."""

    JACCARD = "jaccard"
    """Common shingles of all shingles of the two."""
    CONTAINMENT = "containment"
    """Common shingles of those of the smaller one."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A measure with its threshold, the bands that propose pairs, and the limits of the search.

    Two documents are candidates if they agree in all rows of a band, their sizes allow the threshold, and no fewer
    values of their signatures are equal than the threshold lets expect, less `n_deviations` standard deviations.
    Bands find what has a high Jaccard similarity: a small document within a large one is found only by luck.
    """

    measure: Measure
    threshold: Fraction
    """Least score of a near-duplicate, in (0, 1]."""
    n_bands: int
    n_rows: int
    n_deviations: float = 4.5
    """One in 300,000 pairs at the threshold is lost by this."""
    max_estimated: int = 4096
    """So many earlier representatives of one large group have their signatures compared with a document's, those of
    the most equal bits; with fewer in every group the result is that of all."""
    max_compared: int = 64
    """A document is compared exactly with so many earlier representatives, those of the most equal values."""
    max_rejected: int = 8
    """Of the representatives that it was compared with and that are too different, the best so many are told."""

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1 or self.threshold.denominator > _MAX_DENOMINATOR:
            raise UsageError(
                f"threshold {self.threshold} of near-duplicates: it must be above 0, at most 1, and have at most "
                "6 decimal places"
            )
        if self.n_bands < 1 or self.n_rows < 1:
            raise UsageError(f"{self.n_bands} bands of {self.n_rows} rows: both must be at least 1")
        if min(self.max_estimated, self.max_compared) < 1 or self.max_rejected < 0 or not self.n_deviations >= 0:
            raise UsageError(
                f"max_estimated {self.max_estimated} and max_compared {self.max_compared} must be at least 1, "
                f"max_rejected {self.max_rejected} and n_deviations {self.n_deviations} at least 0"
            )

    @property
    def is_containment(self) -> bool:
        """Whether scores are shares of the smaller document."""
        return self.measure is Measure.CONTAINMENT

    def score(self, n_common: int, n_first: int, n_second: int) -> Fraction:
        """The exact score of two documents of so many distinct shingles, at least one each."""
        whole = min(n_first, n_second) if self.is_containment else n_first + n_second - n_common
        return Fraction(n_common, whole)

    def needed_matches(self, n_permutations: int) -> int:
        """Equal values that a pair of equal sizes must have to be a candidate."""
        share = float(self.threshold)
        if self.is_containment:
            share = share / (2 - share)
        deviation = math.sqrt(n_permutations * share * (1 - share))
        return max(0, math.ceil(n_permutations * share - self.n_deviations * deviation))


def as_threshold(value: float) -> Fraction:
    """The threshold that somebody wrote as a decimal number: 0.7 means seven tenths, not the nearest double.

    Raises `UsageError` for what is no finite number.
    """
    if not math.isfinite(value):
        raise UsageError(f"threshold {value} of near-duplicates is no number")
    return Fraction(repr(value))

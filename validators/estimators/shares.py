"""Shares of a set that reach something: fast_p, %Opt, mutants killed, null kernels refused, precision and recall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

OPTIMISED = 1.1
"""Speed-up from which a program counts as optimised (Shypula et al. 2024, PIE)."""


def fast_p(speedups: Sequence[float | None], p: float) -> float:
    """Share of tasks whose answer is right and more than p times as fast as the baseline; None: not right.

    KernelBench's measure (Ouyang et al. 2025). fast_0 is the share of right answers.
    """
    _nonempty(len(speedups))
    return sum(speedup is not None and _fast(speedup) > p for speedup in speedups) / len(speedups)


def share_optimised(speedups: Sequence[float | None], least: float = OPTIMISED) -> float:
    """%Opt as a share: right, and at least `least` times as fast."""
    _nonempty(len(speedups))
    return sum(speedup is not None and _fast(speedup) >= least for speedup in speedups) / len(speedups)


def mutation_score(n_killed: int, n_mutants: int, n_equivalent: int = 0) -> float | None:
    """Share of the mutants not proven equivalent that a suite refuses; None where none is left to refuse."""
    if min(n_killed, n_equivalent) < 0 or n_killed + n_equivalent > n_mutants:
        raise ValueError(f"{n_killed} killed and {n_equivalent} equivalent of {n_mutants}")
    left = n_mutants - n_equivalent
    return n_killed / left if left else None


def null_rejection(rejected: Sequence[bool]) -> float:
    """Share of the null kernels (zeros, ones, copies, untouched, stale) that a suite refuses; it must be 1."""
    _nonempty(len(rejected))
    return sum(rejected) / len(rejected)


@dataclass(frozen=True, slots=True)
class Detection:
    """How well something is found: races, clones, undefined behaviour. None where nothing can be divided."""

    n_right: int
    n_false: int
    n_missed: int

    @property
    def precision(self) -> float | None:
        """Of what was reported, the share that is there."""
        reported = self.n_right + self.n_false
        return self.n_right / reported if reported else None

    @property
    def recall(self) -> float | None:
        """Of what is there, the share that was reported."""
        there = self.n_right + self.n_missed
        return self.n_right / there if there else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two."""
        total = 2 * self.n_right + self.n_false + self.n_missed
        return 2 * self.n_right / total if total else None


def detection(reported: Sequence[bool], there: Sequence[bool]) -> Detection:
    """Compare what was reported of each item with what is there."""
    pairs = list(zip(reported, there, strict=True))
    return Detection(
        n_right=sum(r and t for r, t in pairs),
        n_false=sum(r and not t for r, t in pairs),
        n_missed=sum(t and not r for r, t in pairs),
    )


def _fast(speedup: float) -> float:
    if not (math.isfinite(speedup) and speedup >= 0):
        raise ValueError(f"{speedup} is no speed-up")
    return speedup


def _nonempty(n: int) -> None:
    if n == 0:
        raise ValueError("of an empty set nothing can be said")

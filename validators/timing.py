"""What samples of a time say: their centre with an interval, and which of two programs is the faster."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95
N_TURNS = 20
"""Orders a true ratio of 1.1 right in 95 of 100 cases where drift, spikes and clock steps come together; 10 do not."""
_MOST_EXACT = 60
"""Samples up to which the distribution of signed ranks is counted; beyond, its normal approximation is exact enough."""
_MOST_EXACT_APART = 40
"""The same for two samples, of each."""
_MOST_SAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Centre:
    """Hodges and Lehmann's estimate with its distribution-free interval, in the unit of the samples.

    The interval is that of Wilcoxon's signed ranks and covers with at least `confidence`; with fewer than 6 samples
    none does at 0.95, and the limits are then the smallest and the largest sample with the confidence they have.
    """

    value: float
    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long the first program takes as the second; `is_decided` where the interval excludes 1."""

    value: float
    low: float
    high: float
    confidence: float

    @property
    def is_decided(self) -> bool:
        """One of the two is faster, beyond doubt at the interval's confidence."""
        return self.low > 1 or self.high < 1


def hodges_lehmann(samples: Sequence[float], confidence: float = CONFIDENCE) -> Centre:
    """Median of all means of two samples, each with itself included (Hodges and Lehmann 1963).

    Up to 29 % of outliers, spikes above all, move it only within the range of the others. Raises `ValueError` for no
    samples, more than 2,000, or any that is not finite.
    """
    values = np.asarray(samples, np.float64)
    n = len(values)
    if not 0 < n <= _MOST_SAMPLES:
        raise ValueError(f"{n} samples: 1 to {_MOST_SAMPLES:,} can be summed up")
    if not np.isfinite(values).all():
        raise ValueError("a sample that is not finite is no measurement")
    first, second = np.triu_indices(n)
    means = np.sort((values[first] + values[second]) / 2)
    rank, covered = _interval_rank(n, confidence)
    return Centre(float(np.median(means)), float(means[rank]), float(means[len(means) - 1 - rank]), covered)


def compare(first_ns: Sequence[float], second_ns: Sequence[float], confidence: float = CONFIDENCE) -> Ratio:
    """Compare two programs that ran in turns: the k-th sample of each belongs to the same turn.

    Whatever lasts longer than a turn (drift, a step of the clock's rate) hits both and leaves their ratio alone; what
    is shorter (a spike) hits one turn and is an outlier among the ratios. The estimate is Hodges and Lehmann's on the
    ratios' logarithms. Raises `ValueError` for turns that do not match and times that are not positive.
    """
    if len(first_ns) != len(second_ns):
        raise ValueError(f"{len(first_ns)} turns of one program and {len(second_ns)} of the other")
    first, second = np.asarray(first_ns, np.float64), np.asarray(second_ns, np.float64)
    if not ((first > 0).all() and (second > 0).all()):
        raise ValueError("a time is positive")
    centre = hodges_lehmann((np.log(first) - np.log(second)).tolist(), confidence)
    return Ratio(math.exp(centre.value), math.exp(centre.low), math.exp(centre.high), centre.confidence)


def compare_apart(first_ns: Sequence[float], second_ns: Sequence[float], confidence: float = CONFIDENCE) -> Ratio:
    """Compare two programs whose samples were taken at other times: less sharp than `compare`, as drift stays in.

    The estimate is the median of all differences of two logarithms (Hodges and Lehmann's for two samples), the interval
    that of Mann and Whitney's U. Raises `ValueError` as `hodges_lehmann` does, and for times that are not positive.
    """
    if not (0 < len(first_ns) <= _MOST_SAMPLES and 0 < len(second_ns) <= _MOST_SAMPLES):
        raise ValueError(f"{len(first_ns)} and {len(second_ns)} samples: 1 to {_MOST_SAMPLES:,} can be compared")
    first, second = np.asarray(first_ns, np.float64), np.asarray(second_ns, np.float64)
    if not (np.isfinite(first).all() and np.isfinite(second).all() and (first > 0).all() and (second > 0).all()):
        raise ValueError("a time is positive and finite")
    differences = np.sort((np.log(first)[:, None] - np.log(second)).ravel())
    rank, covered = _rank_of_differences(len(first), len(second), confidence)
    value, low, high = np.median(differences), differences[rank], differences[len(differences) - 1 - rank]
    return Ratio(math.exp(value), math.exp(low), math.exp(high), covered)


def order_of_turns(n_programs: int, n_turns: int) -> list[list[int]]:
    """Which program runs when, turn by turn: every order of neighbours comes equally often, so none profits from what
    another leaves behind (Williams' squares, 1949: rows of a balanced Latin square, and their mirrors where n is odd).
    """
    if n_programs < 1 or n_turns < 0:
        raise ValueError(f"{n_programs} programs cannot take {n_turns} turns")
    zigzag = [(k + 1) // 2 if k % 2 else -(k // 2) for k in range(n_programs)]
    rows = [[(shift + step) % n_programs for step in zigzag] for shift in range(n_programs)]
    if n_programs % 2:
        rows += [row[::-1] for row in rows]
    return [rows[turn % len(rows)] for turn in range(n_turns)]


def _interval_rank(n: int, confidence: float) -> tuple[int, float]:
    """How many of the sorted means lie below the interval's lower limit, and the confidence that it really has."""
    if n > _MOST_EXACT:
        total = n * (n + 1) / 2
        deviation = math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        rank = max(0, math.floor(total / 2 - _normal_quantile((1 + confidence) / 2) * deviation - 0.5))
        return rank, confidence
    tail = _signed_rank_tail(n)
    rank = 0
    while rank + 1 < len(tail) // 2 and tail[rank + 1] <= (1 - confidence) / 2:
        rank += 1
    return rank, 1 - 2 * tail[rank]


def _rank_of_differences(m: int, n: int, confidence: float) -> tuple[int, float]:
    """How many of the sorted differences lie below the interval's lower limit, and the confidence that it has."""
    if max(m, n) > _MOST_EXACT_APART:
        deviation = math.sqrt(m * n * (m + n + 1) / 12)
        below = m * n / 2 - _normal_quantile((1 + confidence) / 2) * deviation - 0.5
        return max(0, math.floor(below)), confidence
    tail = _rank_sum_tail(m, n)
    rank = 0
    while rank + 1 < (m * n + 1) // 2 and tail[rank + 1] <= (1 - confidence) / 2:
        rank += 1
    return rank, 1 - 2 * tail[rank]


@functools.cache
def _rank_sum_tail(m: int, n: int) -> tuple[float, ...]:
    """P(U <= u) for u from 0, where all orders of m and n samples are equally likely.

    Their numbers are the coefficients of Gauss's binomial: the product of (1 - q^(n + i)) / (1 - q^i) for i to m.
    """
    counts = [1] + [0] * (m * n)
    for i in range(1, m + 1):
        for u in range(m * n, n + i - 1, -1):
            counts[u] -= counts[u - n - i]
        for u in range(i, m * n + 1):
            counts[u] += counts[u - i]
    total, below, tail = math.comb(m + n, m), 0, []
    for count in counts:
        below += count
        tail.append(below / total)
    return tuple(tail)


@functools.cache
def _signed_rank_tail(n: int) -> tuple[float, ...]:
    """P(W <= w) of the sum of positive ranks of n samples, for w from 0, by counting subsets of the ranks."""
    counts = [1]
    for rank in range(1, n + 1):
        counts = [
            (counts[w] if w < len(counts) else 0) + (counts[w - rank] if w >= rank else 0)
            for w in range(len(counts) + rank)
        ]
    tail, below = [], 0
    for count in counts:
        below += count
        tail.append(below / (1 << n))
    return tuple(tail)


def _normal_quantile(probability: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(probability)

"""Expected best of k samples, without bias, from n that were drawn: pass@k, build@k, speedup@k, efficiency@k, eff@k."""

from __future__ import annotations

import math
from collections.abc import Sequence


def pass_at_k(n: int, n_right: int, k: int) -> float:
    """Probability that at least one of k of n samples, drawn without replacement, is right (Chen et al. 2021).

    build@k is the same, with those that compile. Raises `ValueError` unless 0 <= n_right <= n and 1 <= k <= n.
    """
    _check(n, k)
    if not 0 <= n_right <= n:
        raise ValueError(f"{n_right} right samples of {n}")
    if n - n_right < k:
        return 1.0
    missed = 1.0
    for i in range(k):
        missed *= (n - n_right - i) / (n - i)
    return 1 - missed


def best_at_k(scores: Sequence[float], k: int) -> float:
    """Expected maximum of k of the scores, drawn without replacement: never above the largest of them.

    The i-th smallest of n is the maximum of a draw with probability C(i-1, k-1) / C(n, k). A sample that is wrong
    takes part with the score that says so (0). Raises `ValueError` for scores that are negative or not finite.
    """
    _check(len(scores), k)
    if any(not (math.isfinite(score) and score >= 0) for score in scores):
        raise ValueError("a score is a finite number, at least 0; a wrong sample's is 0")
    ascending = sorted(scores)
    weight = k / len(ascending)  # of the largest: C(n-1, k-1) / C(n, k)
    terms = []
    for i in range(len(ascending), k - 1, -1):
        terms.append(weight * ascending[i - 1])
        if i > k:
            weight *= (i - k) / (i - 1)
    return min(math.fsum(terms), ascending[-1])


def speedup_at_k(baseline_ns: float, samples_ns: Sequence[float | None], k: int) -> float:
    """Expected best speed-up over a named baseline; a sample of None is wrong or did not end, and counts 0."""
    if not (math.isfinite(baseline_ns) and baseline_ns > 0):
        raise ValueError(f"a baseline takes time, not {baseline_ns} ns")
    return best_at_k([_speedup(baseline_ns, sample) for sample in samples_ns], k)


def efficiency_at_k(baseline_ns: float, samples_ns: Sequence[float | None], n_resources: int, k: int) -> float:
    """`speedup_at_k` for each of the processors, ranks or threads that the samples ran on (Nichols et al. 2024)."""
    if n_resources < 1:
        raise ValueError(f"nothing runs on {n_resources} processors")
    return speedup_at_k(baseline_ns, samples_ns, k) / n_resources


def censored_efficiency(
    levels_ns: Sequence[Sequence[float | None]],
    reference_ns: Sequence[float],
    limits_ns: Sequence[float],
    hardness: Sequence[float],
) -> float:
    """Efficiency of one right sample, 0 to 1 for what is no faster than the reference (Qiu et al. 2025, ENAMEL).

    At each level of input size the worst time counts, as a share of the way from the time limit down to the
    reference's: (limit - worst) / (limit - reference), 0 where a run was ended at the limit (None, or at least as long:
    all that is known then is that it takes longer). Levels are weighted by `hardness`.
    """
    if not len(levels_ns) == len(reference_ns) == len(limits_ns) == len(hardness) > 0:
        raise ValueError("levels, reference times, limits and weights are as many, and at least one")
    if any(not 0 < reference < limit for reference, limit in zip(reference_ns, limits_ns, strict=True)):
        raise ValueError("a reference ends before its time limit")
    if min(hardness) < 0 or sum(hardness) <= 0:
        raise ValueError("weights of levels are not negative, and not all 0")
    total = 0.0
    for times, reference, limit, weight in zip(levels_ns, reference_ns, limits_ns, hardness, strict=True):
        if not times:
            raise ValueError("a level without a run says nothing")
        worst = max(limit if time is None else time for time in times)
        total += weight * max(0.0, limit - worst) / (limit - reference)
    return total / sum(hardness)


def eff_at_k(efficiencies: Sequence[float], k: int) -> float:
    """Expected best efficiency; a wrong sample takes part with 0."""
    return best_at_k(efficiencies, k)


def _speedup(baseline_ns: float, sample_ns: float | None) -> float:
    if sample_ns is None:
        return 0.0
    if not (math.isfinite(sample_ns) and sample_ns > 0):
        raise ValueError(f"a sample takes time, not {sample_ns} ns; None says that it is not right")
    return baseline_ns / sample_ns


def _check(n: int, k: int) -> None:
    if not 1 <= k <= n:
        raise ValueError(f"{k} of {n} samples cannot be drawn")

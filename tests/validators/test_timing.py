"""Times: estimates against definitions, intervals against coverage, orders against simulated noise."""

from __future__ import annotations

import itertools
import math
import random
import statistics
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators import timing

_TIMES = st.lists(st.floats(1, 1e6), min_size=1, max_size=12)


@given(_TIMES)
def test_centre_is_the_median_of_means_of_two(samples: list[float]) -> None:
    """By its definition, one pair after the other."""
    means = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(samples, 2)]
    assert timing.hodges_lehmann(samples).value == pytest.approx(statistics.median(means))


@given(_TIMES)
def test_interval_holds_the_centre_and_lies_within_the_samples(samples: list[float]) -> None:
    """Limits never leave what was measured."""
    found = timing.hodges_lehmann(samples)
    assert min(samples) <= found.low <= found.value * (1 + 1e-12)
    assert found.value <= found.high * (1 + 1e-12) <= max(samples) * (1 + 1e-11)


@pytest.mark.parametrize("n", [6, 9, 20, 61])
def test_interval_covers_as_often_as_it_says(n: int) -> None:
    """Of 2,000 samples of a known centre, heavy tails included, at least the confidence less what chance explains."""
    random = np.random.default_rng(n)
    draws = random.standard_t(2, (2_000, n)) + 100
    found = [timing.hodges_lehmann(draw.tolist()) for draw in draws]
    covered = sum(f.low <= 100 <= f.high for f in found) / len(found)
    slack = 3 * (0.05 * 0.95 / len(found)) ** 0.5
    assert covered >= found[0].confidence - slack
    assert found[0].confidence >= timing.CONFIDENCE


def test_few_samples_say_how_little_they_are_worth() -> None:
    """Three samples cover the centre in 3 of 4 cases, no more."""
    assert timing.hodges_lehmann([1.0, 2.0, 4.0]) == timing.Centre(pytest.approx(2.25), 1.0, 4.0, 0.75)


@pytest.mark.parametrize("noise", ["drift", "spikes", "clock steps", "all"])
def test_a_ratio_of_a_tenth_is_ordered_right(noise: str) -> None:
    """Of 300 pairs whose true ratio is 1.1 at least 95 in 100 are ordered right."""
    random = np.random.default_rng(7)
    right = 0
    for _ in range(300):
        first, second = _simulated(random, noise, 1.1, timing.N_TURNS)
        right += timing.compare(first, second).value > 1
    assert right >= 0.95 * 300


def test_equal_programs_are_rarely_told_apart() -> None:
    """Where nothing differs, at most 5 in 100 comparisons are decided, and what chance explains."""
    random = np.random.default_rng(11)
    decided = sum(timing.compare(*_simulated(random, "all", 1.0, 12)).is_decided for _ in range(600))
    assert decided <= 600 * 0.05 + 3 * (600 * 0.05 * 0.95) ** 0.5


def _simulated(random: np.random.Generator, noise: str, ratio: float, turns: int) -> tuple[list[float], list[float]]:
    """Times in ns of two programs in turns, on a machine that slows down, is interrupted and changes its clock."""
    drift = 1 + (random.uniform(0.1, 0.5) * np.arange(2 * turns) / (2 * turns) if noise in ("drift", "all") else 0)
    steps = np.ones(2 * turns)
    if noise in ("clock steps", "all"):
        for at in random.integers(0, 2 * turns, 3):
            steps[at:] *= random.choice([0.75, 1 / 0.75])
    spikes = np.ones(2 * turns)
    if noise in ("spikes", "all"):
        hit = random.random(2 * turns) < 0.1
        spikes[hit] = random.uniform(1.5, 20, hit.sum())
    weather = drift * steps * spikes * random.lognormal(0, 0.02, 2 * turns) * 1e6
    times: tuple[list[float], list[float]] = ([], [])
    for turn, order in enumerate(timing.order_of_turns(2, turns)):
        for place, program in enumerate(order):
            times[program].append(float(weather[2 * turn + place] * (ratio if program == 0 else 1)))
    return times


@pytest.mark.parametrize("n", range(2, 8))
def test_every_program_follows_every_other_equally_often(n: int) -> None:
    """Over a whole square, all ordered neighbours come the same number of times, and all run in each turn."""
    turns = timing.order_of_turns(n, n if n % 2 == 0 else 2 * n)
    neighbours = Counter(pair for turn in turns for pair in itertools.pairwise(turn))
    assert all(sorted(turn) == list(range(n)) for turn in turns)
    assert set(neighbours.values()) == {1 if n % 2 == 0 else 2}
    assert len(neighbours) == n * (n - 1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: timing.hodges_lehmann([]),
        lambda: timing.hodges_lehmann([1.0, float("nan")]),
        lambda: timing.hodges_lehmann([1.0] * 2_001),
        lambda: timing.compare([1.0], [1.0, 2.0]),
        lambda: timing.compare([0.0], [1.0]),
        lambda: timing.order_of_turns(0, 1),
    ],
)
def test_what_is_no_measurement_is_refused(wrong: object) -> None:
    """No number comes out of nonsense."""
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]


def _two_samples_by_force(m: int, n: int) -> list[float]:
    """P(U <= u): over all ways to choose which of m + n ranks are the first sample's."""
    counts = [0] * (m * n + 1)
    for ranks in itertools.combinations(range(m + n), m):
        counts[sum(rank - place for place, rank in enumerate(ranks))] += 1
    return [sum(counts[: u + 1]) / sum(counts) for u in range(m * n + 1)]


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 5), (3, 4), (5, 5), (6, 3)])
def test_the_distribution_of_two_samples_is_that_of_all_orders(m: int, n: int) -> None:
    assert timing._rank_sum_tail(m, n) == pytest.approx(_two_samples_by_force(m, n))


def test_programs_timed_apart_have_a_ratio_that_covers() -> None:
    """In at least 93 of 100 draws at 95 %: lognormal noise, samples of other numbers; and the ratio turns round."""
    draw = random.Random(5)
    n_covered = 0
    for _ in range(400):
        first = [150.0 * math.exp(draw.gauss(0, 0.2)) for _ in range(9)]
        second = [100.0 * math.exp(draw.gauss(0, 0.2)) for _ in range(12)]
        ratio = timing.compare_apart(first, second)
        n_covered += ratio.low <= 1.5 <= ratio.high
        turned = timing.compare_apart(second, first)
        assert turned.value == pytest.approx(1 / ratio.value)
        assert (turned.low, turned.high) == pytest.approx((1 / ratio.high, 1 / ratio.low))
    assert n_covered >= 372
    assert timing.compare_apart([2.0], [1.0]).low == pytest.approx(2.0)
    many = timing.compare_apart([2.0] * 60, [1.0] * 50)
    assert (many.value, many.is_decided, many.confidence) == (pytest.approx(2.0), True, 0.95)


@pytest.mark.parametrize("wrong", [[], [0.0], [-1.0], [float("nan")], [float("inf")], [1.0] * 2_001])
def test_what_cannot_be_compared_is_refused(wrong: list[float]) -> None:
    with pytest.raises(ValueError):
        timing.compare_apart(wrong, [1.0])
    with pytest.raises(ValueError):
        timing.compare_apart([1.0], wrong)

"""Intervals are those of the tables, and cover the truth as often as they say, by exact enumeration."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.intervals import CONFIDENCE, Tally, clopper_pearson, stratified


def binomial(n: int, k: int, rate: float) -> float:
    return math.comb(n, k) * rate**k * (1 - rate) ** (n - k)


def hypergeometric(population: int, n_bad: int, n: int, k: int) -> float:
    return math.comb(n_bad, k) * math.comb(population - n_bad, n - k) / math.comb(population, n)


def outcomes(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    return itertools.product(*(range(n + 1) for n in sizes))


@pytest.mark.parametrize(
    ("n_wrong", "n_judged", "expected"),
    [
        (0, 10, (0.0, 0.3085)),
        (1, 10, (0.0025, 0.4450)),
        (5, 10, (0.1871, 0.8129)),
        (10, 10, (0.6915, 1.0)),
        (0, 1, (0.0, 0.975)),
        (1, 2, (0.0126, 0.9874)),
        (3, 200, (0.0031, 0.0432)),
        (81, 263, (0.2527, 0.3676)),
        (0, 0, (0.0, 1.0)),
    ],
)
def test_clopper_pearson_is_that_of_the_tables(n_wrong: int, n_judged: int, expected: tuple[float, float]) -> None:
    """To the four digits that tables print."""
    assert expected == pytest.approx(clopper_pearson(n_wrong, n_judged), abs=5e-5)


def test_clopper_pearson_solves_its_definition() -> None:
    """At each limit the tail of the binomial is 2.5 %, also for samples that no table has."""
    low, high = clopper_pearson(40, 1000)
    at_least = math.fsum(binomial(1000, k, low) for k in range(40, 200))
    at_most = math.fsum(binomial(1000, k, high) for k in range(41))
    assert (0.025, 0.025) == pytest.approx((at_least, at_most), rel=1e-6)


def test_clopper_pearson_takes_large_samples() -> None:
    """100,000 judgements: near the normal approximation, and neither slow nor out of range."""
    low, high = clopper_pearson(30_000, 100_000)
    assert (0.3 - 0.00284, 0.3 + 0.00284) == pytest.approx((low, high), abs=2e-5)


@pytest.mark.parametrize("n", [1, 2, 5, 12, 25])
def test_clopper_pearson_covers_every_rate(n: int) -> None:
    """Whatever the rate, the intervals that hold it have a probability of 95 % at least."""
    intervals = [clopper_pearson(k, n) for k in range(n + 1)]
    for step in range(201):
        rate = step / 200
        covered = math.fsum(binomial(n, k, rate) for k, (low, high) in enumerate(intervals) if low <= rate <= high)
        assert covered >= CONFIDENCE - 1e-12, rate


@pytest.mark.parametrize(("population", "n"), [(3, 2), (7, 3), (12, 5), (20, 19), (30, 8), (41, 20)])
def test_clopper_pearson_covers_small_populations(population: int, n: int) -> None:
    """Draws without replacement, as a sample of a release is, are covered at least as often."""
    intervals = [clopper_pearson(k, n) for k in range(n + 1)]
    for n_bad in range(population + 1):
        covered = math.fsum(
            hypergeometric(population, n_bad, n, k)
            for k, (low, high) in enumerate(intervals)
            if low <= n_bad / population <= high and n - k <= population - n_bad
        )
        assert covered >= CONFIDENCE - 1e-12, n_bad


@pytest.mark.parametrize(
    "strata", [[(10**6, 6), (10**6, 6)], [(9 * 10**6, 8), (10**6, 2)], [(10**6, 3), (5 * 10**5, 4), (10**5, 2)]]
)
def test_stratified_covers_every_mix_of_rates(strata: list[tuple[int, int]]) -> None:
    """However errors are spread over strata that are drawn unevenly."""
    total = sum(population for population, _ in strata)
    sizes = [n for _, n in strata]
    intervals = {
        seen: stratified([Tally(population, n, k) for (population, n), k in zip(strata, seen, strict=True)])
        for seen in outcomes(sizes)
    }
    for rates in itertools.product((0.0, 0.01, 0.05, 0.2, 0.5, 0.8, 1.0), repeat=len(strata)):
        truth = sum(population * rate for (population, _), rate in zip(strata, rates, strict=True)) / total
        covered = math.fsum(
            math.prod(binomial(n, k, rate) for n, k, rate in zip(sizes, seen, rates, strict=True))
            for seen, (low, high) in intervals.items()
            if low - 1e-12 <= truth <= high + 1e-12
        )
        assert covered >= CONFIDENCE - 1e-9, rates


@pytest.mark.parametrize("strata", [[(8, 3), (5, 2), (3, 3)], [(12, 4), (2, 1)], [(6, 2), (4, 4)], [(4, 4), (2, 2)]])
def test_stratified_covers_small_populations(strata: list[tuple[int, int]]) -> None:
    """Every release of so few rows, some strata judged whole: the interval holds its rate 95 times of 100."""
    total = sum(population for population, _ in strata)
    sizes = [n for _, n in strata]
    intervals = {
        seen: stratified([Tally(population, n, k) for (population, n), k in zip(strata, seen, strict=True)])
        for seen in outcomes(sizes)
    }
    for bad in outcomes([population for population, _ in strata]):
        covered = 0.0
        for seen, (low, high) in intervals.items():
            if low - 1e-9 <= sum(bad) / total <= high + 1e-9:
                covered += math.prod(
                    hypergeometric(population, b, n, k) if n - k <= population - b else 0.0
                    for (population, n), b, k in zip(strata, bad, seen, strict=True)
                )
        assert covered >= CONFIDENCE - 1e-9, bad


def test_stratified_is_clopper_and_pearsons_where_no_error_was_seen() -> None:
    """With proportional allocation 200 right answers say the same, however they are cut into strata."""
    cut = [Tally(5000, 100, 0), Tally(2500, 50, 0), Tally(2500, 50, 0)]
    assert clopper_pearson(0, 200) == pytest.approx(stratified(cut), abs=1e-6)


def test_stratified_of_whole_strata_is_their_rate() -> None:
    """What was judged completely is known; a single other stratum has Clopper and Pearson's interval."""
    assert (0.3, 0.3) == pytest.approx(stratified([Tally(6, 6, 3), Tally(4, 4, 0)]))
    low, high = clopper_pearson(1, 5)
    assert (0.1 + 0.8 * low, 0.1 + 0.8 * high) == pytest.approx(stratified([Tally(20, 20, 10), Tally(80, 5, 1)]))


@given(
    st.lists(
        st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, 1000), st.just(n), st.integers(0, n))),
        min_size=1,
        max_size=6,
    )
)
def test_stratified_holds_the_estimate_and_is_symmetric(strata: list[tuple[int, int, int]]) -> None:
    """The interval of the right answers mirrors that of the wrong ones, and the estimate lies in both."""
    tallies = [Tally(more + n, n, k) for more, n, k in strata]
    mirrored = [Tally(t.population, t.n_judged, t.n_judged - t.n_wrong) for t in tallies]
    low, high = stratified(tallies)
    rate = sum(t.population * t.n_wrong / t.n_judged for t in tallies) / sum(t.population for t in tallies)
    assert 0 <= low <= rate + 1e-9 <= high + 2e-9 <= 1 + 2e-9
    assert (1 - high, 1 - low) == pytest.approx(stratified(mirrored), abs=1e-9)


@pytest.mark.parametrize(
    "tallies", [[], [Tally(10, 0, 0)], [Tally(10, 11, 0)], [Tally(10, 5, 1), Tally(10, 0, 0)]], ids=str
)
def test_no_judgement_is_no_estimate(tallies: list[Tally]) -> None:
    """An unjudged stratum is not counted as right."""
    with pytest.raises(ValueError, match="without judgements"):
        stratified(tallies)

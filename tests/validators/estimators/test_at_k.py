"""Expected best of k: equal to the mean over all draws, never above the maximum."""

from __future__ import annotations

import itertools
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.estimators import at_k

_SCORES = st.lists(st.floats(0, 1e6), min_size=1, max_size=9)


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.data())
def test_pass_is_the_share_of_draws_with_a_right_sample(samples: list[bool], data: st.DataObject) -> None:
    """pass@k by counting every draw of k samples."""
    k = data.draw(st.integers(1, len(samples)))
    draws = list(itertools.combinations(samples, k))
    expected = sum(any(draw) for draw in draws) / len(draws)
    assert at_k.pass_at_k(len(samples), sum(samples), k) == pytest.approx(expected)


@given(_SCORES, st.data())
def test_best_is_the_mean_maximum_of_all_draws(scores: list[float], data: st.DataObject) -> None:
    """Expected maximum by taking that of every draw."""
    k = data.draw(st.integers(1, len(scores)))
    expected = statistics.fmean(max(draw) for draw in itertools.combinations(scores, k))
    assert at_k.best_at_k(scores, k) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=300), st.data())
def test_best_is_never_above_the_maximum_and_never_falls(scores: list[float], data: st.DataObject) -> None:
    """Bounds hold for sizes that no draw by draw could check."""
    k = data.draw(st.integers(1, len(scores)))
    best = at_k.best_at_k(scores, k)
    assert 0 <= best <= max(scores)
    if k > 1:
        assert best >= at_k.best_at_k(scores, k - 1) * (1 - 1e-12)


@given(st.lists(st.none() | st.floats(1, 1e9), min_size=1, max_size=7), st.floats(1, 1e9), st.data())
def test_speedup_counts_wrong_samples_as_none(times: list[float | None], baseline: float, data: st.DataObject) -> None:
    """A wrong sample's speed-up is 0, and efficiency is the speed-up of each processor."""
    k = data.draw(st.integers(1, len(times)))
    draws = itertools.combinations([baseline / t if t else 0.0 for t in times], k)
    expected = statistics.fmean(max(draw) for draw in draws)
    assert at_k.speedup_at_k(baseline, times, k) == pytest.approx(expected)
    assert at_k.efficiency_at_k(baseline, times, 4, k) == pytest.approx(expected / 4)


def test_the_published_mistake_is_not_made() -> None:
    """Speed-ups 1, 2, 3 at k = 2: the mean of maxima is 8/3; a formula with wrong weights goes beyond 3."""
    assert at_k.speedup_at_k(6, [6, 3, 2], 2) == pytest.approx(8 / 3)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([[1.0], [2.0]], 1.0),
        ([[5.5], [None]], (1 * 0.5 + 3 * 0.0) / 4),
        ([[1.0, 10.0], [2.0, 11.0]], 3 * (20 - 11) / 18 / 4),
        ([[1.0], [25.0]], 1 / 4),
    ],
)
def test_efficiency_is_censored_at_the_limit(times: list[list[float | None]], expected: float) -> None:
    """The worst run of a level counts; what was ended counts as the limit, whatever it would have taken."""
    actual = at_k.censored_efficiency(times, [1.0, 2.0], [10.0, 20.0], [1, 3])
    assert actual == pytest.approx(expected)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: at_k.pass_at_k(3, 4, 1),
        lambda: at_k.pass_at_k(3, 1, 0),
        lambda: at_k.pass_at_k(3, 1, 4),
        lambda: at_k.best_at_k([float("nan")], 1),
        lambda: at_k.best_at_k([-1.0], 1),
        lambda: at_k.best_at_k([], 1),
        lambda: at_k.speedup_at_k(0, [1.0], 1),
        lambda: at_k.speedup_at_k(1, [0.0], 1),
        lambda: at_k.efficiency_at_k(1, [1.0], 0, 1),
        lambda: at_k.censored_efficiency([], [], [], []),
        lambda: at_k.censored_efficiency([[]], [1], [2], [1]),
        lambda: at_k.censored_efficiency([[1.0]], [3], [2], [1]),
        lambda: at_k.censored_efficiency([[1.0]], [1], [2], [0]),
    ],
)
def test_what_cannot_be_measured_is_refused(wrong: object) -> None:
    """No number comes out of nonsense."""
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]

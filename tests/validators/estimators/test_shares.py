"""Shares of sets, counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.estimators import shares


def test_fast_p_counts_right_and_faster() -> None:
    """Exactly p times as fast is not faster than p; wrong answers stay in the denominator."""
    speedups = [None, 0.5, 1.0, 1.5, 3.0]
    actual = [shares.fast_p(speedups, p) for p in (0, 1, 2, 3)]
    assert actual == [0.8, 0.4, 0.2, 0.0]


def test_optimised_is_at_least_a_tenth_faster() -> None:
    """PIE's threshold is reached at 1.1."""
    assert shares.share_optimised([1.0, 1.09, 1.1, None]) == 0.25


def test_equivalent_mutants_do_not_count() -> None:
    """9 killed of 10, the tenth being equivalent: all that can be killed are; none left: nothing is said."""
    assert (shares.mutation_score(9, 10, 1), shares.mutation_score(9, 10), shares.mutation_score(0, 2, 2)) == (
        1,
        0.9,
        None,
    )


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=30))
def test_detection_counts_by_definition(items: list[tuple[bool, bool]]) -> None:
    """Precision and recall from the sets themselves, F1 as their harmonic mean."""
    found = shares.detection([r for r, _ in items], [t for _, t in items])
    reported = {i for i, (r, _) in enumerate(items) if r}
    there = {i for i, (_, t) in enumerate(items) if t}
    both = len(reported & there)
    assert found.precision == (both / len(reported) if reported else None)
    assert found.recall == (both / len(there) if there else None)
    if found.precision and found.recall:
        assert found.f1 == pytest.approx(2 / (1 / found.precision + 1 / found.recall))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: shares.fast_p([], 1),
        lambda: shares.fast_p([float("nan")], 1),
        lambda: shares.mutation_score(3, 2),
        lambda: shares.mutation_score(-1, 2),
        lambda: shares.null_rejection([]),
        lambda: shares.detection([True], []),
    ],
)
def test_what_cannot_be_measured_is_refused(wrong: object) -> None:
    """No number comes out of nonsense."""
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]

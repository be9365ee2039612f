"""The roofline: traffic or operations, whichever takes longer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.estimators.roofline import Roof, roofline_ns, roofline_share

ROOF = Roof(bytes_per_ns=2_000.0, flops_per_ns=10_000.0)


@pytest.mark.parametrize(
    ("n_bytes", "n_flops", "roof", "least_ns"),
    [
        (4_000, 10_000, ROOF, 2.0),
        (4_000, 50_000, ROOF, 5.0),
        (4_000, None, ROOF, 2.0),
        (4_000, 50_000, Roof(2_000.0), 2.0),
        (0, 0, ROOF, 0.0),
    ],
)
def test_the_longer_of_both_counts(n_bytes: int, n_flops: int | None, roof: Roof, least_ns: float) -> None:
    """By hand."""
    assert roofline_ns(n_bytes, n_flops, roof) == least_ns
    assert roofline_share(10.0, n_bytes, n_flops, roof) == least_ns / 10


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.floats(0.1, 1e4), st.floats(0.1, 1e5), st.floats(1.0, 100.0))
def test_more_work_or_a_lower_roof_never_takes_less(n: int, flops: int, moved: float, rate: float, more: float) -> None:
    """And intensity decides: right of the ridge the operations count."""
    least = roofline_ns(n, flops, Roof(moved, rate))
    assert roofline_ns(n * 2, flops * 2, Roof(moved, rate)) == pytest.approx(2 * least)
    assert roofline_ns(n, flops, Roof(moved / more, rate / more)) >= least
    assert least in (n / moved, flops / rate)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf")])
def test_what_is_no_time_and_no_roof_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError):
        roofline_share(wrong, 1, 1, ROOF)
    with pytest.raises(ValueError):
        roofline_ns(1, 1, Roof(wrong))
    with pytest.raises(ValueError):
        roofline_ns(-1, 1, ROOF)

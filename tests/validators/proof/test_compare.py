"""Tests of `compare`, `distribution` and `null_kernels`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.inputs.drawing import draw
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Tolerance, Values
from warploom.validators.proof.compare import Bound, CompareError, compare
from warploom.validators.proof.distribution import DistributionError, Law, fit, uniform_fit
from warploom.validators.proof.null_kernels import NULLS, NullCase, rejected_nulls

EXACT = Bound(0.0, 0.0, nan_equal=False)


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_equal_bits_are_demanded_of_an_exact_data_set() -> None:
    assert compare(floats(1.5, -0.0), np.array([1.5, 0.0]), EXACT).is_equal
    near = np.nextafter(np.float32(1.5), np.float32(2))
    found = compare(floats(1.0, near), np.array([1.0, 1.5]), EXACT)
    assert (found.first, found.n_wrong, found.max_ulp) == (1, 1, 1.0)


def test_what_the_type_cannot_hold_is_no_exact_result() -> None:
    """The oracle's float64 shows that rounding took place: the data set was not exact."""
    assert compare(floats(0.1), np.array([0.1]), EXACT).first == 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_no_nan_and_no_wrong_infinity_passes(value: float) -> None:
    wide = Bound(1e9, 1e9, nan_equal=True)
    assert compare(floats(value), np.array([1.0]), wide).first == 0
    assert compare(floats(1.0), np.array([value]), wide).first == 0
    assert compare(floats(value), np.array([value]), EXACT).is_equal == np.isinf(value)
    assert compare(floats(value), np.array([value]), Bound(0.0, 0.0, nan_equal=True)).is_equal


@given(st.floats(-(2.0**60), 2.0**60, width=32), st.integers(0, 8))
def test_units_in_the_last_place_are_those_of_the_type(value: float, steps: int) -> None:
    moved = np.float32(value)
    for _ in range(steps):
        moved = np.nextafter(moved, np.float32(np.inf))
    found = compare(floats(float(moved)), np.array([value]), Bound(8.0, 0.0, nan_equal=False))
    assert found.is_equal
    assert found.max_ulp <= 2 * steps  # at a power of two the smaller neighbour is nearer


def test_the_scale_is_where_small_results_are_measured() -> None:
    """A difference of large numbers is as wrong as those are: 1e-5 beside a result of 1e-6, at a scale of 100."""
    assert not compare(floats(1.1e-5), np.array([1e-6]), Bound(4.0, 0.0, nan_equal=False)).is_equal
    assert compare(floats(1.1e-5), np.array([1e-6]), Bound(4.0, 100.0, nan_equal=False)).is_equal


def test_bounds_grow_with_the_size() -> None:
    bound = Bound.of(Tolerance(2.0, growth="k * 3", scale="k"), {"k": 5})
    assert (bound.ulps, bound.scale) == (30.0, 5.0)
    assert Bound.of(Tolerance(2.0, growth="k"), {"k": 0}).ulps == 2.0


def test_whole_numbers_and_structures() -> None:
    whole = np.array([2**62, 5], np.int64)
    assert compare(whole, whole.copy(), EXACT).is_equal
    assert compare(whole, np.array([2**62, 6], np.int64), EXACT).first == 1
    kind = np.dtype([("a", np.float32), ("b", np.int32)])
    actual, expected = np.array([(1.0, 2), (3.0, 4)], kind), np.array([(1.0, 2), (3.0, 5)], kind)
    assert compare(actual, actual.copy(), EXACT).is_equal
    found = compare(actual, expected, EXACT)
    assert (found.first, found.field) == (1, "b")


def test_other_lengths_are_an_error_and_not_a_difference() -> None:
    with pytest.raises(CompareError):
        compare(floats(1.0, 2.0), np.array([1.0]), EXACT)


def test_a_law_holds_for_what_follows_it_and_for_nothing_else() -> None:
    generator = np.random.default_rng(7)
    law = Law.parse("distribution:hits:binomial:n:0.7853981633974483")
    assert law is not None
    n = 100_000
    right = generator.binomial(n, np.pi / 4, 4).astype(np.int64)
    assert fit(law, right, {"n": n}).holds
    for wrong in (right // 2, right + n // 50, np.full(4, -1), np.full(4, n + 1)):
        assert not fit(law, wrong, {"n": n}).holds
    with pytest.raises(DistributionError):
        fit(law, right, {"n": 0})
    with pytest.raises(DistributionError):
        Law.parse("distribution:hits:poisson:1:2")
    assert Law.parse("permutation_invariant:x") is None


def test_even_samples_and_others() -> None:
    generator = np.random.default_rng(11)
    even = generator.random(50_000)
    assert uniform_fit(even, lambda x: x).holds
    assert not uniform_fit(even**1.1, lambda x: x).holds
    assert not uniform_fit(np.array([0.5, np.nan]), lambda x: x).holds


SPEC = InputSpec(
    params=(
        Array("x", "float32", "n", Direction.IN),
        Array("y", "float32", "n", Direction.OUT),
        Scalar("n", "int32", "n"),
    ),
    symbols=("n",),
    sizes=({"n": 8},),
)


@pytest.mark.parametrize(
    ("result", "passing"),
    [
        (lambda x: x + 3.0, set()),
        (np.zeros_like, {"zeros", "stale"}),
        (np.ones_like, {"ones", "stale"}),
        (lambda x: x, {"copy"}),
    ],
)
def test_a_suite_that_a_null_kernel_passes_is_known_by_its_name(result, passing: set[str]) -> None:  # type: ignore[no-untyped-def]
    first, second = draw(SPEC, {"n": 8}, "exact", 1), draw(SPEC, {"n": 8}, "exact", 2)
    case = NullCase(first, {"y": result(np.asarray(first["x"]))}, {"y": result(np.asarray(second["x"]))}, EXACT)
    assert set(NULLS) - set(rejected_nulls(SPEC, [case])) == passing


def test_a_program_that_leaves_its_argument_alone_is_untouched() -> None:
    spec = InputSpec(
        params=(Array("y", "int32", "n", Direction.INOUT, Values(Kind.INTEGER, 0, 9)),),
        symbols=("n",),
        sizes=({"n": 8},),
    )
    drawn = draw(spec, {"n": 8}, "exact", 1)
    case = NullCase(drawn, {"y": np.asarray(drawn["y"])}, {"y": np.zeros(8, np.int32)}, EXACT)
    assert set(NULLS) - set(rejected_nulls(spec, [case])) == {"untouched", "copy"}

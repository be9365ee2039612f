"""Accuracy of MPI calls, against every matching there is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.estimators.mpi_calls import Call, mpi_accuracy

_CALLS = st.lists(
    st.builds(
        Call, st.integers(1, 4), st.sampled_from(["MPI_Send", "MPI_Recv"]), st.sampled_from([("a",), ("a", "b")])
    ),
    max_size=4,
)


@given(_CALLS.filter(bool), _CALLS, st.integers(0, 2))
def test_no_matching_finds_more(expected: list[Call], actual: list[Call], tolerance: int) -> None:
    """Each share is the best of all ways to match."""
    best = [0, 0, 0]
    for order in itertools.permutations([*actual, *[None] * len(expected)], len(expected)):
        near = [(e, a) for e, a in zip(expected, order, strict=True) if a and abs(e.line - a.line) <= tolerance]
        named = [(e, a) for e, a in near if e.function == a.function]
        whole = [(e, a) for e, a in named if e.arguments == a.arguments]
        best = [max(b, len(n)) for b, n in zip(best, (near, named, whole), strict=True)]
    found = mpi_accuracy(expected, actual, tolerance)
    assert [found.location, found.function, found.arguments] == [b / len(expected) for b in best]


def test_conditional_shares_name_what_they_depend_on() -> None:
    """One call in place with a wrong function, one right in all, one missing, one invented."""
    expected = [Call(3, "MPI_Init", ("0", "0")), Call(9, "MPI_Send", ("x",)), Call(20, "MPI_Finalize", ())]
    actual = [Call(3, "MPI_Init", ("0", "0")), Call(9, "MPI_Recv", ("x",)), Call(40, "MPI_Finalize", ())]
    found = mpi_accuracy(expected, actual)
    assert (found.location, found.function, found.arguments) == (2 / 3, 1 / 3, 1 / 3)
    assert (found.function_given_location, found.arguments_given_function) == (0.5, 1.0)
    assert found.invented == pytest.approx(1 / 3)


def test_nothing_put_is_no_share_of_anything() -> None:
    """Conditions that never held give None, not 0."""
    found = mpi_accuracy([Call(1, "MPI_Init", ())], [])
    assert (found.location, found.function_given_location, found.invented) == (0, None, None)


def test_a_program_without_calls_is_refused() -> None:
    """There is nothing to put back."""
    with pytest.raises(ValueError, match="measures nothing"):
        mpi_accuracy([], [])

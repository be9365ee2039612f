"""Accuracy of MPI calls that a model puts back: location, function and arguments, one by one and jointly (MPIrigen)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_APART, _PLACE, _FUNCTION, _ARGUMENTS = range(4)
"""What is right of a call that was put, the least first."""


@dataclass(frozen=True, slots=True)
class Call:
    """As in `mpi_tasks.mpi_calls`: the line of the text without calls, the function, the arguments as written."""

    line: int
    function: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares; a conditional one is None where its condition never held."""

    location: float
    """Of the expected calls, those for which one was put at their line, within the tolerance."""
    function: float
    """Of the expected calls, those at whose place the function is right as well."""
    arguments: float
    """Of the expected calls, those at whose place function and all arguments are right: all three jointly."""
    function_given_location: float | None
    arguments_given_function: float | None
    invented: float | None
    """Of the calls that were put, those that match no expected one; None where none was put."""


def mpi_accuracy(expected: Sequence[Call], actual: Sequence[Call], tolerance_lines: int = 0) -> Accuracy:
    """Match each expected call with at most one actual call in its reach, and count what is right.

    Each share is of a largest matching of what is right to that degree, so that no order of the answers can lose a
    match. Raises `ValueError` without expected calls.
    """
    if not expected:
        raise ValueError("a program without MPI calls measures nothing")
    ranks = [[_rank(e, a) if abs(e.line - a.line) <= tolerance_lines else _APART for a in actual] for e in expected]
    located, named, whole = (_matched(ranks, least) for least in (_PLACE, _FUNCTION, _ARGUMENTS))
    n = len(expected)
    return Accuracy(
        location=located / n,
        function=named / n,
        arguments=whole / n,
        function_given_location=named / located if located else None,
        arguments_given_function=whole / named if named else None,
        invented=(len(actual) - located) / len(actual) if actual else None,
    )


def _rank(expected: Call, actual: Call) -> int:
    if expected.function != actual.function:
        return _PLACE
    return _ARGUMENTS if expected.arguments == actual.arguments else _FUNCTION


def _matched(ranks: Sequence[Sequence[int]], least: int) -> int:
    """Size of a largest matching among pairs of at least this rank, by augmenting paths (Kuhn 1955)."""
    taken: dict[int, int] = {}
    for first in range(len(ranks)):
        came_from: dict[int, int] = {}
        waiting, free = [first], None
        while waiting and free is None:
            row = waiting.pop()
            for column, rank in enumerate(ranks[row]):
                if rank < least or column in came_from:
                    continue
                came_from[column] = row
                if column not in taken:
                    free = column
                    break
                waiting.append(taken[column])
        while free is not None:
            row = came_from[free]
            left = next((c for c, r in taken.items() if r == row), None)
            taken[free] = row
            free = left
    return len(taken)

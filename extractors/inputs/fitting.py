"""Fits lengths of arrays, as expressions over symbols, to how many elements were needed at some sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warploom.extractors.inputs.expressions import ExpressionError, evaluate, symbols_of
from warploom.extractors.inputs.refinement import length_candidates

REGULAR = 3
"""From this value of every symbol on all loops are assumed to run: below, less may be needed than there is."""


@dataclass(frozen=True, slots=True)
class Needed:
    """At a size, the least number of elements with which no access lies outside."""

    size: Mapping[str, int]
    elements: int

    @property
    def is_regular(self) -> bool:
        """Whether all of the length may be expected to be used."""
        return all(value >= REGULAR for value in self.size.values())


@dataclass(frozen=True, slots=True)
class Fit:
    """`is_exact`: the very number at every regular size, and not less at the others."""

    expression: str
    is_exact: bool


def fitted(needed: Sequence[Needed], symbols: Sequence[str], hints: Sequence[str] = ()) -> Fit | None:
    """The simplest expression that is exact, else the one that wastes least; None where none covers all.

    `hints` are tried too; of equally simple ones they are taken first.
    """
    most = max((each.elements for each in needed), default=0)
    tried = dict.fromkeys([*hints, *map(str, range(1, 9)), str(most), *length_candidates(symbols)])
    best: tuple[tuple[int, int, int, int], str] | None = None
    for place, expression in enumerate(tried):
        try:
            waste = _waste(expression, needed)
            n_symbols = len(symbols_of(expression))
        except ExpressionError:
            continue
        if waste is None:
            continue
        rank = (waste, n_symbols, len(expression), place)
        if best is None or rank < best[0]:
            best = rank, expression
    return None if best is None else Fit(best[1], best[0][0] == 0)


def _waste(expression: str, needed: Sequence[Needed]) -> int | None:
    """Elements at regular sizes that are not needed; None where some are missing. Raises `ExpressionError`."""
    waste = 0
    for each in needed:
        more = evaluate(expression, each.size) - each.elements
        if more < 0:
            return None
        if each.is_regular:
            waste += more
    return waste

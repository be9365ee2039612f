"""What cutters share that sweep over a tree's nodes in order: outermost loops, and tags of what holds a place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from warploom.extractors.syntax.units import Nodes, Unit, UnitKind

Mark = tuple[int, Collection[str]]
"""A node that shows programming models or features, and their tags."""


class LoopNests:
    """Makes units of outermost loops while loops come in the order of their nodes."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._nest: Unit | None = None
        self._ends: list[int] = []

    def see(self, loop: int, first: int) -> Unit | None:
        """The unit of an outermost loop, from node `first` on; None for one inside, which counts to the depth."""
        nodes, nest = self._nodes, self._nest
        end = nodes.last[loop]
        if nest is None or loop >= nest.last:
            nest = Unit(UnitKind.LOOP_NEST, first, end, nodes.start[first], nodes.end[loop], loop_depth=1)
            self._nest, self._ends = nest, [end]
            return nest
        while self._ends and self._ends[-1] <= loop:
            self._ends.pop()
        self._ends.append(end)
        nest.loop_depth = max(nest.loop_depth or 1, len(self._ends))
        return None


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Units by their first nodes, outer ones first."""
    return sorted(units, key=lambda unit: (unit.first, -unit.last))


def spread_tags(units: Sequence[Unit], marks: Iterable[Mark]) -> None:
    """Give every unit the tags of all marks that it holds; `units` are `in_order`."""
    around: list[Unit] = []
    position = 0
    for node, tags in sorted(marks, key=lambda mark: mark[0]):
        while position < len(units) and units[position].first <= node:
            _close(around, units[position].first)
            around.append(units[position])
            position += 1
        _close(around, node)
        for unit in around:
            unit.tags.update(tags)


def _close(around: list[Unit], node: int) -> None:
    while around and around[-1].last <= node:
        around.pop()

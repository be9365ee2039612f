"""Finds the comment that documents what follows it."""

from __future__ import annotations

import re
from bisect import bisect_right

import numpy as np

from warploom.extractors.syntax.units import Nodes

_MARKERS = re.compile(
    r"^[ \t]*(?:/\*+!?<?|\*+/|\*+(?![*/])|//[/!]?<?|[!cC*](?:[<>])|![!<>]?|#+)?[ \t]?(.*?)[ \t]*(?:\*+/)?[ \t]*$"
)

_MAX_INDENT_BYTES = 512
"""How far a line is looked at before a comment."""


class DocComments:
    """Comments of one tree, to be asked what stands right before a place."""

    def __init__(self, nodes: Nodes, is_comment: np.ndarray) -> None:
        tree = nodes.tree
        chosen = np.flatnonzero(is_comment[tree.kind])
        self._source = tree.source
        self._starts = tree.start[chosen].tolist()
        self._ends = tree.end[chosen].tolist()

    def before(self, start: int) -> str | None:
        """Text of the comments on the lines right above byte `start`, markers taken off; None where there is none."""
        first = n = bisect_right(self._ends, start)
        position = start
        while first and self._is_adjacent(first - 1, position):
            position = self._starts[first - 1]
            first -= 1
        if first == n:
            return None
        return clean(self._source[self._starts[first] : self._ends[n - 1]].decode("utf-8", "replace"))

    def _is_adjacent(self, comment: int, position: int) -> bool:
        """Only white space and one line end lie between, and the comment does not end a line of code."""
        gap = self._source[self._ends[comment] : position]
        # a grammar may count the line end to the comment
        n_line_ends = gap.count(b"\n") + (self._source[self._ends[comment] - 1 : self._ends[comment]] == b"\n")
        if gap.strip() or n_line_ends > 1:
            return False
        start = self._starts[comment]
        floor = max(0, start - _MAX_INDENT_BYTES)
        line = self._source[max(self._source.rfind(b"\n", floor, start) + 1, floor) : start]
        return not line.strip()


def clean(comment: str) -> str | None:
    """A comment's words without its markers, lines kept; None if there are no words."""
    lines = [match[1] if (match := _MARKERS.match(line)) else line for line in comment.splitlines()]
    return "\n".join(lines).strip() or None

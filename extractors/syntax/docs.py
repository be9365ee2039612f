"""Finds the comment that documents what follows it."""

from __future__ import annotations

import re
from bisect import bisect_right

import numpy as np

from warploom.extractors.syntax.units import Nodes

_MARKER = re.compile(r"[ \t]*(?:/\*+!?<?|\*+/|\*+(?![*/])|//[/!]?<?|[!cC*](?:[<>])|![!<>]?|#+)?[ \t]?")
_MAX_BLANKS = 1_000
"""Between a comment and what it documents, and before it on its line; looking further at each place is quadratic."""


class DocComments:
    """Comments of one tree, to be asked what stands right before a place."""

    def __init__(self, nodes: Nodes, is_comment: np.ndarray, without: np.ndarray | None = None) -> None:
        """`is_comment` is by kind; `without` has nodes that document something else than what follows them."""
        tree = nodes.tree
        chosen = np.flatnonzero(is_comment[tree.kind])
        if without is not None:
            is_left = np.ones(len(tree), np.bool_)
            is_left[without] = False
            chosen = chosen[is_left[chosen]]
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
        if position - self._ends[comment] > _MAX_BLANKS:
            return False
        gap = self._source[self._ends[comment] : position]
        # a grammar may count the line end to the comment
        n_line_ends = gap.count(b"\n") + (self._source[self._ends[comment] - 1 : self._ends[comment]] == b"\n")
        if gap.strip() or n_line_ends > 1:
            return False
        start = self._starts[comment]
        earliest = max(0, start - _MAX_BLANKS)
        line_end = self._source.rfind(b"\n", earliest, start)
        if line_end < 0 < earliest:
            return False
        return not self._source[max(line_end + 1, earliest) : start].strip()


def clean(comment: str) -> str | None:
    """A comment's words without its markers, lines kept; None if there are no words."""
    return "\n".join(map(_without_markers, comment.splitlines())).strip() or None


def _without_markers(line: str) -> str:
    marker = _MARKER.match(line)
    line = line[marker.end() if marker else 0 :].rstrip(" \t")
    # not a part of the pattern, which would look for the end from each blank and each star on
    return line[:-1].rstrip("*").rstrip(" \t") if line.endswith("*/") else line

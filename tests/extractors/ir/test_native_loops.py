"""Natural loops of graphs, against their definition."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.native_loops import find_loops, work_words

Edges = list[tuple[int, int]]


def found(n: int, edges: Edges) -> tuple[int, int]:
    array = np.array(sorted(edges), np.int64).reshape(-1, 2)
    result = np.zeros(2, np.int64)
    find_loops(array, n, np.empty(work_words(n, len(edges)), np.int64), result)
    return int(result[0]), int(result[1])


def reachable(edges: Edges, starts: set[int], without: int) -> set[int]:
    seen = set()
    todo = [v for v in starts if v != without]
    while todo:
        v = todo.pop()
        if v not in seen:
            seen.add(v)
            todo += [b for a, b in edges if a == v and b != without]
    return seen


def by_definition(edges: Edges) -> tuple[int, int]:
    """A block dominates those that the entry does not reach without it; a loop is what reaches a back edge's source."""
    reached = reachable(edges, {0}, -1)
    bodies: dict[int, set[int]] = {}
    for a, b in edges:
        if a in reached and (a == b or a not in reachable(edges, {0}, b)):
            turned = [(y, x) for x, y in edges if x in reached]
            bodies.setdefault(b, {b}).update(reachable(turned, {a}, b))
    depths = [sum(header in body for body in bodies.values()) for header in bodies]
    return len(bodies), max(depths, default=0)


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.tuples(st.just(n), st.sets(st.tuples(st.integers(0, n - 1), st.integers(1, max(1, n - 1)))))
    )
)
def test_loops_are_those_of_the_definition(graph: tuple[int, set[tuple[int, int]]]) -> None:
    n, pairs = graph
    edges = [(a, b) for a, b in pairs if b < n]
    assert found(n, edges) == by_definition(edges)


@pytest.mark.parametrize(
    ("n", "edges", "expected"),
    [
        (1, [], (0, 0)),
        (2, [(0, 1), (1, 1)], (1, 1)),
        (4, [(0, 1), (1, 2), (2, 1), (1, 3), (3, 1)], (1, 1)),  # two back edges, one header
        (4, [(0, 1), (1, 2), (2, 2), (2, 1), (1, 3)], (2, 2)),
        (3, [(0, 1), (0, 2), (1, 2), (2, 1)], (0, 0)),  # two ways in
        (3, [(0, 2), (1, 1), (1, 2)], (0, 0)),  # not reached
        (6, [(0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 4), (4, 3), (3, 5)], (3, 1)),
    ],
)
def test_known_graphs(n: int, edges: Edges, expected: tuple[int, int]) -> None:
    assert found(n, edges) == expected


def test_deep_nests_and_wide_fans_take_no_longer_for_their_shape() -> None:
    n = 50_000
    nest = [(v, v + 1) for v in range(2 * n - 1)] + [(2 * n - 1 - v, v) for v in range(1, n)]
    fan = [(0, v) for v in range(1, n)] + [(v, n) for v in range(1, n)] + [(v, v) for v in range(1, n)]
    ladder = [(v, v + 1) for v in range(n)] + [(v, max(1, v - 2)) for v in range(1, n)]
    started = time.process_time()
    assert found(2 * n, nest) == (n - 1, n - 1)
    assert found(n + 1, fan) == (n - 1, 1)
    assert found(n + 1, ladder)[0] == n - 3
    assert time.process_time() - started < 5

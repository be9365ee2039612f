"""Repositories that share contents, against sets in plain Python."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warploom.extractors.near_duplicates.containment import (
    Relation,
    SharedContents,
    added,
    relations,
    shared_contents,
)
from warploom.schemas.errors import UsageError

rows = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 12)), max_size=60)


def columns(found: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    repository = np.array([r for r, _ in found], np.int64)
    content = np.array([c for _, c in found], np.int64)
    return repository, content, content * 10 + 3


def as_plain(shared: SharedContents) -> tuple[dict, dict, int]:
    totals = zip(*(a.tolist() for a in (shared.repository, shared.n_contents, shared.n_bytes)), strict=True)
    pairs = zip(
        *(a.tolist() for a in (shared.first, shared.second, shared.shared_contents, shared.shared_bytes)), strict=True
    )
    return {r: (n, b) for r, n, b in totals}, {(f, s): (n, b) for f, s, n, b in pairs}, shared.n_skipped


def counted(found: list[tuple[int, int]], max_holders: int) -> tuple[dict, dict, int]:
    holders = defaultdict(set)
    for repository, content in found:
        holders[content].add(repository)
    kept = {content: held for content, held in holders.items() if len(held) <= max_holders}
    totals: dict = {repository: (0, 0) for repository, _ in found}
    pairs: dict = {}
    for content, held in kept.items():
        for table, names in ((totals, held), (pairs, combinations(sorted(held), 2))):
            for name in names:
                n, b = table.get(name, (0, 0))
                table[name] = (n + 1, b + content * 10 + 3)
    return totals, pairs, len(holders) - len(kept)


@settings(max_examples=100, deadline=None)
@given(rows, st.integers(2, 8), st.integers(1, 3), st.randoms())
def test_what_is_shared_equals_the_sets_whatever_the_parts(found, max_holders, n_parts, random):
    wanted = counted(found, max_holders)
    random.shuffle(found)
    whole = shared_contents(*columns(found), max_holders)
    assert as_plain(whole) == wanted
    parts = [
        shared_contents(*columns([row for row in found if row[1] % n_parts == part]), max_holders)
        for part in range(n_parts)
    ]
    assert as_plain(added(parts)) == wanted
    assert added(parts).first.tolist() == whole.first.tolist()


def test_many_pairs_make_the_table_larger():
    found = [(repository, 0) for repository in range(120)]
    shared = shared_contents(*columns(found), max_holders=120)
    assert len(shared.first) == 120 * 119 // 2
    assert set(shared.shared_contents.tolist()) == {1}


def test_a_fork_is_mutual_and_vendoring_one_way():
    library = [(0, c) for c in range(10)]
    fork = [(1, c) for c in range(10)] + [(1, 11)]
    user = [(2, c) for c in range(10)] + [(2, c) for c in range(100, 130)]
    stranger = [(3, 0), (3, 200)]
    pairs = relations(shared_contents(*columns(library + fork + user + stranger)), Fraction(1, 2))
    names = [
        (f, s, Relation(r).name)
        for f, s, r in zip(pairs.first.tolist(), pairs.second.tolist(), pairs.relation.tolist(), strict=True)
    ]
    assert names == [
        (0, 1, "FORK"),
        (0, 2, "VENDORED_IN_SECOND"),
        (0, 3, "UNRELATED"),
        (1, 2, "VENDORED_IN_SECOND"),
        (1, 3, "UNRELATED"),
        (2, 3, "UNRELATED"),
    ]


@pytest.mark.parametrize(("size", "is_fork"), [(800, True), (799, False)])
def test_the_threshold_is_exact(size, is_fork):
    contents = np.array([0, 0, 1, 1, 2, 2, 3, 4], np.int64)
    repository = np.array([0, 1, 0, 1, 0, 1, 0, 1], np.int64)
    rest = 1000 - size
    n_bytes = np.array([size - 2, size - 2, 1, 1, 1, 1, rest, rest], np.int64)
    pairs = relations(shared_contents(repository, contents, n_bytes), Fraction(4, 5), min_contents=3)
    assert (pairs.relation[0] == Relation.FORK) == is_fork
    assert relations(shared_contents(repository, contents, n_bytes), Fraction(1, 2), 4).relation[0] == 0


def test_nothing_is_shared_by_nobody():
    shared = shared_contents(*columns([]))
    assert as_plain(shared) == ({}, {}, 0)
    assert as_plain(added([])) == ({}, {}, 0)
    assert relations(shared, Fraction(1, 2)).relation.size == 0
    with pytest.raises(UsageError):
        shared_contents(*columns([(-1, 0)]))
    with pytest.raises(UsageError):
        shared_contents(*columns([(1, 0)]), max_holders=1)

"""Finds the commits that first and last changed each path of a revision, and the roots that forks share."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from warploom.extractors.sources.git_objects import (
    SUBMODULE_MODE,
    TREE_MODE,
    Commit,
    DamagedObjectError,
    ObjectStore,
)
from warploom.schemas.source import PathHistory

MAX_COMMITS = 500_000
MAX_COMPARED = 100_000_000
"""Commits of a history, and entries of directories that are compared: what goes beyond is not walked to its end, and
its paths have no dates."""
_ENTRIES_HELD = 1_000_000
MAX_DEPTH = 256


@dataclass(frozen=True, slots=True)
class History:
    """Root commits, sorted, and the history of each path; both empty where objects are missing or too many."""

    root_commits: tuple[str, ...] = ()
    paths: dict[bytes, PathHistory] = field(default_factory=dict)


def history_of(store: ObjectStore, tip: Commit, paths: Collection[bytes]) -> History:
    """Walk every ancestor once, children before parents, later commits first, ties by id; `paths` are those to date.

    A commit changes a path if the path's object differs from all of the commit's parents; renames are not followed,
    and a path that was deleted and came back counts from its first coming.
    """
    try:
        commits = _ancestors(store, tip)
    except (DamagedObjectError, _TooLongError):
        return History()
    roots = tuple(sorted(c.oid for c in commits.values() if not c.parents))
    try:
        return History(roots, _path_histories(store, tip, commits, frozenset(paths)) if paths else {})
    except (DamagedObjectError, _TooLongError):
        return History(roots)


_Record = tuple[bytes, bytes, bytes]
"""Mode, name and id of a directory's entry, as they stand there: sets of them are compared at once."""


class _TooLongError(Exception):
    """More commits or directories than are walked."""


def _ancestors(store: ObjectStore, tip: Commit) -> dict[str, Commit]:
    found = {tip.oid: tip}
    waiting = [tip]
    while waiting:
        for oid in waiting.pop().parents:
            if oid not in found:
                if len(found) >= MAX_COMMITS:
                    raise _TooLongError
                found[oid] = store.commit(oid)
                waiting.append(found[oid])
    return found


def _newest_first(tip: Commit, commits: dict[str, Commit]) -> Iterator[Commit]:
    n_children = dict.fromkeys(commits, 0)
    for commit in commits.values():
        for parent in set(commit.parents):
            n_children[parent] += 1
    ready = [(-(tip.seconds or 0), tip.oid)]
    while ready:
        _, oid = heapq.heappop(ready)
        commit = commits[oid]
        yield commit
        for parent in set(commit.parents):
            n_children[parent] -= 1
            if not n_children[parent]:
                heapq.heappush(ready, (-(commits[parent].seconds or 0), parent))


def _path_histories(
    store: ObjectStore, tip: Commit, commits: dict[str, Commit], wanted: frozenset[bytes]
) -> dict[bytes, PathHistory]:
    trees = _Trees(store, wanted)
    first: dict[bytes, Commit] = {}
    last: dict[bytes, Commit] = {}
    for commit in _newest_first(tip, commits):
        parents = [commits[oid].tree for oid in dict.fromkeys(commit.parents)]
        changed = set(trees.changed(parents[0] if parents else None, commit.tree))
        for parent in parents[1:]:
            if not changed:
                break
            changed &= set(trees.changed(parent, commit.tree))
        for path in changed:
            last.setdefault(path, commit)
            first[path] = commit
    return {
        path: PathHistory(first[path].oid, first[path].time, last[path].oid, last[path].time)
        for path in wanted
        if path in first
    }


class _Trees:
    """Compares trees where wanted paths are, skipping what they share; holds the trees it saw last."""

    def __init__(self, store: ObjectStore, wanted: frozenset[bytes]) -> None:
        self._store = store
        self._wanted = wanted
        self._folders = {path[:end] for path in wanted for end in _slashes(path)}
        self._held: dict[str, frozenset[_Record]] = {}
        self._n_compared = self._n_held = 0

    def changed(self, old: str | None, new: str, prefix: bytes = b"") -> Iterator[bytes]:
        """Wanted paths that the new tree has and the old one has not, or with another object."""
        if old == new:
            return
        before = self._records(old) if old is not None else frozenset()
        after = self._records(new)
        self._n_compared += len(after)
        if self._n_compared > MAX_COMPARED:
            raise _TooLongError
        old_trees = {name: raw.hex() for mode, name, raw in before - after if int(mode, 8) == TREE_MODE}
        for mode, name, raw in after - before:
            path = prefix + name
            kind = int(mode, 8)
            if kind == TREE_MODE:
                if path in self._folders:
                    yield from self.changed(old_trees.get(name), raw.hex(), path + b"/")
            elif kind != SUBMODULE_MODE and path in self._wanted:
                yield path

    def _records(self, oid: str) -> frozenset[_Record]:
        found = self._held.get(oid)
        if found is None:
            found = frozenset(self._store.records(oid))
            self._n_held += len(found)
            if self._n_held > _ENTRIES_HELD:
                self._held.clear()
                self._n_held = len(found)
            self._held[oid] = found
        return found


def _slashes(path: bytes) -> Iterator[int]:
    at = path.find(b"/")
    while at >= 0:
        yield at
        at = path.find(b"/", at + 1)

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
    TreeEntry,
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
        self._held: dict[str, dict[bytes, TreeEntry]] = {}
        self._n_compared = self._n_held = 0

    def changed(self, old: str | None, new: str, prefix: bytes = b"") -> Iterator[bytes]:
        """Wanted paths that the new tree has and the old one has not, or with another object."""
        if old == new:
            return
        before = self._entries(old) if old is not None else {}
        after = self._entries(new)
        self._n_compared += len(after)
        if self._n_compared > MAX_COMPARED:
            raise _TooLongError
        for name, entry in after.items():
            was = before.get(name)
            if was is not None and (was.oid, was.mode) == (entry.oid, entry.mode):
                continue
            path = prefix + name
            if entry.mode == TREE_MODE:
                if path in self._folders:
                    old_tree = was.oid if was is not None and was.mode == TREE_MODE else None
                    yield from self.changed(old_tree, entry.oid, path + b"/")
            elif entry.mode != SUBMODULE_MODE and path in self._wanted:
                yield path

    def _entries(self, oid: str) -> dict[bytes, TreeEntry]:
        found = self._held.get(oid)
        if found is None:
            found = {entry.name: entry for entry in self._store.tree(oid)}
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

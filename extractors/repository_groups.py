"""Finds the groups of repositories that share their history: they stay together, in one split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from warploom.schemas.identity import split_group_id


@dataclass(frozen=True, slots=True)
class KnownGroups:
    """What an earlier release says of groups."""

    of_name: Mapping[str, str]
    """Group of each repository by its name."""
    rank: Mapping[str, int]
    """Every group that it knows; where a newcomer could join several, it joins the first by (rank, id)."""


def repository_groups(repositories: pa.Table, forks: pa.Table, known: KnownGroups) -> dict[str, str]:
    """Group id of every repository name in `repositories` (`GROUPED_REPOSITORIES`).

    A group are all revisions of a name, what it is a fork of, what shares a root commit, and what `forks` (`ALIKE`, by
    repository id; ids that are not in `repositories` are passed over) says. Its id is that of its smallest name, or
    the one that `known` has for a member. Where `known` has several for members of one group, each keeps its own: what
    was published apart stays apart.
    """
    names = repositories.column("repo_name").to_pylist()
    name_of = dict(zip(repositories.column("repository_id").to_pylist(), names, strict=True))
    joined = _Joined()
    for name, roots, parent in zip(
        names,
        repositories.column("root_commits").to_pylist(),
        repositories.column("fork_of").to_pylist(),
        strict=True,
    ):
        joined.join(("name", name), ("name", name))
        for root in roots:
            joined.join(("name", name), ("root", root))
        if parent:
            # in the corpus or not: its forks belong together, and its name is a member's
            joined.join(("name", name), ("name", parent))
    for one, other in _pairs(forks):
        if one in name_of and other in name_of:
            joined.join(("name", name_of[one]), ("name", name_of[other]))
    members: dict[tuple[str, str], list[str]] = {}
    for kind, name in joined.nodes():
        if kind == "name":
            members.setdefault(joined.root((kind, name)), []).append(name)
    groups: dict[str, str] = {}
    for together in members.values():
        chosen = _group_of(together, known)
        groups.update({name: known.of_name.get(name, chosen) for name in together})
    return {name: groups[name] for name in names}


def _group_of(names: list[str], known: KnownGroups) -> str:
    """The group of those members that are in none yet."""
    found = {known.of_name[name] for name in names if name in known.of_name}
    # a first member that is gone, or that was only named as a parent, may have given the group its id
    found |= {group for group in map(split_group_id, names) if group in known.rank}
    if found:
        return min(found, key=lambda group: (known.rank.get(group, len(known.rank)), group))
    return split_group_id(min(names))


def _pairs(alike: pa.Table) -> Iterator[tuple[str, str]]:
    yield from zip(alike.column("subject_id").to_pylist(), alike.column("other_id").to_pylist(), strict=True)


class _Joined:
    """Disjoint sets of nodes; which node stands for a set does not matter to anybody."""

    def __init__(self) -> None:
        self._parent: dict[tuple[str, str], tuple[str, str]] = {}

    def nodes(self) -> Iterator[tuple[str, str]]:
        yield from self._parent

    def root(self, node: tuple[str, str]) -> tuple[str, str]:
        parent = self._parent
        root = parent.setdefault(node, node)
        while parent[root] != root:
            root = parent[root]
        while parent[node] != root:
            parent[node], node = root, parent[node]
        return root

    def join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        self._parent[self.root(one)] = self.root(other)

"""Large groups of documents of one key, laid out so that no pair is looked at more often than need be."""

from __future__ import annotations

import numba
import numpy as np


def merged_groups(offsets: np.ndarray, members: np.ndarray, n_documents: int) -> tuple[np.ndarray, np.ndarray]:
    """Offsets and members of groups that hold every pair of the given ones, and perhaps more.

    Groups that overlap, because documents share many keys, become one where that has fewer pairs than they have: a
    hostile author can make all documents share a third of their keys and still be unlike.
    """
    n_groups = len(offsets) - 1
    if n_groups < 2:
        return offsets, members
    group_of_member = np.repeat(np.arange(n_groups), np.diff(offsets))
    part = _connected(group_of_member, members, n_groups, n_documents)[group_of_member]
    pairs_apart = np.bincount(part, weights=np.diff(offsets)[group_of_member], minlength=n_groups)
    order = np.lexsort((members, part))
    is_new = np.ones(len(order), bool)
    is_new[1:] = (np.diff(part[order]) != 0) | (np.diff(members[order]) != 0)
    together = order[is_new]
    size_together = np.bincount(part[together], minlength=n_groups)
    is_merged = size_together.astype(np.float64) ** 2 < pairs_apart
    label = np.where(is_merged[part], part, n_groups + group_of_member)
    label = np.concatenate([label[~is_merged[part]], part[together][is_merged[part[together]]]])
    kept = np.concatenate([members[~is_merged[part]], members[together][is_merged[part[together]]]])
    order = np.lexsort((kept, label))
    sizes = np.unique(label[order], return_counts=True)[1]
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]), kept[order]


@numba.njit(cache=True, nogil=True)
def _root(parent: np.ndarray, at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


@numba.njit(cache=True, nogil=True)
def _connected(group_of_member: np.ndarray, members: np.ndarray, n_groups: int, n_documents: int) -> np.ndarray:
    """Of each group the lowest number of those that it shares documents with, over any number of others."""
    parent = np.arange(n_groups)
    group_of = np.full(n_documents, -1, np.int64)
    for at in range(len(members)):
        group = group_of_member[at]
        other = group_of[members[at]]
        if other < 0:
            group_of[members[at]] = group
            continue
        low, high = _root(parent, group), _root(parent, other)
        parent[max(low, high)] = min(low, high)
    for group in range(n_groups):
        parent[group] = _root(parent, group)
    return parent

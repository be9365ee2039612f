"""Decides the split of every file so that nothing leaks: groups of repositories, near-duplicates, earlier releases."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.repository_groups import KnownGroups, repository_groups
from warploom.schemas.errors import WarploomError
from warploom.schemas.splits import FILE_SPLITS, SplitReason

_SPLITS = ("train", "validation", "test")
"""By their number; what might go to either of two goes to the later one."""
_NOBODY = -1
_Numbers = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SplitRules:
    """What a recipe asks of splits: shares of the groups that are drawn into each, and what draws."""

    validation: float = 0.0
    test: float = 0.0
    max_group_share: float = 0.05
    """Largest share of the files that one group may have; it is not looked at where nothing is split."""
    salt: str = ""

    @property
    def is_splitting(self) -> bool:
        return self.validation > 0 or self.test > 0


@dataclass(frozen=True, slots=True)
class FileSplits:
    """The decisions, and what they come to."""

    decisions: pa.RecordBatch
    """`FILE_SPLITS`, in the order of the files."""
    largest_group: str | None
    """The group with the most files that are published, of several the one with the smallest id."""
    largest_group_files: int
    n_files: int
    """Files that are published."""

    @property
    def largest_group_share(self) -> float:
        return self.largest_group_files / self.n_files if self.n_files else 0.0


class GroupTooLargeError(WarploomError):
    """One group has more of the files than the recipe puts up with: whole splits would be of one origin."""

    def __init__(self, group: str, names: Sequence[str], share: float, limit: float) -> None:
        super().__init__(group, names, share, limit)
        self.group, self.names, self.share, self.limit = group, tuple(names), share, limit

    def __str__(self) -> str:
        shown = ", ".join(self.names[:3]) + (f" and {len(self.names) - 3} more" if len(self.names) > 3 else "")
        return (
            f"splits: the group {self.group} ({shown}) has {self.share:.1%} of all files, and splits.max_group_share "
            f"is {self.limit:.1%}. Add other sources, take some of the group's out, or raise splits.max_group_share"
        )


class EarlierSplitsError(WarploomError):
    """What is given as an earlier release's splits contradicts itself."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(what, why)
        self.what, self.why = what, why

    def __str__(self) -> str:
        return f"splits.earlier: {self.what} {self.why}. Run `warploom check` on that release, or name another one"


def decide_splits(
    files: pa.Table, repositories: pa.Table, *, forks: pa.Table, alike: pa.Table, earlier: pa.Table, rules: SplitRules
) -> FileSplits:
    """Split, group and reason of every file, or that it is held out. Depends on no order of rows.

    `files` are `SPLIT_FILES`, `repositories` those they lie in (`GROUPED_REPOSITORIES`), `forks` and `alike` pairs of
    repositories and of files (`ALIKE`; whoever is not there is passed over), `earlier` is `EARLIER_SPLITS`. Raises
    `EarlierSplitsError` and `GroupTooLargeError`; `ValueError` for files that are there twice, lie nowhere, or are
    represented by one that is itself represented by another.
    """
    known = _Earlier(earlier)
    names = repository_groups(repositories, forks, known.groups())
    groups = sorted({*names.values(), *known.split_of_group})
    group_number = {group: number for number, group in enumerate(groups)}
    split_of_group = np.array([known.split_of_group.get(g, drawn_split(g, rules)) for g in groups], np.int64)
    is_known_group = np.array([g in known.split_of_group for g in groups], np.bool_)

    ids = _column(files, "source_file_id")
    order = pc.sort_indices(ids).to_numpy().astype(np.int64)
    rank = np.empty(len(ids), np.int64)
    rank[order] = np.arange(len(ids))
    if (_places(ids, ids) != np.arange(len(ids))).any():
        raise ValueError("a file is there twice")
    of_repository = np.array([group_number[names[n]] for n in repositories.column("repo_name").to_pylist()], np.int64)
    place = _places(_column(files, "repository_id"), _column(repositories, "repository_id"))
    if (place == _NOBODY).any():
        raise ValueError("a file lies in a repository that is not there")
    own_group = of_repository[place] if len(place) else place

    leader, is_real = _leaders(ids, _column(files, "represented_by"), rank, order)
    row_of_earlier = _places(ids, known.ids)
    is_earlier = row_of_earlier != _NOBODY
    earlier_split = np.where(is_earlier, known.splits[row_of_earlier], 0) if len(known.ids) else np.zeros_like(rank)
    earlier_group = _earlier_groups(known, row_of_earlier, group_number)

    group, split = own_group[leader], split_of_group[own_group[leader]]
    taken_from, is_torn = _earlier_of_clusters(leader, is_earlier, earlier_split, rank, order)
    is_led = taken_from != _NOBODY
    group = np.where(is_led, earlier_group[taken_from], group)
    split = np.where(is_led, earlier_split[taken_from], split)
    group, split = np.where(is_earlier, earlier_group, group), np.where(is_earlier, earlier_split, split)

    pairs = _alike_pairs(ids, alike, leader, is_real)
    crossing = pairs[split[pairs[:, 0]] != split[pairs[:, 1]]]
    settled = is_earlier[crossing].all(axis=1)
    in_conflict = is_earlier & is_torn
    in_conflict[crossing[settled].reshape(-1)] = True
    bridge_to = _bridges(crossing[~settled], is_earlier, leader, rank, order)

    reason = np.full(len(ids), _REASONS.index(SplitReason.HASH if rules.is_splitting else SplitReason.UNSPLIT))
    reason[is_known_group[group]] = _REASONS.index(SplitReason.EARLIER_GROUP)
    reason[(leader != np.arange(len(ids))) | is_led] = _REASONS.index(SplitReason.FOLLOWS)
    reason[is_earlier] = _REASONS.index(SplitReason.EARLIER)
    reason[in_conflict] = _REASONS.index(SplitReason.EARLIER_CONFLICT)
    is_held = bridge_to != _NOBODY
    sizes = np.bincount(group[~is_held], minlength=1)
    largest = int(sizes.argmax())
    decided = FileSplits(
        FILE_SPLITS.from_columns(
            source_file_id=ids,
            repository_id=_column(files, "repository_id"),
            repository_group=_named(groups, own_group),
            split_group=_named(groups, group),
            split=_named(_SPLITS, split),
            reason=_named(_REASONS, reason),
            bridge_to=ids.take(pa.array(bridge_to, mask=~is_held)),
        ),
        groups[largest] if sizes[largest] else None,
        int(sizes[largest]),
        int((~is_held).sum()),
    )
    if rules.is_splitting and decided.largest_group is not None and decided.largest_group_share > rules.max_group_share:
        members = sorted(name for name, of_name in names.items() if of_name == decided.largest_group)
        raise GroupTooLargeError(decided.largest_group, members, decided.largest_group_share, rules.max_group_share)
    return decided


def drawn_split(group: str, rules: SplitRules) -> int:
    """Number of the split that a group's id draws.

    Test is drawn from below and validation from above, so that a larger share of one takes nothing from the other.
    """
    digest = hashlib.sha256(f"{len(rules.salt.encode())}:{rules.salt}{group}".encode()).digest()
    drawn = int.from_bytes(digest[:7]) / 2**56
    if drawn < rules.test:
        return _SPLITS.index("test")
    return _SPLITS.index("validation" if drawn >= 1 - rules.validation else "train")


def split_of(group: str, rules: SplitRules) -> str:
    """The split that a group's id draws, by name."""
    return _SPLITS[drawn_split(group, rules)]


_REASONS = tuple(SplitReason)


class _Earlier:
    """An earlier release's splits, looked up by file, group and repository."""

    def __init__(self, earlier: pa.Table) -> None:
        self.ids = _column(earlier, "source_file_id")
        if pc.count_distinct(self.ids).as_py() != len(self.ids):
            raise EarlierSplitsError("a source_file_id", "is there twice")
        self.splits = _places(_column(earlier, "split"), pa.array(_SPLITS))
        if (self.splits == _NOBODY).any():
            raise EarlierSplitsError("split", "holds a value that is none of " + ", ".join(_SPLITS))
        self.groups_of_files = _column(earlier, "split_group")
        self.split_of_group: dict[str, int] = {}
        for group, split in _distinct(self.groups_of_files, _column(earlier, "split")):
            if self.split_of_group.setdefault(group, _SPLITS.index(split)) != _SPLITS.index(split):
                raise EarlierSplitsError(f"the group {group}", "lies in two splits")
        self._of_name: dict[str, list[str]] = {}
        for name, group in _distinct(_column(earlier, "repo_name"), _column(earlier, "repository_group")):
            self._of_name.setdefault(name, []).append(group)

    def groups(self) -> KnownGroups:
        """Groups by repository; of test's before others, since what is once in test must not be trained on."""
        rank = {group: len(_SPLITS) - split for group, split in self.split_of_group.items()}
        rank |= {g: len(_SPLITS) + 1 for groups in self._of_name.values() for g in groups if g not in rank}
        of_name = {name: min(groups, key=lambda g: (rank[g], g)) for name, groups in self._of_name.items()}
        return KnownGroups(of_name, rank)


def _column(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _distinct(*columns: pa.Array) -> list[tuple[str, ...]]:
    names = [str(number) for number in range(len(columns))]
    distinct = pa.table(dict(zip(names, columns, strict=True))).group_by(names).aggregate([])
    return sorted(zip(*(distinct.column(name).to_pylist() for name in names), strict=True))


def _named(names: Sequence[str], numbers: _Numbers) -> pa.Array:
    return pa.array([str(name) for name in names], pa.string()).take(pa.array(numbers))


def _places(values: pa.Array, among: pa.Array) -> _Numbers:
    """Where each value stands in `among`, or `_NOBODY`."""
    found = pc.fill_null(pc.index_in(values, among), _NOBODY)
    return found.to_numpy(zero_copy_only=False).astype(np.int64)


def _leaders(ids: pa.Array, represented_by: pa.Array, rank: _Numbers, order: _Numbers) -> tuple[_Numbers, _Mask]:
    """Row of the file that leads each one's cluster, and whether that is its representative.

    Where the representative is not among the files, as one that is filtered, the smallest id leads.
    """
    if not len(ids):
        return rank, np.zeros(0, np.bool_)
    encoded = represented_by.dictionary_encode()
    cluster = encoded.indices.to_numpy().astype(np.int64)
    of_cluster = _places(encoded.dictionary, ids)
    is_there = of_cluster != _NOBODY
    if (cluster[of_cluster[is_there]] != np.flatnonzero(is_there)).any():
        raise ValueError("a file is represented by one that another one represents")
    first = np.full(len(of_cluster), len(ids), np.int64)
    np.minimum.at(first, cluster, rank)
    return np.where(is_there, of_cluster, order[first])[cluster], is_there[cluster]


def _earlier_groups(known: _Earlier, row_of_earlier: _Numbers, group_number: dict[str, int]) -> _Numbers:
    if not len(known.ids):
        return np.zeros_like(row_of_earlier)
    encoded = known.groups_of_files.dictionary_encode()
    numbers = np.array([group_number[group] for group in encoded.dictionary.to_pylist()], np.int64)
    return numbers[encoded.indices.to_numpy().astype(np.int64)[row_of_earlier]]


def _earlier_of_clusters(
    leader: _Numbers, is_earlier: _Mask, split: _Numbers, rank: _Numbers, order: _Numbers
) -> tuple[_Numbers, _Mask]:
    """The earlier row that each row's cluster goes with, or `_NOBODY`; and whether a cluster's are in two splits.

    That is the leader, if it was there before; else of those in the latest split the smallest id.
    """
    n = len(leader)
    rows = np.flatnonzero(is_earlier)
    best = np.full(n, _NOBODY, np.int64)
    np.maximum.at(best, leader[rows], split[rows] * n + (n - 1 - rank[rows]))
    least = np.full(n, len(_SPLITS), np.int64)
    np.minimum.at(least, leader[rows], split[rows])
    has_any = best != _NOBODY
    chosen = np.where(has_any, order[n - 1 - best % n] if n else best, _NOBODY)
    chosen = np.where(has_any & is_earlier, np.arange(n), chosen)
    is_torn = has_any & (least != best // max(1, n))
    return chosen[leader], is_torn[leader]


def _alike_pairs(ids: pa.Array, alike: pa.Table, leader: _Numbers, is_real: _Mask) -> _Numbers:
    """Rows that are alike, two by two: those given, and each file with what represents it."""
    given = np.column_stack([_places(_column(alike, name), ids) for name in ("subject_id", "other_id")])
    given = given[(given != _NOBODY).all(axis=1)]
    followers = np.flatnonzero(is_real & (leader != np.arange(len(leader))))
    return np.concatenate([given, np.column_stack([followers, leader[followers]])])


def _bridges(crossing: _Numbers, is_earlier: _Mask, leader: _Numbers, rank: _Numbers, order: _Numbers) -> _Numbers:
    """For each row that is held out the first one in another split that it is alike to, else `_NOBODY`.

    Of every pair across splits one is held out: never one of an earlier release, and one that follows others before
    one that does not, since it is alike to files of both splits then. Of two that are equal in this the larger id.
    """
    n = len(rank)
    follows = leader != np.arange(n)
    standing = np.where(is_earlier, 2, np.where(follows, 0, 1))
    stays_for = np.full(n, n, np.int64)
    crossing = np.sort(rank[crossing], axis=1)  # by rank from here on
    standing = standing[order]
    for level in (2, 1, 0):
        equals = crossing[(standing[crossing] == level).all(axis=1)]
        for one, other in equals[np.lexsort((equals[:, 1], equals[:, 0]))].tolist():
            if stays_for[one] == n and stays_for[other] == n:
                stays_for[other] = one
        crossing = crossing[(stays_for[crossing] == n).all(axis=1)]
        for gone, stays in ((0, 1), (1, 0)):
            below = crossing[(standing[crossing[:, stays]] == level) & (standing[crossing[:, gone]] < level)]
            np.minimum.at(stays_for, below[:, gone], below[:, stays])
        crossing = crossing[(stays_for[crossing] == n).all(axis=1)]
    is_held = stays_for[rank] < n
    return np.where(is_held, order[np.where(is_held, stays_for[rank], 0)] if n else rank, _NOBODY)

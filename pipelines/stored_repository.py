"""A repository revision as repository-scope stages see it: paths and contents out of the work directory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from warploom.pipelines.shards import ShardRef, map_shard

_OPEN_SLICES = 16


@dataclass(slots=True)
class StoredContents:
    """The contents of one bucket: where each path of each repository lies, read back one row group at a time."""

    work: Path
    shards: Sequence[ShardRef]
    _places: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    _open: dict[int, pq.ParquetFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number in range(len(self.shards)):
            columns = self._slice(number).read(columns=["repository_id", "path"])
            pairs = zip(columns.column(0).to_pylist(), columns.column(1).to_pylist(), strict=True)
            for row, (repository, path) in enumerate(pairs):
                self._places.setdefault(repository, {})[path] = (number, row)

    def paths(self, repository_id: str) -> list[str]:
        """Paths of a repository whose content is stored, sorted by code point."""
        return sorted(self._places.get(repository_id, ()))

    def read(self, repository_id: str, path: str) -> bytes:
        """The raw bytes of one file."""
        number, row = self._places[repository_id][path]
        file = self._slice(number)
        for group in range(file.num_row_groups):
            n_rows = file.metadata.row_group(group).num_rows
            if row < n_rows:
                content: bytes = file.read_row_group(group, columns=["content"]).column(0)[row].as_py()
                return content
            row -= n_rows
        raise KeyError(path)

    def _slice(self, number: int) -> pq.ParquetFile:
        if number not in self._open:
            if len(self._open) >= _OPEN_SLICES:
                self._open.pop(next(iter(self._open)))
            self._open[number] = map_shard(self.work, self.shards[number])
        return self._open[number]


@dataclass(frozen=True, slots=True)
class StoredRepository:
    """A `RepositoryView` on stored contents."""

    repository_id: str
    repo_name: str
    source_kind: str
    license_override: str | None
    contents: StoredContents

    def paths(self) -> Sequence[str]:
        return self.contents.paths(self.repository_id)

    def read(self, path: str) -> bytes:
        return self.contents.read(self.repository_id, path)


def views(facts: Iterable[Mapping[str, Any]], contents: StoredContents) -> list[StoredRepository]:
    """One view per repository named in the facts of a read receipt."""
    return [
        StoredRepository(f["repository_id"], f["repo_name"], f["source_kind"], f["license_override"], contents)
        for f in facts
    ]

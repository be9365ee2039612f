"""What one bucket contributes to tables that grow from syntax, and its published files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warploom.pipelines.doubles import DROPPED_BY, all_doubles
from warploom.pipelines.exchange import Part
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard
from warploom.schemas.columns import TIMESTAMP
from warploom.schemas.identity import source_file_id
from warploom.schemas.picks import PICKS
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.table import Table

_TEXT_COLUMNS = (
    "occurrence_id", "repository_id", "path", "content_id", "language", "text", "length_bytes", "n_lines",
    "is_vendored", "is_generated", "is_test",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SyntaxBucket:
    """What one bucket contributes; `texts` and the shards of `syntax` are in the order of its slices."""

    picks: tuple[ShardRef, ...]
    texts: tuple[ShardRef, ...]
    syntax: Mapping[str, tuple[ShardRef, ...]]
    """Work tables by name."""
    licenses: ShardRef
    occurrences: ShardRef
    repositories: tuple[Mapping[str, Any], ...]
    same: tuple[Part, ...] = ()
    """Decisions on its units and functions."""
    replacing: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    """Decisions of the whole corpus, by table whose doubles are not published."""

    def digest(self) -> list[Any]:
        """What of it a result depends on."""
        shards = [*self.picks, *self.texts, self.licenses, self.occurrences]
        syntax = {name: [s.sha256 for s in refs] for name, refs in self.syntax.items()}
        parts = [p.sha256 for p in self.same]
        replacing = {name: [p.sha256 for p in of_table] for name, of_table in self.replacing.items()}
        return [[s.sha256 for s in shards], syntax, [dict(r) for r in self.repositories], parts, replacing]

    def replaced(self, work: Path, table: str, ids: Sequence[str | None]) -> Sequence[str | None]:
        """Ids of rows of `table` with those in their places that are published."""
        parts = self.replacing.get(table)
        return ids if parts is None else all_doubles(work, parts).replaced(DROPPED_BY[table], ids)

    def published_rows(self, work: Path, table: str, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Rows of `table` without those that others represent, where the recipe says so."""
        parts = self.replacing.get(table)
        return batch if parts is None else all_doubles(work, parts).without(DROPPED_BY[table], batch)


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A published file with what its rows take over."""

    source: bytes
    language: str
    content_id: str
    shared: dict[str, Any]


def published_files(
    space: Workspace, bucket: SyntaxBucket, recipe: Mapping[str, str], split: str | None
) -> Iterator[tuple[int, dict[str, PublishedFile]]]:
    """The published files of each slice by occurrence, in order: those of one split, or all."""
    repositories = {r["repository_id"]: r for r in bucket.repositories}
    names = ("occurrence_id", "slice_number", "license_expression", "license_tier", "split")
    chosen: dict[int, dict[str, tuple[str, str, str]]] = {}
    for shard in bucket.picks:
        columns = (c.to_pylist() for c in read_shard(space.work, shard, PICKS, names).columns)
        for occurrence, number, *taken_over in zip(*columns, strict=True):
            if split in (None, taken_over[-1]):
                chosen.setdefault(number, {})[occurrence] = tuple(taken_over)
    for number, licenses in sorted(chosen.items()):
        texts = read_shard(space.work, bucket.texts[number], SOURCE_TEXTS, _TEXT_COLUMNS)
        texts = texts.filter(pc.is_in(texts.column("occurrence_id"), pa.array(list(licenses))))
        files = {}
        for row in texts.to_pylist():
            repository = repositories[row["repository_id"]]
            expression, tier, of_split = licenses[row["occurrence_id"]]
            shared = {
                "language": row["language"],
                "license_expression": expression,
                "license_tier": tier,
                "repo_name": repository["repo_name"],
                "path": row["path"],
                "revision_id": repository["revision_id"],
                "source_file_id": source_file_id(row["content_id"]),
                "repository_id": row["repository_id"],
                "source_kind": repository["source_kind"],
                "origin_url": repository["origin_url"],
                "revision_time": repository["revision_time"],
                **{name: row[name] for name in ("is_vendored", "is_generated", "is_test", "n_lines", "length_bytes")},
                "split": of_split,
                **recipe,
            }
            file = PublishedFile(row["text"].encode(), row["language"], row["content_id"], shared)
            files[row["occurrence_id"]] = file
        yield number, files


def take_over(table: Table, taken: pa.Table, files: Sequence[PublishedFile], own: Mapping[str, Any]) -> pa.RecordBatch:
    """Rows whose columns come from `own`, else from the work table, else from the file."""
    columns: dict[str, Any] = {}
    for name in table.schema.names:
        if name in own:
            columns[name] = own[name]
        elif name in taken.column_names:
            columns[name] = taken.column(name)
        else:
            values = [file.shared[name] for file in files]
            is_time = table.schema.field(name).type == TIMESTAMP
            columns[name] = pa.array(values, pa.string()).cast(TIMESTAMP) if is_time else values
    return table.from_columns(**columns)

"""The one decision over all files of a corpus: which split each is in, and who is held out; buckets get theirs back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.splits import FileSplits, SplitRules, decide_splits
from warploom.pipelines.decontaminating import occurrences_with_hits
from warploom.pipelines.earlier_release import EarlierRelease
from warploom.pipelines.exchange import Part, read_parts, write_spill
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard
from warploom.schemas.exact_duplicates import EXACT_DUPLICATES
from warploom.schemas.identity import bucket_of_repository
from warploom.schemas.near_duplicates import NEAR_DECISIONS, NEAR_DUPLICATES
from warploom.schemas.splits import ALIKE, EARLIER_SPLITS, GROUPED_REPOSITORIES, SPLIT_DECISIONS, SPLIT_FILES
from warploom.schemas.table import Table

_METHODS = ("tokens", "same_tokens")
"""Whose near-duplicates stay in one split. Clones under other names are found as well; they may lie in several."""


@dataclass(frozen=True, slots=True)
class DecideSplits:
    """Decide on all files together, and spill the decisions keyed by the bucket they go back to."""

    phase: ClassVar[str] = "splits"
    bucket: str
    decisions: tuple[Part, ...]
    """All there are of `exact_duplicates`."""
    near: tuple[Part, ...]
    """All there are of `near_decisions`."""
    compared: tuple[ShardRef, ...]
    """Of `near_duplicates`."""
    repositories: tuple[Mapping[str, Any], ...]
    """With the columns of `grouped_repositories`."""
    rules: SplitRules
    earlier: EarlierRelease | None = None
    hits: tuple[ShardRef, ...] = ()
    """Of `benchmark_matches`: of a content with a hit, every path gets its decision back."""

    @property
    def fingerprint(self) -> str:
        return digest_of(
            [p.sha256 for p in self.decisions],
            [p.sha256 for p in self.near],
            [s.sha256 for s in self.compared],
            [[r[name] for name in GROUPED_REPOSITORIES.schema.names] for r in self.repositories],
            dataclasses.asdict(self.rules),
            None if self.earlier is None else self.earlier.digest(),
            [s.sha256 for s in self.hits],
            code_digest(__name__),
        )

    def run(self, space: Workspace) -> Receipt:
        """Raises what `decide_splits` does."""
        fingerprint = self.fingerprint
        paths = self._paths(space)
        files = paths.filter(paths.column("is_representative"))
        forks, alike = self._alike(space)
        decided = decide_splits(
            files.select(SPLIT_FILES.schema.names),
            _grouped(self.repositories),
            forks=forks,
            alike=alike,
            earlier=EARLIER_SPLITS.schema.empty_table() if self.earlier is None else self.earlier.read(),
            rules=self.rules,
        )
        rows = _of_paths(paths, decided, occurrences_with_hits(space.work, self.hits))
        place = f"exchange/splits/{self.bucket}-{fingerprint}.arrow"
        spill = write_spill(space.work, place, rows, "repository_id", bucket_of_repository)
        n_held = rows.num_rows - rows.column("bridge_to").null_count
        facts = {
            "spill": spill,
            "largest_group": decided.largest_group,
            "largest_group_share": decided.largest_group_share,
        }
        return Receipt(self.phase, self.bucket, fingerprint, (), {"rows": files.num_rows, "refused": n_held}, facts)

    def _paths(self, space: Workspace) -> pa.Table:
        """`SPLIT_FILES` for every path of a content that is published, with its id and whether it is the one."""
        names = ("occurrence_id", "repository_id", "content_id", "is_representative", "is_published")
        paths = _read_columns(space, self.decisions, EXACT_DUPLICATES, names)
        paths = paths.filter(paths.column("is_published")).combine_chunks()
        near = _read_columns(space, self.near, NEAR_DECISIONS, ("content_id", "near_content_id", "dropped_for"))
        contents = paths.column("content_id").combine_chunks()
        near = near.take(pc.index_in(contents, near.column("content_id").combine_chunks()))
        ids = _file_ids(contents)
        paths = pa.table(
            {
                "source_file_id": ids,
                "repository_id": paths.column("repository_id"),
                "represented_by": pc.coalesce(_file_ids(near.column("near_content_id")), ids),
                "occurrence_id": paths.column("occurrence_id"),
                "is_representative": paths.column("is_representative"),
            }
        )
        return paths.filter(pc.is_null(near.column("dropped_for"))).combine_chunks()

    def _alike(self, space: Workspace) -> tuple[pa.Table, pa.Table]:
        """Pairs of repositories that are forks, and pairs of files whose verified score is that of near-duplicates."""
        forks, files = [ALIKE.schema.empty_table()], [ALIKE.schema.empty_table()]
        columns = (*ALIKE.schema.names, "level", "method", "verdict", "score", "threshold")
        for shard in self.compared:
            rows = read_shard(space.work, shard, NEAR_DUPLICATES, columns)
            is_fork = pc.and_(pc.equal(rows.column("level"), "repository"), pc.equal(rows.column("verdict"), "fork"))
            forks.append(rows.filter(is_fork).select(ALIKE.schema.names).cast(ALIKE.schema))
            # Not by the verdict: what is alike to several is a duplicate of one, and leaks to all of them.
            is_alike = pc.greater_equal(rows.column("score"), rows.column("threshold"))
            for name, allowed in (("level", ("file",)), ("method", _METHODS)):
                is_alike = pc.and_(is_alike, pc.is_in(rows.column(name), pa.array(allowed)))
            files.append(rows.filter(is_alike).select(ALIKE.schema.names).cast(ALIKE.schema))
        return pa.concat_tables(forks).combine_chunks(), pa.concat_tables(files).combine_chunks()


def _of_paths(paths: pa.Table, decided: FileSplits, with_hits: pa.Array) -> pa.RecordBatch:
    """`SPLIT_DECISIONS`: of a content that is held out every path is, and of one that may be."""
    decisions = pa.Table.from_batches([decided.decisions])
    places = pc.index_in(
        paths.column("source_file_id").combine_chunks(), decisions.column("source_file_id").combine_chunks()
    )
    of_path = decisions.take(places)
    chosen = pc.or_(paths.column("is_representative"), pc.is_valid(of_path.column("bridge_to")))
    chosen = pc.or_(chosen, pc.is_in(paths.column("occurrence_id"), with_hits))
    paths, of_path = paths.filter(chosen), of_path.filter(chosen)
    return SPLIT_DECISIONS.from_columns(
        occurrence_id=paths.column("occurrence_id"),
        repository_id=paths.column("repository_id"),
        **{name: of_path.column(name) for name in of_path.column_names if name != "repository_id"},
    )


def _read_columns(space: Workspace, parts: Sequence[Part], table: Table, names: Sequence[str]) -> pa.Table:
    """Columns of all parts; of one spill file at a time more than these are held."""
    schema = pa.schema([table.schema.field(name) for name in names])
    pieces = [schema.empty_table()]
    for _, of_file in groupby(parts, key=lambda part: part.path):
        batch = read_parts(space.work, list(of_file), table).select(list(names))
        pieces.append(pa.Table.from_batches([batch]).cast(schema))
    return pa.concat_tables(pieces).combine_chunks()


def _grouped(repositories: Sequence[Mapping[str, Any]]) -> pa.Table:
    names = GROUPED_REPOSITORIES.schema.names
    return pa.Table.from_batches([GROUPED_REPOSITORIES.batch({name: r[name] for name in names} for r in repositories)])


def _file_ids(contents: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """`identity.source_file_id` of each, in Arrow; null of null."""
    return pc.replace_substring(contents, "swh:1:cnt:", "sf_", max_replacements=1)

"""Makes the shards of files, of their evidence and of the sample: what they hold, in which order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, chain, groupby
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warploom.pipelines.decontaminating import hits_of
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.release_parquet import write_release_shard
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, map_shard, one_batch, read_shard, split_by_bytes
from warploom.pipelines.token_counting import tokens_of
from warploom.schemas.identity import source_file_id
from warploom.schemas.picks import PICKS
from warploom.schemas.source_files import SOURCE_FILES, SOURCE_TEXTS
from warploom.schemas.syntax import SYNTAX, SYNTAX_FILES
from warploom.schemas.table import Table

_BATCH_BYTES = 16 * 1024 * 1024
_OPEN_SLICES = 64
"""Files mapped at once: each costs its footer."""
_OPEN_GROUPS = 4
"""Row groups held at once, of 4 MiB."""
_SAMPLE_BYTES = 256 * 1024 * 1024
"""Rows of the sample sorted at once."""
_SAMPLE_THREADS = 2
"""Row groups that are read at once for the sample, which is one job: of 48 MiB, in native code."""


@dataclass(frozen=True, slots=True)
class TextBucket:
    """What one bucket contributes to a shard of `source_files`."""

    picks: ShardRef
    texts: tuple[ShardRef, ...]
    syntax: tuple[ShardRef, ...]
    """`syntax_files` of the same slices."""
    repositories: tuple[Mapping[str, Any], ...]
    hits: tuple[ShardRef, ...] | None = None
    """`benchmark_matches` of the same slices; None where the recipe names no benchmark."""
    tokens: tuple[ShardRef, ...] | None = None
    """`token_counts` of the same slices; None where the recipe names no tokenizer."""


@dataclass(frozen=True, slots=True)
class WriteSourceFiles:
    """Write one shard of `source_files` of one language and split, sorted by (license, repository, path)."""

    phase: ClassVar[str] = "release"
    bucket: str
    """Name of the shard: language slug and number."""
    inputs: tuple[TextBucket, ...]
    recipe: str
    recipe_version: str
    split: str = "train"

    @property
    def fingerprint(self) -> str:
        inputs = [
            [
                b.picks.sha256,
                [t.sha256 for t in (*b.texts, *b.syntax)],
                _digests(b.hits),
                _digests(b.tokens),
                [dict(r) for r in b.repositories],
            ]
            for b in self.inputs
        ]
        return digest_of(inputs, self.recipe, self.recipe_version, self.split, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        repositories = {r["repository_id"]: r for bucket in self.inputs for r in bucket.repositories}
        picks = pa.concat_tables(
            [
                read_shard(space.work, bucket.picks, PICKS).append_column(
                    "input", pa.array([number] * bucket.picks.rows, pa.int32())
                )
                for number, bucket in enumerate(self.inputs)
            ]
        )
        picks = picks.filter(pc.equal(picks.column("split"), self.split))
        picks = picks.append_column(
            "repo_name", pa.array([repositories[r]["repo_name"] for r in picks.column("repository_id").to_pylist()])
        )
        picks = picks.sort_by(
            [(name, "ascending") for name in ("license_expression", "repo_name", "path", "content_id")]
        )
        syntax = _syntax_of(space.work, self.inputs)
        hits = _hits_of(space.work, self.inputs)
        tokens = _tokens_of(space.work, self.inputs)
        shelf = _TextShelf(space.work, [bucket.texts for bucket in self.inputs])
        batches = (self._rows(chunk, texts, syntax, hits, tokens, repositories) for chunk, texts in shelf.gather(picks))
        ref = write_release_shard(
            space.work,
            SOURCE_FILES,
            f"release/source_files/{self.bucket}-{fingerprint}.parquet",
            batches,
            picks.num_rows,
        )
        return Receipt(self.phase, self.bucket, fingerprint, (ref,), {"rows": ref.rows, "bytes": shelf.n_bytes})

    def _rows(
        self,
        picks: pa.Table,
        texts: pa.Table,
        syntax: tuple[pa.Table, Mapping[str, int]],
        hits: Mapping[str, list[Any]] | None,
        tokens: Mapping[str, int] | None,
        repositories: Mapping[str, Mapping[str, Any]],
    ) -> pa.RecordBatch:
        n = picks.num_rows
        read, row_of = syntax
        read = read.take(pa.array([row_of[o] for o in picks.column("occurrence_id").to_pylist()]))
        facts = [repositories[r] for r in picks.column("repository_id").to_pylist()]
        ids = [source_file_id(c) for c in picks.column("content_id").to_pylist()]
        own: dict[str, Any] = {
            "row_id": ids,
            "repo_name": [f["repo_name"] for f in facts],
            "revision_id": [f["revision_id"] for f in facts],
            "source_kind": [f["source_kind"] for f in facts],
            "origin_url": [f["origin_url"] for f in facts],
            "revision_time": _timestamps([f["revision_time"] for f in facts]),
            "extension": [_extension(path) for path in picks.column("path").to_pylist()],
            "origin": ["crawled"] * n,
            "recipe": [self.recipe] * n,
            "recipe_version": [self.recipe_version] * n,
            "benchmark_hits": [
                None if hits is None else hits.get(o, []) for o in picks.column("occurrence_id").to_pylist()
            ],
            "n_tokens": [None if tokens is None else tokens[o] for o in picks.column("occurrence_id").to_pylist()],
            "dedup_cluster_id": [source_file_id(c) for c in picks.column("near_content_id").to_pylist()],
            "dedup_near_size": picks.column("near_cluster_size"),
            "is_representative": pc.equal(picks.column("near_content_id"), picks.column("content_id")),
            "dedup_clone_id": [source_file_id(c) for c in picks.column("clone_content_id").to_pylist()],
            "dedup_clone_size": picks.column("clone_cluster_size"),
        }
        for name in SOURCE_FILES.schema.names:
            if name not in own:
                source = next(t for t in (picks, read, texts) if name in t.column_names)
                own[name] = source.column(name)
        return SOURCE_FILES.from_columns(**own)


def _hits_of(work: Path, inputs: Sequence[TextBucket]) -> dict[str, list[Any]] | None:
    """`benchmark_hits` by occurrence, of those that have any; None where nothing was looked up."""
    if any(bucket.hits is None for bucket in inputs):
        return None
    shards = {shard.path: shard for bucket in inputs for shard in bucket.hits or ()}
    return hits_of(work, shards.values())


def _tokens_of(work: Path, inputs: Sequence[TextBucket]) -> dict[str, int] | None:
    """`n_tokens` by occurrence; None where nothing was counted."""
    if any(bucket.tokens is None for bucket in inputs):
        return None
    shards = {shard.path: shard for bucket in inputs for shard in bucket.tokens or ()}
    return tokens_of(work, shards.values())


def _digests(shards: Sequence[ShardRef] | None) -> list[str] | None:
    return None if shards is None else [shard.sha256 for shard in shards]


def _syntax_of(work: Path, inputs: Sequence[TextBucket]) -> tuple[pa.Table, dict[str, int]]:
    """What the trees of all texts say as a whole, and the row of each occurrence."""
    names = ("occurrence_id", *(column.name for column in SYNTAX))
    shards = {shard.path: shard for bucket in inputs for shard in bucket.syntax}
    read = pa.concat_tables([read_shard(work, shard, SYNTAX_FILES, names) for shard in shards.values()])
    return read, {occurrence: row for row, occurrence in enumerate(read.column("occurrence_id").to_pylist())}


class _TextShelf:
    """Fetches picked texts in the order of the picks, holding few slices at a time."""

    def __init__(self, work: Path, texts: Sequence[Sequence[ShardRef]]) -> None:
        self._work, self._texts = work, texts
        self._open: dict[tuple[int, int], pq.ParquetFile] = {}
        self._groups: dict[tuple[int, int, int], pa.Table] = {}
        self._starts: dict[tuple[int, int], list[int]] = {}
        self.n_bytes = 0

    def gather(self, picks: pa.Table) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Chunks of picks with their rows of `source_texts`, each of about `_BATCH_BYTES`."""
        columns = (picks.column(c).to_pylist() for c in ("input", "slice_number", "slice_row", "length_bytes"))
        start, n_bytes = 0, 0
        places: list[tuple[tuple[int, int, int], int]] = []
        for position, (bucket, number, row, length) in enumerate(zip(*columns, strict=True)):
            places.append(self._place(bucket, number, row))
            n_bytes += length
            if n_bytes >= _BATCH_BYTES or position + 1 == picks.num_rows:
                yield picks.slice(start, len(places)), self._fetch(places)
                self.n_bytes += n_bytes
                start, places, n_bytes = position + 1, [], 0

    def _fetch(self, places: list[tuple[tuple[int, int, int], int]]) -> pa.Table:
        """Rows in the order asked for; one `take` per run of rows from the same row group."""
        runs = groupby(places, key=lambda place: place[0])
        return pa.concat_tables([self._group(group).take(pa.array([row for _, row in run])) for group, run in runs])

    def _place(self, bucket: int, number: int, row: int) -> tuple[tuple[int, int, int], int]:
        starts = self._starts.get((bucket, number))
        if starts is None:
            metadata = self._file(bucket, number).metadata
            sizes = [metadata.row_group(g).num_rows for g in range(metadata.num_row_groups)]
            starts = self._starts[bucket, number] = [0, *accumulate(sizes)]
        group = bisect_right(starts, row) - 1
        return (bucket, number, group), row - starts[group]

    def _file(self, bucket: int, number: int) -> pq.ParquetFile:
        key = (bucket, number)
        if key not in self._open:
            if len(self._open) >= _OPEN_SLICES:
                self._open.pop(next(iter(self._open)))
            self._open[key] = map_shard(self._work, self._texts[bucket][number])
        return self._open[key]

    def _group(self, key: tuple[int, int, int]) -> pa.Table:
        if key not in self._groups:
            if len(self._groups) >= _OPEN_GROUPS:
                self._groups.pop(next(iter(self._groups)))
            bucket, number, group = key
            self._groups[key] = self._file(bucket, number).read_row_group(group).cast(SOURCE_TEXTS.schema)
        return self._groups[key]


@dataclass(frozen=True, slots=True)
class WriteEvidence:
    """Write one shard of an evidence table, sorted by repository and path."""

    phase: ClassVar[str] = "release"
    bucket: str
    table: Table
    inputs: tuple[ShardRef, ...]
    order: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        return digest_of([i.sha256 for i in self.inputs], self.table.name, self.order, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        tables = [read_shard(space.work, shard, self.table) for shard in self.inputs]
        merged = pa.concat_tables(tables) if tables else self.table.schema.empty_table()
        merged = merged.sort_by([(name, "ascending") for name in self.order])
        ref = write_release_shard(
            space.work,
            self.table,
            f"release/{self.table.name}/{self.bucket}-{fingerprint}.parquet",
            split_by_bytes(one_batch(merged), _BATCH_BYTES),
            merged.num_rows,
        )
        return Receipt(self.phase, self.bucket, fingerprint, (ref,), {"rows": ref.rows})


@dataclass(frozen=True, slots=True)
class WriteSample:
    """Write `sample`: rows of `source_files`, the same share of every (language, tier) as far as there are any."""

    phase: ClassVar[str] = "sample"
    bucket: str
    inputs: tuple[ShardRef, ...]
    n_rows: int = 1_000

    @property
    def fingerprint(self) -> str:
        return digest_of([i.sha256 for i in self.inputs], self.n_rows, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        strata: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
        names = ["row_id", "language", "license_tier"]
        for number, shard in enumerate(self.inputs):
            table = _open_published(space.work, shard).read(columns=names)
            for row, values in enumerate(zip(*(table.column(c).to_pylist() for c in names), strict=True)):
                row_id, language, tier = values
                strata.setdefault((language, tier), []).append((row_id, number, row))
        chosen = sorted(_even_shares(strata, self.n_rows))
        # Ids are hashes of content: the first ones in their order are a fair draw, and the same one every time.
        batches = _by_repository(self._read(space, number, rows) for number, rows in _by_input(chosen))
        ref = write_release_shard(
            space.work, SOURCE_FILES, f"release/sample/{self.bucket}-{fingerprint}.parquet", batches, len(chosen)
        )
        return Receipt(self.phase, self.bucket, fingerprint, (ref,), {"rows": ref.rows})

    def _read(self, space: Workspace, number: int, rows: list[int]) -> pa.RecordBatch:
        metadata = _open_published(space.work, self.inputs[number]).metadata
        places: list[tuple[int, list[int]]] = []
        before = 0
        for group in range(metadata.num_row_groups):
            n = metadata.row_group(group).num_rows
            here = [r - before for r in rows if before <= r < before + n]
            if here:
                places.append((group, here))
            before += n

        def taken(place: tuple[int, list[int]]) -> pa.Table:
            group, here = place
            return _open_published(space.work, self.inputs[number]).read_row_group(group).take(pa.array(here))

        with ThreadPoolExecutor(_SAMPLE_THREADS) as pool:
            pieces = list(pool.map(taken, places))
        return one_batch(pa.concat_tables(pieces).cast(SOURCE_FILES.schema))


def _by_repository(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in the order of their repositories: one that changes then changes one place and not thirty.

    What is larger than `_SAMPLE_BYTES` is sorted in parts, each of which begins anew.
    """
    held: list[pa.RecordBatch] = []
    for batch in chain(batches, [None]):
        if held and (batch is None or sum(b.nbytes for b in held) + batch.nbytes > _SAMPLE_BYTES):
            order = [(name, "ascending") for name in ("repo_name", "path", "row_id")]
            yield from split_by_bytes(one_batch(pa.Table.from_batches(held).sort_by(order)), _BATCH_BYTES)
            held = []
        if batch is not None:
            held.append(batch)


def _open_published(work: Path, shard: ShardRef) -> pq.ParquetFile:
    """A shard too large to hold and hash whole: what is read of it is verified page by page instead."""
    return pq.ParquetFile(work / shard.path, page_checksum_verification=True)


def _even_shares(
    strata: Mapping[tuple[str, str], list[tuple[str, int, int]]], wanted: int
) -> Iterator[tuple[int, int]]:
    """(input, row) of the sample: the smallest strata are taken whole, the others share what is left evenly."""
    left, n_strata = wanted, len(strata)
    for _, members in sorted(strata.items(), key=lambda item: (len(item[1]), item[0])):
        share = min(len(members), left // n_strata)
        yield from ((number, row) for _, number, row in sorted(members)[:share])
        left -= share
        n_strata -= 1


def _by_input(chosen: Iterable[tuple[int, int]]) -> Iterator[tuple[int, list[int]]]:
    grouped: dict[int, list[int]] = {}
    for number, row in chosen:
        grouped.setdefault(number, []).append(row)
    yield from grouped.items()


def _extension(path: str) -> str:
    stem, dot, extension = path.rpartition("/")[2].rpartition(".")
    return extension.lower() if dot and stem else ""


def _timestamps(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string()).cast(SOURCE_FILES.schema.field("revision_time").type)

"""Looks every slice of texts up in the indexes of benchmarks that a recipe names."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from warploom.extractors.contamination.index import (
    IndexFileError,
    benchmarks_of,
    digest_of_index,
    merged,
    read_index,
)
from warploom.extractors.contamination.matching import Match, Matcher, best_hits
from warploom.extractors.text_measures import rows_of
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, digest_file, map_shard, read_shard, write_shard
from warploom.schemas.decontamination import BENCHMARK_MATCHES

_COLUMNS = ("occurrence_id", "language", "text")


@dataclass(frozen=True, slots=True)
class BenchmarkIndexes:
    """The files of indexes that a recipe names."""

    files: tuple[tuple[str, int, str], ...]
    """Absolute path, length and SHA-256 of each."""
    benchmarks: tuple[tuple[str, str], ...]
    """Each benchmark with the digest of the index that it is in."""

    def digest(self) -> list[Any]:
        """What a result depends on: not where the files lie."""
        return [list(pair) for pair in self.benchmarks]

    def matcher(self) -> Matcher:
        """What looks texts up; `IndexFileError` if a file is no longer what it was when the build began."""
        return _matcher(self.files)


@functools.lru_cache(maxsize=1)
def _matcher(files: tuple[tuple[str, int, str], ...]) -> Matcher:
    for path, *written in files:
        try:
            is_same = list(digest_file(Path(path))) == written
        except OSError as error:
            raise IndexFileError(path, f"cannot be read: {error.strerror or error}") from None
        if not is_same:
            raise IndexFileError(path, "has changed since the build began")
    return Matcher(merged([read_index(Path(path)) for path, *_ in files]))


def find_indexes(names: Sequence[str]) -> BenchmarkIndexes | None:
    """The indexes in these files; None for no names. `IndexFileError` for what is none, or of another scheme."""
    if not names:
        return None
    indexes = [read_index(Path(name)) for name in names]
    merged(indexes)
    files = [(str(Path(name).absolute()), *digest_file(Path(name))) for name in names]
    pairs = [(b, digest_of_index(index)) for index in indexes for b in benchmarks_of(index)]
    return BenchmarkIndexes(tuple(sorted(files, key=lambda file: file[2])), tuple(sorted(pairs)))


@dataclass(frozen=True, slots=True)
class FindBenchmarkHits:
    """Look the texts of one slice up."""

    phase: ClassVar[str] = "benchmarks"
    bucket: str
    texts: ShardRef
    indexes: BenchmarkIndexes

    @property
    def fingerprint(self) -> str:
        return digest_of(self.texts.sha256, self.indexes.digest(), code_digest(__name__))

    @property
    def weight(self) -> int:
        """What the time it takes goes by."""
        return self.texts.bytes

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        matcher = self.indexes.matcher()
        rows: list[dict[str, Any]] = []
        n_bytes = 0
        for batch in map_shard(space.work, self.texts).iter_batches(columns=list(_COLUMNS)):
            view, offsets = rows_of(batch.column("text"))
            n_bytes += len(view)
            found = matcher.match(view, offsets, batch.column("language").to_pylist())
            for occurrence, matches in zip(batch.column("occurrence_id").to_pylist(), found, strict=True):
                rows += [{"occurrence_id": occurrence, **match._asdict()} for match in matches]
        shard = write_shard(
            space.work,
            BENCHMARK_MATCHES,
            f"{BENCHMARK_MATCHES.name}/{self.bucket}/{fingerprint}.parquet",
            [BENCHMARK_MATCHES.batch(rows)],
        )
        counts = {"rows": len({row["occurrence_id"] for row in rows}), "bytes": n_bytes}
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), counts)


def hits_of(work: Path, shards: Iterable[ShardRef]) -> dict[str, list[dict[str, Any]]]:
    """What `benchmark_hits` holds, by occurrence; those without a hit are left out."""
    matches: dict[str, list[Match]] = {}
    for shard in shards:
        for row in read_shard(work, shard, BENCHMARK_MATCHES).to_pylist():
            matches.setdefault(row.pop("occurrence_id"), []).append(Match(**row))
    return {occurrence: best_hits(found) for occurrence, found in matches.items()}


def occurrences_with_hits(work: Path, shards: Iterable[ShardRef]) -> pa.Array:
    """Ids of the paths whose text has a hit."""
    pieces = [read_shard(work, s, BENCHMARK_MATCHES, ("occurrence_id",)).column(0).combine_chunks() for s in shards]
    return pa.concat_arrays([pa.array([], pa.string()), *pieces]).unique()


def told(hits: Sequence[Mapping[str, Any]]) -> str:
    """The detail of a refusal: the best hit, and how many others there are."""
    best = max(hits, key=lambda hit: hit["score"])
    more = f", and {len(hits) - 1} more" if len(hits) > 1 else ""
    return f"{best['benchmark']}: {best['item']} by {best['method']}, score {best['score']:.2f}{more}"

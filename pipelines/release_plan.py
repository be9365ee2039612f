"""Plans a release's shards: which jobs write which published file, from the receipts of all buckets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from warploom.extractors.ir.compile_files import CompileFiles
from warploom.pipelines.compiled_shards import COMPILED_TABLES, CompiledBucket, WriteCompiled
from warploom.pipelines.exchange import Part
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.release_shards import TextBucket, WriteEvidence, WriteSourceFiles
from warploom.pipelines.runner import Job
from warploom.pipelines.shards import ShardRef
from warploom.pipelines.syntax_bucket import SyntaxBucket
from warploom.pipelines.syntax_shards import DERIVED, WriteDerived
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.occurrences import OCCURRENCES
from warploom.schemas.picks import PICKS
from warploom.schemas.quarantine import QUARANTINE
from warploom.schemas.release import LANGUAGE_FOLDERS
from warploom.schemas.repositories import REPOSITORIES
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.syntax import (
    SYNTAX_DEFINITIONS,
    SYNTAX_DIRECTIVES,
    SYNTAX_FILES,
    SYNTAX_MPI_CALLS,
    SYNTAX_UNITS,
)

SHARD_BYTES = 400 * 1024 * 1024
EVIDENCE_SHARD_ROWS = 250_000
DERIVED_SHARD_ROWS = 100_000
SAMPLE_NAME = "data/sample/train-00000-of-00001.parquet"

_EVIDENCE_ORDER = {
    REPOSITORIES.name: ("repo_name", "repository_id"),
    OCCURRENCES.name: ("repo_name", "repository_id", "path", "occurrence_id"),
    QUARANTINE.name: ("repo_name", "repository_id", "path", "subject_id"),
    FILE_LICENSES.name: ("repository_id", "path", "occurrence_id"),
}


@dataclass(frozen=True, slots=True)
class BucketReceipts:
    """What phases made of one bucket alone: contents, texts and syntax by slice, license decisions, compiled code."""

    read: Receipt
    texts: tuple[Receipt, ...]
    syntax: tuple[Receipt, ...]
    licenses: Receipt
    fingerprints: tuple[Receipt, ...] = ()
    """By slice."""
    compiled: tuple[Receipt, ...] = ()

    @property
    def number(self) -> int:
        return int(self.read.bucket)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket with its closed books: which of its files a release takes."""

    made: BucketReceipts
    selected: Receipt
    same: tuple[Part, ...] = ()
    """Decisions on its units and functions."""
    replacing: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    """Decisions of the whole corpus, by table whose doubles are not published."""

    @property
    def number(self) -> int:
        return self.made.number


def shard_count(total: int, per_shard: int) -> int:
    """How many shards a table gets: a power of two, so that growth splits shards instead of reshuffling them."""
    return 1 << max(0, (total - 1) // per_shard).bit_length()


def shard_jobs(buckets: Sequence[Bucket], recipe: str, recipe_version: str) -> dict[str, Job]:
    """The job behind each published shard but the sample and what grows from syntax, by its path in the release."""
    return {**_source_file_jobs(buckets, recipe, recipe_version), **_evidence_jobs(buckets)}


def derived_jobs(buckets: Sequence[Bucket], recipe: str, recipe_version: str) -> dict[str, Job]:
    """The job behind each published shard of the tables that grow from syntax, likewise."""
    inputs = [(bucket.number, _syntax_bucket(bucket)) for bucket in buckets]
    jobs: dict[str, Job] = {}
    for table in DERIVED:
        whole = WriteDerived("", table, tuple(bucket for _, bucket in inputs), recipe, recipe_version)
        n = shard_count(whole.n_rows(), DERIVED_SHARD_ROWS)
        for k in range(n):
            mine = tuple(bucket for number, bucket in inputs if number % n == k)
            job = WriteDerived(f"{table.name}-{k:05d}-{n:05d}", table, mine, recipe, recipe_version)
            jobs[f"data/{table.name}/train-{k:05d}-of-{n:05d}.parquet"] = job
    return jobs


def compiled_jobs(buckets: Sequence[Bucket], recipe: str, recipe_version: str) -> dict[str, Job]:
    """The job behind each published shard of the tables of what was compiled, likewise."""
    inputs = [
        (bucket.number, CompiledBucket(_syntax_bucket(bucket), _shards_of(bucket.made.compiled))) for bucket in buckets
    ]
    jobs: dict[str, Job] = {}
    for table in COMPILED_TABLES:
        whole = WriteCompiled("", table, tuple(bucket for _, bucket in inputs), recipe, recipe_version)
        n = shard_count(whole.n_bytes(), SHARD_BYTES)
        for k in range(n):
            mine = tuple(bucket for number, bucket in inputs if number % n == k)
            job = WriteCompiled(f"{table.name}-{k:05d}-{n:05d}", table, mine, recipe, recipe_version)
            jobs[f"data/{table.name}/train-{k:05d}-of-{n:05d}.parquet"] = job
    return jobs


def _shards_of(receipts: Sequence[Receipt]) -> dict[str, tuple[ShardRef, ...]]:
    return {table.name: tuple(r.one(table.name) for r in receipts) for table in CompileFiles.emits}


def _syntax_bucket(bucket: Bucket) -> SyntaxBucket:
    tables = (SYNTAX_FILES, SYNTAX_UNITS, SYNTAX_DEFINITIONS, SYNTAX_DIRECTIVES, SYNTAX_MPI_CALLS)
    return SyntaxBucket(
        picks=tuple(bucket.selected.of_table(PICKS.name)),
        texts=tuple(t.one(SOURCE_TEXTS.name) for t in bucket.made.texts),
        syntax={table.name: tuple(s.one(table.name) for s in bucket.made.syntax) for table in tables},
        licenses=bucket.made.licenses.one(FILE_LICENSES.name),
        occurrences=bucket.selected.one(OCCURRENCES.name),
        repositories=tuple(bucket.made.read.facts["repositories"]),
        same=bucket.same,
        replacing=bucket.replacing,
    )


def likeness_jobs(evidence: Sequence[ShardRef]) -> dict[str, Job]:
    """The job behind each published shard of `near_duplicates`, likewise."""
    table = NEAR_DUPLICATES
    n = shard_count(sum(ref.rows for ref in evidence), EVIDENCE_SHARD_ROWS)
    jobs: dict[str, Job] = {}
    for k in range(n):
        name = f"data/{table.name}/train-{k:05d}-of-{n:05d}.parquet"
        jobs[name] = WriteEvidence(f"{table.name}-{k:05d}-{n:05d}", table, tuple(evidence[k::n]), table.key)
    return jobs


def _evidence_jobs(buckets: Sequence[Bucket]) -> dict[str, Job]:
    jobs: dict[str, Job] = {}
    for table in (REPOSITORIES, OCCURRENCES, QUARANTINE, FILE_LICENSES):
        refs = [
            (b.number, (b.made.licenses if table is FILE_LICENSES else b.selected).one(table.name)) for b in buckets
        ]
        n = shard_count(sum(ref.rows for _, ref in refs), EVIDENCE_SHARD_ROWS)
        for k in range(n):
            inputs = tuple(ref for number, ref in refs if number % n == k)
            name = f"data/{table.name}/train-{k:05d}-of-{n:05d}.parquet"
            jobs[name] = WriteEvidence(f"{table.name}-{k:05d}-{n:05d}", table, inputs, _EVIDENCE_ORDER[table.name])
    return jobs


def _source_file_jobs(buckets: Sequence[Bucket], recipe: str, recipe_version: str) -> dict[str, Job]:
    by_language: dict[str, list[tuple[int, TextBucket]]] = {}
    n_bytes: dict[str, int] = {}
    for bucket in buckets:
        refs = tuple(t.one(SOURCE_TEXTS.name) for t in bucket.made.texts)
        syntax = tuple(s.one(SYNTAX_FILES.name) for s in bucket.made.syntax)
        repositories = tuple(bucket.made.read.facts["repositories"])
        chosen = bucket.selected
        for language, picks in zip(chosen.facts["languages"], chosen.of_table(PICKS.name), strict=True):
            text_bucket = TextBucket(picks, refs, syntax, repositories)
            by_language.setdefault(language, []).append((bucket.number, text_bucket))
            size = sum(t.facts["languages"].get(language, (0, 0))[1] for t in bucket.made.texts)
            n_bytes[language] = n_bytes.get(language, 0) + size
    jobs: dict[str, Job] = {}
    for language, members in sorted(by_language.items()):
        folder, n = LANGUAGE_FOLDERS[language], shard_count(n_bytes[language], SHARD_BYTES)
        for k in range(n):
            inputs = tuple(b for number, b in members if number % n == k)
            if inputs:
                job = WriteSourceFiles(f"{folder}-{k:05d}-{n:05d}", inputs, recipe, recipe_version)
                jobs[f"data/source_files/{folder}/train-{k:05d}-of-{n:05d}.parquet"] = job
    return jobs

"""Plans a release's shards: which jobs write which published file, from the receipts of all buckets."""

from __future__ import annotations

import posixpath
from collections import Counter
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
from warploom.schemas.release import LANGUAGE_FOLDERS, SPLITS
from warploom.schemas.repositories import REPOSITORIES
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.splits import SPLITS_TABLE
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

_UNSPLIT = SPLITS[0]
"""Where everything is that no split was drawn for: train."""
_EVIDENCE_ORDER = {
    REPOSITORIES.name: ("repo_name", "repository_id"),
    OCCURRENCES.name: ("repo_name", "repository_id", "path", "occurrence_id"),
    QUARANTINE.name: ("repo_name", "repository_id", "path", "subject_id"),
    SPLITS_TABLE.name: ("repo_name", "repository_id", "source_file_id"),
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
    hits: tuple[ShardRef, ...] | None = None
    """`benchmark_matches` by slice; None where the recipe names no benchmark."""
    tokens: tuple[ShardRef, ...] | None = None
    """`token_counts` by slice; None where the recipe names no tokenizer."""

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
    sizes = _split_sizes(buckets)
    jobs: dict[str, Job] = {}
    for table in DERIVED:
        whole = WriteDerived("", table, tuple(bucket for _, bucket in inputs), recipe, recipe_version)
        for split in sizes:
            n = shard_count(_share(whole.n_rows(), sizes, split), DERIVED_SHARD_ROWS)
            for k in range(n):
                mine = tuple(bucket for number, bucket in inputs if number % n == k)
                name, path = shard_names(table.name, split, k, n)
                jobs[path] = WriteDerived(name, table, mine, recipe, recipe_version, split)
    return jobs


def compiled_jobs(buckets: Sequence[Bucket], recipe: str, recipe_version: str) -> dict[str, Job]:
    """The job behind each published shard of the tables of what was compiled, likewise."""
    inputs = [
        (bucket.number, CompiledBucket(_syntax_bucket(bucket), _shards_of(bucket.made.compiled))) for bucket in buckets
    ]
    sizes = _split_sizes(buckets)
    jobs: dict[str, Job] = {}
    for table in COMPILED_TABLES:
        whole = WriteCompiled("", table, tuple(bucket for _, bucket in inputs), recipe, recipe_version)
        is_split = "split" in table.schema.names
        for split in sizes if is_split else (_UNSPLIT,):
            n = shard_count(_share(whole.n_bytes(), sizes, split) if is_split else whole.n_bytes(), SHARD_BYTES)
            for k in range(n):
                mine = tuple(bucket for number, bucket in inputs if number % n == k)
                name, path = shard_names(table.name, split, k, n)
                jobs[path] = WriteCompiled(name, table, mine, recipe, recipe_version, split if is_split else None)
    return jobs


def without_empty_splits(shards: Mapping[str, Receipt]) -> dict[str, Receipt]:
    """All shards but those of splits beside train in which a table has no row: it has no such split then."""
    rows: Counter[tuple[str, str]] = Counter()
    place = {name: (posixpath.dirname(name), posixpath.basename(name).partition("-")[0]) for name in shards}
    for name, receipt in shards.items():
        rows[place[name]] += receipt.shards[0].rows
    return {name: receipt for name, receipt in shards.items() if place[name][1] == _UNSPLIT or rows[place[name]]}


def shard_names(table: str, split: str, number: int, of: int) -> tuple[str, str]:
    """Name of the job that writes a shard, and the shard's path in the release."""
    job = table if split == _UNSPLIT else f"{table}-{split}"
    return f"{job}-{number:05d}-{of:05d}", f"data/{table}/{split}-{number:05d}-of-{of:05d}.parquet"


def _split_sizes(buckets: Sequence[Bucket], language: str | None = None) -> dict[str, int]:
    """Bytes of text in each split that has any, of one language or of all; train is always there."""
    sizes: Counter[str] = Counter({_UNSPLIT: 0})
    for bucket in buckets:
        facts = bucket.selected.facts
        for of_language, by_split in zip(facts["languages"], facts["splits"], strict=True):
            if language in (None, of_language):
                sizes.update(by_split)
    return {split: sizes[split] for split in SPLITS if split in sizes}


def _share(total: int, sizes: Mapping[str, int], split: str) -> int:
    """What falls to a split of a size that is known of all splits together: all of it where there is one alone."""
    return total if len(sizes) == 1 else -(-total * sizes[split] // sum(sizes.values()))


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
        name, path = shard_names(table.name, _UNSPLIT, k, n)
        jobs[path] = WriteEvidence(name, table, tuple(evidence[k::n]), table.key)
    return jobs


def _evidence_jobs(buckets: Sequence[Bucket]) -> dict[str, Job]:
    jobs: dict[str, Job] = {}
    for table in (REPOSITORIES, OCCURRENCES, QUARANTINE, FILE_LICENSES, SPLITS_TABLE):
        refs = [
            (b.number, (b.made.licenses if table is FILE_LICENSES else b.selected).one(table.name)) for b in buckets
        ]
        n = shard_count(sum(ref.rows for _, ref in refs), EVIDENCE_SHARD_ROWS)
        for k in range(n):
            inputs = tuple(ref for number, ref in refs if number % n == k)
            name, path = shard_names(table.name, _UNSPLIT, k, n)
            jobs[path] = WriteEvidence(name, table, inputs, _EVIDENCE_ORDER[table.name])
    return jobs


def _source_file_jobs(buckets: Sequence[Bucket], recipe: str, recipe_version: str) -> dict[str, Job]:
    by_language: dict[str, list[tuple[int, TextBucket, Mapping[str, int]]]] = {}
    n_bytes: dict[str, int] = {}
    for bucket in buckets:
        refs = tuple(t.one(SOURCE_TEXTS.name) for t in bucket.made.texts)
        syntax = tuple(s.one(SYNTAX_FILES.name) for s in bucket.made.syntax)
        repositories = tuple(bucket.made.read.facts["repositories"])
        chosen, facts = bucket.selected, bucket.selected.facts
        picked = zip(facts["languages"], facts["splits"], chosen.of_table(PICKS.name), strict=True)
        for language, by_split, picks in picked:
            text_bucket = TextBucket(picks, refs, syntax, repositories, bucket.made.hits, bucket.made.tokens)
            by_language.setdefault(language, []).append((bucket.number, text_bucket, by_split))
            size = sum(t.facts["languages"].get(language, (0, 0))[1] for t in bucket.made.texts)
            n_bytes[language] = n_bytes.get(language, 0) + size
    jobs: dict[str, Job] = {}
    for language, members in sorted(by_language.items()):
        folder, sizes = LANGUAGE_FOLDERS[language], _split_sizes(buckets, language)
        for split in sizes:
            n = shard_count(_share(n_bytes[language], sizes, split), SHARD_BYTES)
            for k in range(n):
                inputs = tuple(b for number, b, by_split in members if number % n == k and split in by_split)
                if inputs:
                    name, _ = shard_names(folder, split, k, n)
                    job = WriteSourceFiles(name, inputs, recipe, recipe_version, split)
                    jobs[f"data/source_files/{folder}/{split}-{k:05d}-of-{n:05d}.parquet"] = job
    return jobs

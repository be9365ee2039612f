"""Compiles the files of a bucket, a portion of them in each job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

import pyarrow as pa

from warploom.extractors.ir.compile_cache import CompileCache, caching
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.pipelines.code_views import CodeBucket
from warploom.pipelines.fingerprints import code_digest, digest_of, stage_fingerprint
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.row_stages import check_account
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import one_batch, write_shard
from warploom.schemas.ir import COMPILE_ATTEMPTS_OF_FILES, COMPILED_MODULES

FILES_PER_JOB = 64
"""Some seconds to a minute of compiling: short enough to spread, long enough that a repository is laid out seldom."""


@dataclass(frozen=True, slots=True)
class CompilePortion:
    """Compile one of `of` even portions of a bucket's files, counted along repositories and paths."""

    phase: ClassVar[str] = "compile"
    bucket: str
    code: CodeBucket
    number: int
    of: int
    stage: CompileFiles

    @property
    def fingerprint(self) -> str:
        digests = [self.code.digest(), self.number, self.of, stage_fingerprint(self.stage), self.stage.toolchains()]
        return digest_of(digests, code_digest(__name__))

    @property
    def weight(self) -> int:
        """What the time it takes goes by."""
        return sum(shard.bytes for shard in self.code.texts) // self.of

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        rows = self.code.candidates(space, self.stage.languages, self.stage.license_tiers)
        start, end = (rows.num_rows * k // self.of for k in (self.number, self.number + 1))
        emitted: dict[str, list[pa.RecordBatch]] = {table.name: [] for table in CompileFiles.emits}
        cache = CompileCache(space.compile_cache)
        with caching(cache):
            for batch in _by_repository(rows.slice(start, end - start)):
                outcome = self.stage(batch, self.code.view(space, batch.column("repository_id")[0].as_py()))
                check_account(self.stage.name, batch.column("occurrence_id"), outcome)
                for table, made in zip(CompileFiles.emits, outcome.emitted, strict=True):
                    emitted[table.name].append(made)
        shards = tuple(
            write_shard(space.work, table, f"{table.name}/{self.bucket}/{fingerprint}.parquet", emitted[table.name])
            for table in CompileFiles.emits
        )
        rows_of = {shard.table: shard.rows for shard in shards}
        counts = {
            "rows": end - start,
            "modules": rows_of[COMPILED_MODULES.name],
            "compiler_runs": cache.n_misses,
            "attempts": rows_of[COMPILE_ATTEMPTS_OF_FILES.name],
        }
        return Receipt(self.phase, self.bucket, fingerprint, shards, counts)


def _by_repository(rows: pa.Table) -> list[pa.RecordBatch]:
    """Batches of one repository each, in order."""
    batches, start = [], 0
    for _, members in groupby(rows.column("repository_id").to_pylist()):
        n = len(list(members))
        batches.append(one_batch(rows.slice(start, n)))
        start += n
    return batches


def portions(
    bucket: str, code: CodeBucket, stage: CompileFiles, n_texts: Mapping[str, int]
) -> Sequence[CompilePortion]:
    """The jobs of a bucket; `n_texts` are its texts by language, whatever their license."""
    n_files = sum(n_texts.get(language, 0) for language in stage.languages)
    of = -(-n_files // FILES_PER_JOB)
    return [CompilePortion(bucket, code, number, of, stage) for number in range(of)]

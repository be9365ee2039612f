"""The exchange on keys that are equal where rows are the same: units by tokens, IR functions by structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.fingerprints.scheme import TOKENIZER_VERSION
from warploom.extractors.ir.module_facts import HASH_SCHEME
from warploom.extractors.same_rows import find_same
from warploom.pipelines.exchange import Part, Spill, partition_of, read_parts, write_spill
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, one_batch, read_shard, write_shard
from warploom.schemas.fingerprints import COMPARED_DOCUMENTS, KEPT_BY, SAME_CANDIDATES, UNIT_DIGESTS
from warploom.schemas.identity import bucket_of_repository, code_unit_id, ir_function_id
from warploom.schemas.ir import COMPILED_FOR, COMPILED_FUNCTIONS, COMPILED_MODULES
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.splits import SPLIT_DECISIONS

UNIT_METHODS = ("same_tokens", "same_normalised")
FUNCTION_METHODS = ("structural_hash",)
_LEVEL = {**dict.fromkeys(UNIT_METHODS, "unit"), **dict.fromkeys(FUNCTION_METHODS, "ir_function")}
_OF_MODULE = ("ir_module_id", *(column.name for column in COMPILED_FOR))
"""A function for another device, or at another level, is none that is the same."""
_TOKENS = f"tokens/{TOKENIZER_VERSION}:128"
SCHEMES = {"same_tokens": _TOKENS, "same_normalised": f"normalised-{_TOKENS}", "structural_hash": HASH_SCHEME}
"""What keys are made by, and in which version."""
_KEY_COLUMNS = ("occurrence_id", "repository_id", *(column.name for column in KEPT_BY))


@dataclass(frozen=True, slots=True)
class SpillSame:
    """Spill units and functions of what a bucket publishes, by their keys."""

    phase: ClassVar[str] = "same_candidates"
    bucket: str
    compared: ShardRef
    """Files that may be published, with what puts one before another."""
    splits: tuple[Part, ...]
    """Of `split_decisions`: what is dropped or held out has no units."""
    units: tuple[ShardRef, ...]
    compiled: tuple[tuple[ShardRef, ShardRef], ...]
    """Modules and functions of each compile job."""
    n_partitions: int

    @property
    def fingerprint(self) -> str:
        compiled = (shard for shards in self.compiled for shard in shards)
        digests = [s.sha256 for s in (self.compared, *self.units, *compiled)]
        return digest_of(digests, [p.sha256 for p in self.splits], self.n_partitions, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        files = published_of(space, self.compared, self.splits)
        batches = [self._units(space, shard, files) for shard in self.units]
        batches += [self._functions(space, *shards, files) for shards in self.compiled]
        candidates = one_batch(pa.Table.from_batches(batches, SAME_CANDIDATES.schema))
        n_partitions = self.n_partitions
        spill = write_spill(
            space.work,
            f"exchange/same/{self.bucket}-{fingerprint}.arrow",
            candidates,
            "same_key",
            lambda key: partition_of(key, n_partitions),
        )
        return Receipt(self.phase, self.bucket, fingerprint, (), {"rows": candidates.num_rows}, {"spill": spill})

    def _units(self, space: Workspace, shard: ShardRef, files: pa.Table) -> pa.RecordBatch:
        units, taken = of_files(read_shard(space.work, shard, UNIT_DIGESTS), files)
        names = ("kind", "byte_start", "byte_end")
        places = zip(*(units.column(name).to_pylist() for name in names), strict=True)
        contents = taken.column("content_id").to_pylist()
        ids = pa.array([code_unit_id(c, *unit) for c, unit in zip(contents, places, strict=True)], pa.string())
        keys = {method: units.column(method).combine_chunks() for method in UNIT_METHODS}
        return _candidates(ids, keys, taken)

    def _functions(self, space: Workspace, modules: ShardRef, shard: ShardRef, files: pa.Table) -> pa.RecordBatch:
        names = ("occurrence_id", "ir_module_id", "symbol", "structural_hash")
        functions, taken = of_files(read_shard(space.work, shard, COMPILED_FUNCTIONS, names), files)
        compiled_for = read_shard(space.work, modules, COMPILED_MODULES, _OF_MODULE)
        of_module = {
            module: ":".join(map(str, values))
            for module, *values in zip(*(c.to_pylist() for c in compiled_for.columns), strict=True)
        }
        places = list(zip(*(functions.column(name).to_pylist() for name in names[1:]), strict=True))
        ids = pa.array([ir_function_id(module, symbol) for module, symbol, _ in places], pa.string())
        keys = pa.array([f"{of_module[module]}:{structure}" for module, _, structure in places], pa.string())
        return _candidates(ids, {"structural_hash": keys}, taken)


@dataclass(frozen=True, slots=True)
class FindSameRows:
    """Decide one partition, note each row that is another's double, and send decisions to the buckets of the rows."""

    phase: ClassVar[str] = "same"
    bucket: str
    """Number of the partition."""
    parts: tuple[Part, ...]

    @property
    def fingerprint(self) -> str:
        return digest_of([p.sha256 for p in self.parts], code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        candidates = pa.Table.from_batches([read_parts(space.work, self.parts, SAME_CANDIDATES)])
        decisions = find_same(candidates)
        spill: Spill = write_spill(
            space.work,
            f"exchange/same_decisions/{self.bucket}-{fingerprint}.arrow",
            decisions,
            "repository_id",
            bucket_of_repository,
        )
        relative = f"{NEAR_DUPLICATES.name}/same-{self.bucket}/{fingerprint}.parquet"
        shard = write_shard(space.work, NEAR_DUPLICATES, relative, [_doubles(decisions)])
        counts = {"rows": candidates.num_rows, "duplicates": shard.rows}
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), counts, {"spill": spill})


def published_of(space: Workspace, compared: ShardRef, splits: Sequence[Part]) -> pa.Table:
    """Of the files of a bucket that were compared those that are in a split: neither dropped nor held out."""
    files = read_shard(space.work, compared, COMPARED_DOCUMENTS)
    decisions = read_parts(space.work, splits, SPLIT_DECISIONS)
    published = decisions.filter(pc.is_null(decisions.column("bridge_to"))).column("occurrence_id")
    return files.filter(pc.is_in(files.column("occurrence_id"), published))


def of_files(rows: pa.Table, files: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows of these files, and the file of each."""
    places = pc.index_in(rows.column("occurrence_id"), files.column("occurrence_id").combine_chunks())
    return rows.filter(places.is_valid()), files.select([*_KEY_COLUMNS, "content_id"]).take(pc.drop_null(places))


def _candidates(ids: pa.Array, keys: Mapping[str, pa.Array], taken: pa.Table) -> pa.RecordBatch:
    """One row for each id and method whose key is not null."""
    pieces = []
    for method, key in keys.items():
        columns = {name: taken.column(name) for name in ("repository_id", *(column.name for column in KEPT_BY))}
        rows = pa.table({"method": pa.repeat(method, len(ids)), "same_key": key, "subject_id": ids, **columns})
        pieces.append(rows.filter(pc.is_valid(rows.column("same_key"))))
    return one_batch(pa.concat_tables(pieces).cast(SAME_CANDIDATES.schema))


def _doubles(decisions: pa.RecordBatch) -> pa.RecordBatch:
    doubles = decisions.filter(pc.is_valid(decisions.column("kept_for")))
    n = doubles.num_rows
    methods = doubles.column("method").to_pylist()
    return NEAR_DUPLICATES.from_columns(
        level=[_LEVEL[method] for method in methods],
        method=methods,
        subject_id=doubles.column("subject_id"),
        other_id=doubles.column("representative_id"),
        score=np.ones(n),
        n_common=pa.nulls(n, pa.int64()),
        n_union=pa.nulls(n, pa.int64()),
        threshold=np.ones(n),
        verdict=["duplicate"] * n,
        kept_for=doubles.column("kept_for"),
        scheme=[SCHEMES[method] for method in methods],
    )

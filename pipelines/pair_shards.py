"""Writes the published shards of pairs, of their input specifications and of their verdicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.pipelines.evidence import read_evidence
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.release_parquet import write_release_shard
from warploom.pipelines.release_plan import shard_count, shard_names
from warploom.pipelines.runner import Job, Workspace
from warploom.pipelines.shards import ShardRef, one_batch, read_shard, split_by_bytes
from warploom.schemas.input_specs import INPUT_SPECS
from warploom.schemas.kernel_pairs import KERNEL_PAIRS, PAIR_DECISIONS, PROVEN_PAIRS, REFUSED_PAIRS
from warploom.schemas.release import SPLITS
from warploom.schemas.runners import RUNNERS
from warploom.schemas.table import Table
from warploom.schemas.timings import TIMINGS
from warploom.schemas.verdicts import VERDICTS

_BATCH_BYTES = 16 * 1024 * 1024
_PAIRS_PER_SHARD = 50_000
_EVIDENCE_PER_SHARD = 250_000
_ORDER = ("family", "spec_id", "gpu_schedule", "row_id")


@dataclass(frozen=True, slots=True)
class PairShards:
    """What all slices of pairs left, and what was decided over them."""

    slices: tuple[tuple[str, ShardRef], ...] = ()
    """`proven_pairs` by bucket."""
    specs: tuple[ShardRef, ...] = ()
    verdicts: tuple[ShardRef, ...] = ()
    decisions: ShardRef | None = None
    likeness: ShardRef | None = None
    splits: tuple[str, ...] = ()
    device_verdicts: ShardRef | None = None
    """What runners found; None where the recipe names no results of theirs."""
    device_timings: ShardRef | None = None
    device_runners: ShardRef | None = None


@dataclass(frozen=True, slots=True)
class WritePairs:
    """Write one shard of `kernel_pairs` of one split, or of `refused_pairs`, out of some slices."""

    phase: ClassVar[str] = "release"
    bucket: str
    table: Table
    slices: tuple[tuple[str, ShardRef], ...]
    decisions: ShardRef
    recipe: str
    recipe_version: str
    split: str | None
    evidence: ShardRef | None = None
    """`verdicts` of runners: what they confirm is `agrees_on_gpu`."""

    @property
    def fingerprint(self) -> str:
        inputs = [[bucket, shard.sha256] for bucket, shard in self.slices]
        options = [self.table.name, self.recipe, self.recipe_version, self.split]
        evidence = () if self.evidence is None else (self.evidence.sha256,)
        return digest_of(inputs, self.decisions.sha256, options, evidence, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        decided = read_shard(space.work, self.decisions, PAIR_DECISIONS)
        decided = decided.filter(pc.field("is_first"))
        if self.split is None:
            decided = decided.filter(pc.is_valid(pc.field("stage")))
        else:
            decided = decided.filter(pc.is_null(pc.field("stage")) & (pc.field("split") == self.split))
        confirmed = read_evidence(space, self.evidence).confirmed
        tables = [raised(self._rows(space, b, shard, decided), confirmed) for b, shard in self.slices]
        merged = pa.concat_tables([self.table.schema.empty_table(), *tables])
        merged = merged.sort_by([(name, "ascending") for name in _ORDER])
        relative = f"release/{self.table.name}/{self.bucket}-{fingerprint}.parquet"
        ref = write_release_shard(space.work, self.table, relative, release_batches(merged), merged.num_rows)
        return Receipt(self.phase, self.bucket, fingerprint, (ref,), {"rows": ref.rows})

    def _rows(self, space: Workspace, bucket: str, shard: ShardRef, decided: pa.Table) -> pa.Table:
        mine = decided.filter(pc.field("bucket") == bucket)
        rows = read_shard(space.work, shard, PROVEN_PAIRS)
        taken = rows.take(pc.index_in(mine.column("row_id"), rows.column("row_id").combine_chunks()))
        n = taken.num_rows
        own = {
            "recipe": pa.array([self.recipe] * n, pa.string()),
            "recipe_version": pa.array([self.recipe_version] * n, pa.string()),
            "is_representative": pc.equal(mine.column("row_id"), mine.column("dedup_cluster_id")),
            "split_group": taken.column("spec_id"),
        }
        columns = [
            own[name] if name in own else (mine if name in mine.column_names else taken).column(name)
            for name in self.table.schema.names
        ]
        return pa.table(columns, schema=self.table.schema)


@dataclass(frozen=True, slots=True)
class WriteDistinct:
    """Write one shard of an evidence table of which several slices may have the same rows: each once."""

    phase: ClassVar[str] = "release"
    bucket: str
    table: Table
    inputs: tuple[ShardRef, ...]
    number: int
    of: int

    @property
    def fingerprint(self) -> str:
        inputs = [shard.sha256 for shard in self.inputs]
        return digest_of(inputs, self.table.name, self.number, self.of, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        tables = [read_shard(space.work, shard, self.table) for shard in self.inputs]
        merged = pa.concat_tables([self.table.schema.empty_table(), *tables]).sort_by("row_id")
        ids = merged.column("row_id").to_pylist()
        mine = [
            row
            for row, identity in enumerate(ids)
            if (not row or ids[row - 1] != identity) and int(identity[3:8], 16) % self.of == self.number
        ]
        merged = merged.take(pa.array(mine, pa.int64()))
        relative = f"release/{self.table.name}/{self.bucket}-{fingerprint}.parquet"
        ref = write_release_shard(space.work, self.table, relative, release_batches(merged), merged.num_rows)
        return Receipt(self.phase, self.bucket, fingerprint, (ref,), {"rows": ref.rows})


def pair_jobs(pairs: PairShards, recipe: str, recipe_version: str) -> dict[str, Job]:
    """The job behind each published shard of pairs and of what belongs to them; none where none were made."""
    if pairs.decisions is None:
        return {}
    jobs: dict[str, Job] = {}
    n = shard_count(sum(shard.rows for _, shard in pairs.slices), _PAIRS_PER_SHARD)
    wanted = [(REFUSED_PAIRS, None), *((KERNEL_PAIRS, s) for s in SPLITS if s in pairs.splits or s == SPLITS[0])]
    for table, split in wanted:
        for k in range(n):
            name, path = shard_names(table.name, split or SPLITS[0], k, n)
            mine = pairs.slices[k::n]
            jobs[path] = WritePairs(
                name, table, mine, pairs.decisions, recipe, recipe_version, split, pairs.device_verdicts
            )
    verdicts, timings = ([s] if s is not None else [] for s in (pairs.device_verdicts, pairs.device_timings))
    evidence = [(INPUT_SPECS, pairs.specs), (VERDICTS, (*pairs.verdicts, *verdicts))]
    if sum(shard.rows for shard in timings):
        evidence.append((TIMINGS, tuple(timings)))
    if pairs.device_runners is not None and pairs.device_runners.rows:
        evidence.append((RUNNERS, (pairs.device_runners,)))
    for table, inputs in evidence:
        n = shard_count(sum(shard.rows for shard in inputs), _EVIDENCE_PER_SHARD)
        for k in range(n):
            name, path = shard_names(table.name, SPLITS[0], k, n)
            jobs[path] = WriteDistinct(name, table, inputs, k, n)
    return jobs


def release_batches(rows: pa.Table) -> Iterable[pa.RecordBatch]:
    """Rows of a shard in the batches that a build writes them in, so that equal rows are equal bytes."""
    return split_by_bytes(one_batch(rows), _BATCH_BYTES)


def raised(pairs: pa.Table, confirmed: Collection[str]) -> pa.Table:
    """Rows of `kernel_pairs` or `refused_pairs` with the level that those have which a device confirms."""
    proven = pc.equal(pairs.column("level"), "agrees_on_cpu")
    of_device = pc.and_(pc.is_in(pairs.column("row_id"), pa.array(sorted(confirmed), pa.string())), proven)
    level = pc.if_else(of_device, "agrees_on_gpu", pairs.column("level"))
    place = pairs.schema.get_field_index("level")
    return pairs.set_column(place, pairs.schema.field(place), level)


def likeness_of_pairs(pairs: PairShards) -> Sequence[ShardRef]:
    """Evidence for the table `near_duplicates`."""
    return [] if pairs.likeness is None else [pairs.likeness]

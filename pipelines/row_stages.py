"""Runs chains of row stages over shards: slices of `contents` to texts, texts to notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from warploom.pipelines.fingerprints import code_digest, digest_of, stage_fingerprint
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, one_batch, read_shard, write_shard
from warploom.schemas.errors import WarploomError
from warploom.schemas.quarantine import REJECTIONS
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.stage import Outcome, RowStage


class LawBrokenError(WarploomError):
    """A stage lost a row, accounted for one twice, or invented one."""

    def __init__(self, stage: str, ids: tuple[str, ...]) -> None:
        super().__init__(stage, ids)
        self.stage, self.ids = stage, ids

    def __str__(self) -> str:
        return f"stage {self.stage} does not account for each input row exactly once, for example {list(self.ids)}"


@dataclass(frozen=True, slots=True)
class RunRowStages:
    """Run a chain of row stages in memory over one shard, and write what the chain ends with."""

    phase: str
    bucket: str
    source: ShardRef
    stages: tuple[RowStage, ...]

    @property
    def fingerprint(self) -> str:
        return digest_of(self.source.sha256, [stage_fingerprint(s) for s in self.stages], code_digest(__name__))

    @property
    def weight(self) -> int:
        """What the time it takes goes by."""
        return self.source.bytes

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        first = self.stages[0].accepts
        emitted = {first.name: one_batch(read_shard(space.work, self.source, first))}
        given = emitted[first.name]
        rejected: list[pa.RecordBatch] = []
        for stage in self.stages:
            batch = emitted.pop(stage.accepts.name)
            outcome = stage(batch)
            check_account(stage.name, batch.column(stage.accepts.key[0]), outcome)
            rejected.append(outcome.quarantined)
            emitted.update({t.name: b for t, b in zip(stage.emits, outcome.emitted, strict=True)})
        tables = {t.name: t for stage in self.stages for t in stage.emits}
        shards: list[ShardRef] = []
        languages: dict[str, list[int]] = {}
        rows = 0
        for name, batch in emitted.items():
            pieces = [batch]
            rows += batch.num_rows
            if name == SOURCE_TEXTS.name:
                pieces = _by_language(batch)
                languages = {p.column("language")[0].as_py(): _size(p) for p in pieces}
            relative = f"{name}/{self.bucket}/{fingerprint}.parquet"
            shards.append(write_shard(space.work, tables[name], relative, pieces))
        shards += write_rejections(space.work, self.bucket, f"{self.phase}-{fingerprint}", rejected)
        counts = {"rows": rows, "refused": sum(b.num_rows for b in rejected)}
        if languages:
            counts["bytes"] = sum(n_bytes for _, n_bytes in languages.values())
        elif "length_bytes" in first.schema.names:
            counts["bytes"] = pc.sum(given.column("length_bytes")).as_py() or 0
        return Receipt(self.phase, self.bucket, fingerprint, tuple(shards), counts, {"languages": languages})


def write_rejections(work: Path, bucket: str, name: str, batches: Sequence[pa.RecordBatch]) -> list[ShardRef]:
    """A shard of what a job rejected; none, and no file, where it rejected nothing."""
    if not any(b.num_rows for b in batches):
        return []
    return [write_shard(work, REJECTIONS, f"rejections/{bucket}/{name}.parquet", batches)]


def check_account(stage: str, ids: pa.Array, outcome: Outcome) -> None:
    """The law of every stage: each input id occurs exactly once in the account."""
    if ids.equals(outcome.accounted.column("subject_id")):  # as most stages account, and compared in no time
        return
    given, accounted = Counter(ids.to_pylist()), Counter(outcome.accounted.column("subject_id").to_pylist())
    if given != accounted:
        wrong = sorted((given - accounted) + (accounted - given))
        raise LawBrokenError(stage, tuple(wrong[:3]))


def _by_language(texts: pa.RecordBatch) -> list[pa.RecordBatch]:
    """The rows of each language, languages sorted, in their order: a release reads one language at a time."""
    texts = texts.take(pc.sort_indices(texts.column("language")))  # stable
    pieces, start = [], 0
    for run in pc.value_counts(texts.column("language")).to_pylist():
        pieces.append(texts.slice(start, run["counts"]))
        start += run["counts"]
    return pieces


def _size(texts: pa.RecordBatch) -> list[int]:
    """Rows and bytes of text."""
    return [texts.num_rows, pc.sum(texts.column("length_bytes")).as_py()]

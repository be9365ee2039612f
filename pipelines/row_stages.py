"""Runs the chain of row stages over one slice of `contents`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.pipelines.fingerprints import code_digest, digest_of, stage_fingerprint
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard, write_shard
from warploom.schemas.errors import WarploomError
from warploom.schemas.notices import NOTICES
from warploom.schemas.quarantine import REJECTIONS
from warploom.schemas.source_files import CONTENTS, SOURCE_TEXTS
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
    """Run the stages one after the other in memory, and write what the last two make."""

    phase: ClassVar[str] = "texts"
    bucket: str
    contents: ShardRef
    stages: tuple[RowStage, ...]

    @property
    def fingerprint(self) -> str:
        return digest_of(self.contents.sha256, [stage_fingerprint(s) for s in self.stages], code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        emitted = {CONTENTS.name: one_batch(read_shard(space.work, self.contents, CONTENTS))}
        rejected: list[pa.RecordBatch] = []
        for stage in self.stages:
            batch = emitted[stage.accepts.name]
            outcome = stage(batch)
            check_account(stage.name, batch.column(stage.accepts.key[0]), outcome)
            rejected.append(outcome.quarantined)
            emitted.update({t.name: b for t, b in zip(stage.emits, outcome.emitted, strict=True)})
        texts = emitted[SOURCE_TEXTS.name]
        order = pc.sort_indices(texts.column("language"))  # stable: source order within a language
        texts = texts.take(order)
        runs = _runs(texts.column("language"))
        shards = (
            write_shard(
                space.work,
                SOURCE_TEXTS,
                f"source_texts/{self.bucket}/{fingerprint}.parquet",
                [texts.slice(start, n) for _, start, n in runs],
            ),
            write_shard(space.work, NOTICES, f"notices/{self.bucket}/{fingerprint}.parquet", [emitted[NOTICES.name]]),
            write_shard(space.work, REJECTIONS, f"rejections/{self.bucket}/{fingerprint}.parquet", rejected),
        )
        lengths = texts.column("length_bytes")
        n_bytes = {name: pc.sum(lengths.slice(start, n)).as_py() for name, start, n in runs}
        return Receipt(
            self.phase,
            self.bucket,
            fingerprint,
            shards,
            counts={
                "rows": texts.num_rows,
                "bytes": sum(n_bytes.values()),
                "refused": sum(b.num_rows for b in rejected),
            },
            facts={"languages": {name: [n, n_bytes[name]] for name, _, n in runs}},
        )


def one_batch(table: pa.Table) -> pa.RecordBatch:
    """A table as a single record batch, also when it has no rows."""
    combined = table.combine_chunks()
    batches = combined.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def check_account(stage: str, ids: pa.Array, outcome: Outcome) -> None:
    """The law of every stage: each input id occurs exactly once in the account."""
    given, accounted = Counter(ids.to_pylist()), Counter(outcome.accounted.column("subject_id").to_pylist())
    if given != accounted:
        wrong = sorted((given - accounted) + (accounted - given))
        raise LawBrokenError(stage, tuple(wrong[:3]))


def _runs(sorted_values: pa.Array) -> list[tuple[str, int, int]]:
    """(value, start, length) of each run of equal values."""
    runs: list[tuple[str, int, int]] = []
    start = 0
    for item in pc.value_counts(sorted_values).to_pylist():
        runs.append((item["values"], start, item["counts"]))
        start += item["counts"]
    return runs

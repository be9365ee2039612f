"""Spills the bands of IR functions: those of published files that represent what is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa

from warploom.pipelines.doubles import Doubles
from warploom.pipelines.exchange import Part
from warploom.pipelines.fingerprint_shards import document_numbers
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.near_deduplicating import by_place, spill_bands
from warploom.pipelines.near_methods import Method
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.same_rows import of_files, published_of
from warploom.pipelines.shards import ShardRef, one_batch, read_shard, write_shard
from warploom.schemas.fingerprints import COMPARED_DOCUMENTS
from warploom.schemas.identity import ir_function_id
from warploom.schemas.ir import COMPILED_FUNCTIONS

_PLACE = ("occurrence_id", "ir_module_id", "symbol")


@dataclass(frozen=True, slots=True)
class SpillFunctionBands:
    """Spill the bands of a bucket's functions; and note what is compared."""

    phase: ClassVar[str] = "function_bands"
    bucket: str
    compared: ShardRef
    """Files that may be published."""
    splits: tuple[Part, ...]
    """Of `split_decisions`."""
    same: tuple[Part, ...]
    """Of `same_decisions`: functions of one structure are compared once."""
    functions: tuple[ShardRef, ...]
    """By compile job."""
    fingerprints: tuple[ShardRef, ...]
    """Of these."""
    method: Method
    n_partitions: int

    @property
    def fingerprint(self) -> str:
        shards = [s.sha256 for s in (self.compared, *self.functions, *self.fingerprints)]
        parts = [p.sha256 for p in (*self.splits, *self.same)]
        return digest_of(shards, parts, self.method.digest(), self.n_partitions, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        files = published_of(space, self.compared, self.splits)
        doubles = Doubles(space.work, self.same)
        pieces = [self._compared(space, n, shard, files, doubles) for n, shard in enumerate(self.functions)]
        compared = one_batch(pa.Table.from_batches(pieces, COMPARED_DOCUMENTS.schema))
        relative = f"{COMPARED_DOCUMENTS.name}/functions-{self.bucket}/{fingerprint}.parquet"
        shard = write_shard(space.work, COMPARED_DOCUMENTS, relative, [compared])
        spill = spill_bands(
            space.work,
            f"exchange/bands/functions-{self.bucket}-{fingerprint}.arrow",
            compared.column("document").to_numpy(),
            by_place(int(self.bucket), self.fingerprints),
            self.method,
            self.n_partitions,
        )
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), {"rows": compared.num_rows}, {"spill": spill})

    def _compared(
        self, space: Workspace, number: int, shard: ShardRef, files: pa.Table, doubles: Doubles
    ) -> pa.RecordBatch:
        rows = read_shard(space.work, shard, COMPILED_FUNCTIONS, _PLACE)
        rows = rows.append_column("row", pa.array(np.arange(rows.num_rows)))
        functions, taken = of_files(rows, files)
        places = zip(*(functions.column(name).to_pylist() for name in _PLACE[1:]), strict=True)
        ids = [ir_function_id(*place) for place in places]
        kept = doubles.replaced("structural_hash", ids)
        chosen = pa.array(np.flatnonzero([a == b for a, b in zip(ids, kept, strict=True)]))
        own = {
            "document": document_numbers(int(self.bucket), number, functions.column("row").take(chosen).to_numpy()),
            "subject_id": pa.array(ids, pa.string()).take(chosen),
        }
        taken = taken.take(chosen)
        columns: Mapping[str, pa.ChunkedArray] = {
            name: taken.column(name) for name in COMPARED_DOCUMENTS.schema.names if name not in own
        }
        return COMPARED_DOCUMENTS.from_columns(**own, **columns)

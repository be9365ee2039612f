"""Group-by-key across workers: each mapper spills one indexed file, each reducer reads its part of every file.

Only paths and offsets travel between processes; Arrow buffers never do.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from warploom.extractors.atomic import replacing
from warploom.pipelines.shards import CHANGED, ShardDamagedError, one_batch
from warploom.schemas.table import Table


@dataclass(frozen=True, slots=True)
class Part:
    """One partition's rows in one spill file."""

    path: str
    offset: int
    length: int
    rows: int
    sha256: str


Spill = dict[str, Any]
"""The index of a spill file, as JSON: its path, and per partition offset, length, rows and digest."""


def partition_count(rows: int, rows_per_partition: int = 250_000) -> int:
    """A power of two that keeps a partition in memory; a function of the corpus alone, not of the workers."""
    return 1 << max(0, (rows - 1) // rows_per_partition).bit_length()


def partition_of(key: str, n_partitions: int) -> int:
    """Partition of a key: equal in every process, whatever the hash seed."""
    return zlib.crc32(key.encode()) % n_partitions


def write_spill(work: Path, relative: str, batch: pa.RecordBatch, key: str, partition: Callable[[str], int]) -> Spill:
    """Write the rows of `batch` grouped by `partition(row[key])`, in their order within a group."""
    numbers = np.fromiter((partition(k) for k in batch.column(key).to_pylist()), np.int64, batch.num_rows)
    return write_numbered_spill(work, relative, batch, numbers)


def write_numbered_spill(work: Path, relative: str, batch: pa.RecordBatch, numbers: np.ndarray) -> Spill:
    """Write the rows of `batch` grouped by the partition numbers given, one to a row, in their order within a group."""
    order = np.argsort(numbers, kind="stable")
    grouped = batch.take(pa.array(order))
    bounds = np.flatnonzero(np.diff(numbers[order], prepend=-1, append=-1)) if len(order) else np.array([], np.int64)
    parts: dict[str, list[Any]] = {}
    with replacing(work / relative) as temporary, temporary.open("wb") as out:
        for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            data = _to_bytes(grouped.slice(start, stop - start))
            parts[str(int(numbers[order[start]]))] = [
                out.tell(),
                len(data),
                stop - start,
                hashlib.sha256(data).hexdigest(),
            ]
            out.write(data)
    return {"path": relative, "parts": parts}


def parts_of(spills: Sequence[Spill], partition: int) -> tuple[Part, ...]:
    """Where one partition's rows lie, in the order of the spill files."""
    found = ((spill["path"], spill["parts"].get(str(partition))) for spill in spills)
    return tuple(Part(path, *part) for path, part in found if part is not None)


def all_parts(spills: Sequence[Spill]) -> tuple[Part, ...]:
    """Where all rows lie, in the order of the spill files and of their partitions."""
    return tuple(
        Part(spill["path"], *part)
        for spill in spills
        for _, part in sorted(spill["parts"].items(), key=lambda item: int(item[0]))
    )


def read_parts(work: Path, parts: Sequence[Part], table: Table) -> pa.RecordBatch:
    """All rows of one partition, in the order of the parts."""
    batches = []
    for part in parts:
        with (work / part.path).open("rb") as spill:
            spill.seek(part.offset)
            data = spill.read(part.length)
        if hashlib.sha256(data).hexdigest() != part.sha256:
            raise ShardDamagedError(part.path, CHANGED)
        batches.append(pa.ipc.open_stream(pa.BufferReader(data)).read_all())
    if not batches:
        return table.empty()
    return one_batch(pa.concat_tables(batches).cast(table.schema))


def _to_bytes(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    # `take` has laid out fresh buffers, and IPC truncates a slice to its own rows.
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()

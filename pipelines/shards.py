"""Parquet shards of the work directory: written atomically, named by their fingerprint, verified when read."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warploom.extractors.atomic import replacing
from warploom.schemas.errors import WarploomError
from warploom.schemas.table import Table

ROW_GROUP_BYTES = 4 * 1024 * 1024
"""Uncompressed bytes per row group in the work directory: the grain at which single files are read back."""


@dataclass(frozen=True, slots=True)
class ShardRef:
    """A committed shard: where it is below the work directory, and what it must contain."""

    table: str
    path: str
    rows: int
    bytes: int
    sha256: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


GONE = "the file is gone"
CHANGED = "its bytes are not those that were written"


class ShardDamagedError(WarploomError):
    """A shard is not what its receipt says: somebody or something changed the work directory."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}. Run `warploom clean DIR --keep 0` and build again."


def write_shard(work: Path, table: Table, relative: str, batches: Iterable[pa.RecordBatch]) -> ShardRef:
    """Write `batches` as one work shard; each batch becomes its own row group(s) of about `ROW_GROUP_BYTES`."""
    rows = 0
    path = work / relative
    with replacing(path) as temporary:
        with pq.ParquetWriter(
            temporary, table.schema, compression="lz4", use_dictionary=False, write_statistics=False
        ) as writer:
            for batch in batches:
                rows += batch.num_rows
                for piece in split_by_bytes(batch, ROW_GROUP_BYTES):
                    writer.write_batch(piece, row_group_size=max(1, piece.num_rows))
        size, digest = digest_file(temporary)
    return ShardRef(table.name, relative, rows, size, digest)


def read_shard(work: Path, shard: ShardRef, table: Table, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a shard, after its bytes were compared with the receipt's digest.

    For some columns the others are not even read, but to be compared once in each process.
    """
    if columns is None:
        return open_shard(work, shard).read().cast(table.schema)
    schema = pa.schema([table.schema.field(c) for c in columns])
    return map_shard(work, shard).read(columns=list(columns)).cast(schema)


def open_shard(work: Path, shard: ShardRef) -> pq.ParquetFile:
    """Open a verified shard for reading by row group; its compressed bytes are held in memory."""
    data = read_verified(work, shard)
    return pq.ParquetFile(pa.BufferReader(data))


def map_shard(work: Path, shard: ShardRef) -> pq.ParquetFile:
    """Open a shard for reading some of its row groups; its bytes are verified once in each process."""
    return pq.ParquetFile(verified_path(work, shard), memory_map=True)


def verified_path(work: Path, shard: ShardRef) -> Path:
    """Where a shard lies, after its bytes were compared with the receipt's digest, once in each process."""
    path = work / shard.path
    try:
        status = path.stat()
        _verify_once(path, shard, (status.st_ino, status.st_size, status.st_mtime_ns))
    except FileNotFoundError:
        raise ShardDamagedError(shard.path, GONE) from None
    return path


@functools.lru_cache(maxsize=65_536)
def _verify_once(path: Path, shard: ShardRef, _stamp: tuple[int, int, int]) -> None:
    if digest_file(path) != (shard.bytes, shard.sha256):
        raise ShardDamagedError(shard.path, CHANGED)


def read_verified(work: Path, shard: ShardRef) -> bytes:
    """The bytes of a work file, compared with the receipt's digest."""
    try:
        data = (work / shard.path).read_bytes()
    except FileNotFoundError:
        raise ShardDamagedError(shard.path, GONE) from None
    if len(data) != shard.bytes or hashlib.sha256(data).hexdigest() != shard.sha256:
        raise ShardDamagedError(shard.path, CHANGED)
    return data


def digest_file(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256")
        return handle.tell(), digest.hexdigest()


def split_by_bytes(batch: pa.RecordBatch, limit: int) -> Iterable[pa.RecordBatch]:
    """Slices of about `limit` bytes each; at least one row a slice."""
    if batch.num_rows == 0:
        return
    step = max(1, batch.num_rows * limit // max(1, batch.nbytes))
    for start in range(0, batch.num_rows, step):
        yield batch.slice(start, step)


def one_batch(table: pa.Table) -> pa.RecordBatch:
    """A table as a single record batch, also when it has no rows."""
    combined = table.combine_chunks()
    batches = combined.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)

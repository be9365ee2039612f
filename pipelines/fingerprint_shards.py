"""Fingerprints of a slice's documents as files of the work directory that are mapped, never read as a whole."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from warploom.extractors.atomic import replacing
from warploom.extractors.fingerprints.fingerprinting import Fingerprints
from warploom.extractors.fingerprints.scheme import Scheme, same_scheme
from warploom.pipelines.shards import ShardRef, digest_file, verified_path

_SCHEME = b"warploom.scheme"
_SLICE_BITS, _ROW_BITS = 16, 24


def document_numbers(bucket: int, slice_number: int, rows: np.ndarray) -> np.ndarray:
    """Numbers of documents, int64, by their place in the corpus: unchanged by whatever other buckets hold."""
    return np.int64(((bucket << _SLICE_BITS) | slice_number) << _ROW_BITS) | rows.astype(np.int64)


def places_of(documents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Place (bucket and slice as one number) and row of each document."""
    return documents >> _ROW_BITS, documents & ((1 << _ROW_BITS) - 1)


def place(bucket: int, slice_number: int) -> int:
    """Bucket and slice as one number."""
    return (bucket << _SLICE_BITS) | slice_number


def write_fingerprints(work: Path, table: str, relative: str, scheme: Scheme, made: Fingerprints) -> ShardRef:
    """Write the fingerprints of one slice, a row for each document."""
    n = len(made.n_tokens)
    signatures = np.ascontiguousarray(made.signatures, np.uint32)
    width = pa.binary(signatures.shape[1] * 4)
    offsets = pa.py_buffer(np.ascontiguousarray(made.shingle_offsets, np.int64))
    columns = {
        "n_tokens": pa.array(made.n_tokens, pa.int64()),
        "signature": pa.FixedSizeBinaryArray.from_buffers(width, n, [None, pa.py_buffer(signatures)]),
        "shingles": pa.LargeListArray.from_buffers(
            pa.large_list(pa.uint64()), n, [None, offsets], children=[pa.array(made.shingles, pa.uint64())]
        ),
    }
    batch = pa.RecordBatch.from_arrays(list(columns.values()), list(columns))
    batch = batch.replace_schema_metadata({_SCHEME: str(scheme)})
    with replacing(work / relative) as temporary:
        with pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
            writer.write_batch(batch)
        size, digest = digest_file(temporary)
    return ShardRef(table, relative, n, size, digest)


@dataclass(frozen=True, slots=True)
class MappedFingerprints:
    """The fingerprints of one slice, mapped."""

    signatures: np.ndarray
    """uint32, documents x permutations."""
    shingles: pa.LargeListArray
    """Distinct shingles of each document."""


@functools.lru_cache(maxsize=4096)
def map_fingerprints(work: Path, shard: ShardRef, scheme: Scheme) -> MappedFingerprints:
    """Map a slice's fingerprints, whose bytes are verified once in each process.

    Raises `ShardDamagedError` for a changed file, `SchemeError` for fingerprints of another scheme.
    """
    table = pa.ipc.open_file(pa.memory_map(str(verified_path(work, shard)))).read_all()
    same_scheme(scheme, table.schema.metadata[_SCHEME].decode())
    (batch,) = table.to_batches()
    signature = batch.column("signature")
    signatures = np.frombuffer(signature.buffers()[1], np.uint32).reshape(len(signature), scheme.n_permutations)
    return MappedFingerprints(signatures, batch.column("shingles"))


class FingerprintShelf:
    """Fetches fingerprints of documents, wherever in the corpus they lie."""

    def __init__(self, work: Path, shards: Mapping[int, ShardRef], scheme: Scheme) -> None:
        """`shards` by `place`."""
        self._work, self._shards, self._scheme = work, shards, scheme

    def signatures(self, documents: np.ndarray) -> np.ndarray:
        """uint32, documents x permutations."""
        found = np.empty((len(documents), self._scheme.n_permutations), np.uint32)
        for chosen, rows, mapped in self._grouped(documents):
            found[chosen] = mapped.signatures[rows]
        return found

    def sizes(self, documents: np.ndarray) -> np.ndarray:
        """Distinct shingles of each document, int64."""
        found = np.empty(len(documents), np.int64)
        for chosen, rows, mapped in self._grouped(documents):
            found[chosen] = np.diff(mapped.shingles.offsets.to_numpy())[rows]
        return found

    def shingles(self, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Offsets (int64, one more than documents) into the distinct shingles of them all (uint64)."""
        pieces: list[pa.Array] = []
        order: list[np.ndarray] = []
        for chosen, rows, mapped in self._grouped(documents):
            order.append(chosen)
            pieces.append(mapped.shingles.take(pa.array(rows)))
        if not pieces:
            return np.zeros(1, np.int64), np.empty(0, np.uint64)
        back = np.argsort(np.concatenate(order), kind="stable")
        gathered = pa.concat_arrays(pieces).take(pa.array(back))
        return gathered.offsets.to_numpy(), gathered.values.to_numpy()

    def _grouped(self, documents: np.ndarray) -> Sequence[tuple[np.ndarray, np.ndarray, MappedFingerprints]]:
        places, rows = places_of(documents)
        order = np.argsort(places, kind="stable")
        cuts = np.flatnonzero(np.diff(places[order])) + 1
        groups = np.split(order, cuts) if len(order) else []
        return [
            (chosen, rows[chosen], map_fingerprints(self._work, self._shards[int(places[chosen[0]])], self._scheme))
            for chosen in groups
        ]

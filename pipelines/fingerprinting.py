"""Fingerprints the texts of a slice, by every scheme that near-duplicates are found with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.fingerprints.digests import token_digest
from warploom.extractors.fingerprints.fingerprinting import Fingerprints, Lexer, fingerprint, lexer_of
from warploom.extractors.fingerprints.minhash import Backend, signatures_on_cpu
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.text_measures import rows_of
from warploom.pipelines.fingerprint_shards import write_fingerprints
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, map_shard, read_shard, write_shard
from warploom.schemas.fingerprints import UNIT_DIGESTS
from warploom.schemas.syntax import SYNTAX_UNITS
from warploom.validators.gpu.minhash import is_available, signatures_on_gpu

_TEXT = ("occurrence_id", "language", "text")
_UNIT = ("occurrence_id", "kind", "byte_start", "byte_end")


@dataclass(frozen=True, slots=True)
class FingerprintTexts:
    """Fingerprint the texts of one slice, and digest their units; one shard for each scheme, named by it."""

    phase: ClassVar[str] = "fingerprints"
    bucket: str
    texts: ShardRef
    units: ShardRef
    """`syntax_units` of the same slice."""
    schemes: tuple[Scheme, ...]
    device: str = "cpu"
    """auto, cpu or gpu; not part of the fingerprint, since the bits are the same."""

    @property
    def fingerprint(self) -> str:
        return digest_of(self.texts.sha256, self.units.sha256, [str(s) for s in self.schemes], code_digest(__name__))

    @property
    def weight(self) -> int:
        """What the time it takes goes by."""
        return self.texts.bytes

    def run(self, space: Workspace) -> Receipt:
        identity = self.fingerprint
        made: list[list[Fingerprints]] = [[] for _ in self.schemes]
        digests: list[pa.RecordBatch] = []
        units = read_shard(space.work, self.units, SYNTAX_UNITS, _UNIT)
        n_bytes = 0
        backend = backend_for(self.device)
        for batch in map_shard(space.work, self.texts).iter_batches(columns=list(_TEXT)):
            data, offsets = _bytes_of(batch.column("text"))
            n_bytes += len(data)
            lexers = np.array([int(lexer_of(name)) for name in batch.column("language").to_pylist()], np.uint8)
            for scheme, pieces in zip(self.schemes, made, strict=True):
                pieces.append(fingerprint(data, offsets, lexers, scheme, backend))
            occurrences = batch.column("occurrence_id")
            mine = units.filter(pc.is_in(units.column("occurrence_id"), occurrences))
            digests.append(_unit_digests(mine, occurrences, data, offsets, lexers))
        shards = tuple(
            write_fingerprints(
                space.work,
                fingerprints_table(scheme),
                f"fingerprints/{self.bucket}/{scheme.name}-{identity}.arrow",
                scheme,
                joined(pieces, scheme),
            )
            for scheme, pieces in zip(self.schemes, made, strict=True)
        )
        units = write_shard(space.work, UNIT_DIGESTS, f"{UNIT_DIGESTS.name}/{self.bucket}/{identity}.parquet", digests)
        counts = {"rows": self.texts.rows, "bytes": n_bytes}
        return Receipt(self.phase, self.bucket, identity, (*shards, units), counts)


def _unit_digests(
    units: pa.Table, occurrences: pa.Array, data: np.ndarray, offsets: np.ndarray, lexers: np.ndarray
) -> pa.RecordBatch:
    """`UNIT_DIGESTS` of the units of some texts."""
    rows = pc.index_in(units.column("occurrence_id").combine_chunks(), occurrences).to_numpy()
    starts = offsets[rows] + units.column("byte_start").to_numpy()
    ends = offsets[rows] + units.column("byte_end").to_numpy()
    pieces = [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    joined_pieces = np.concatenate([np.empty(0, np.uint8), *pieces])
    made = token_digest(joined_pieces, np.cumsum([0, *map(len, pieces)], dtype=np.int64), lexers[rows])
    return UNIT_DIGESTS.from_columns(
        **{name: units.column(name) for name in _UNIT},
        same_tokens=_hex(made.exact, made.n_tokens),
        same_normalised=_hex(made.normalised, made.n_tokens),
    )


def _hex(digests: np.ndarray, n_tokens: np.ndarray) -> list[str | None]:
    pairs = digests.tolist()
    return [f"{a:016x}{b:016x}" if n else None for (a, b), n in zip(pairs, n_tokens.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class FingerprintFunctions:
    """Fingerprint the IR functions of one compile job."""

    phase: ClassVar[str] = "function_fingerprints"
    bucket: str
    functions: ShardRef
    scheme: Scheme
    device: str = "cpu"
    """As of `FingerprintTexts`."""

    @property
    def fingerprint(self) -> str:
        return digest_of(self.functions.sha256, str(self.scheme), code_digest(__name__))

    @property
    def weight(self) -> int:
        """What the time it takes goes by."""
        return self.functions.bytes

    def run(self, space: Workspace) -> Receipt:
        identity = self.fingerprint
        pieces = []
        backend = backend_for(self.device)
        for batch in map_shard(space.work, self.functions).iter_batches(columns=["text"]):
            # of a function without a text nothing is known but its structure
            data, offsets = _bytes_of(pc.fill_null(batch.column("text"), ""))
            lexers = np.full(batch.num_rows, int(Lexer.LLVM), np.uint8)
            pieces.append(fingerprint(data, offsets, lexers, self.scheme, backend))
        shard = write_fingerprints(
            space.work,
            fingerprints_table(self.scheme),
            f"fingerprints/functions-{self.bucket}/{identity}.arrow",
            self.scheme,
            joined(pieces, self.scheme),
        )
        return Receipt(self.phase, self.bucket, identity, (shard,), {"rows": shard.rows})


def backend_for(device: str) -> Backend:
    """What computes signatures. Raises `GpuError` on its first use where `gpu` is asked for and there is none."""
    return signatures_on_gpu if device == "gpu" or (device == "auto" and is_available()) else signatures_on_cpu


def fingerprints_table(scheme: Scheme) -> str:
    """The name that shards of a scheme go by in receipts."""
    return f"fingerprints_{scheme.name}"


def joined(pieces: list[Fingerprints], scheme: Scheme) -> Fingerprints:
    """Fingerprints of successive documents as one."""
    if len(pieces) == 1:
        return pieces[0]
    starts = np.cumsum([0, *(len(p.shingles) for p in pieces)])
    offsets = [p.shingle_offsets[:-1] + start for p, start in zip(pieces, starts[:-1], strict=True)]
    nothing = np.empty((0, scheme.n_permutations), np.uint32)
    return Fingerprints(
        np.concatenate([nothing, *(p.signatures for p in pieces)]),
        np.concatenate([*offsets, starts[-1:]]).astype(np.int64),
        np.concatenate([np.empty(0, np.uint64), *(p.shingles for p in pieces)]),
        np.concatenate([np.empty(0, np.int64), *(p.n_tokens for p in pieces)]),
    )


def _bytes_of(texts: pa.StringArray) -> tuple[np.ndarray, np.ndarray]:
    """Bytes of an array of strings, not copied, and the offsets of its rows in them."""
    view, offsets = rows_of(texts)
    return np.frombuffer(view, np.uint8), offsets

"""Fingerprints the texts of a slice, by every scheme that near-duplicates are found with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa

from warploom.extractors.fingerprints.fingerprinting import Fingerprints, fingerprint, lexer_of
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.pipelines.fingerprint_shards import write_fingerprints
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, map_shard


@dataclass(frozen=True, slots=True)
class FingerprintTexts:
    """Fingerprint the texts of one slice; one shard for each scheme, its table named by the scheme."""

    phase: ClassVar[str] = "fingerprints"
    bucket: str
    texts: ShardRef
    schemes: tuple[Scheme, ...]

    @property
    def fingerprint(self) -> str:
        return digest_of(self.texts.sha256, [str(s) for s in self.schemes], code_digest(__name__))

    @property
    def weight(self) -> int:
        """What the time it takes goes by."""
        return self.texts.bytes

    def run(self, space: Workspace) -> Receipt:
        identity = self.fingerprint
        made: list[list[Fingerprints]] = [[] for _ in self.schemes]
        n_bytes = 0
        for texts, lexers in self._documents(space):
            data, offsets = _buffers(texts)
            n_bytes += int(offsets[-1] - offsets[0])
            for scheme, pieces in zip(self.schemes, made, strict=True):
                pieces.append(fingerprint(data, offsets, lexers, scheme))
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
        return Receipt(self.phase, self.bucket, identity, shards, {"rows": self.texts.rows, "bytes": n_bytes})

    def _documents(self, space: Workspace) -> Iterator[tuple[pa.StringArray, np.ndarray]]:
        """Texts and their lexers, by row group."""
        for batch in map_shard(space.work, self.texts).iter_batches(columns=["language", "text"]):
            lexers = [int(lexer_of(language)) for language in batch.column("language").to_pylist()]
            yield batch.column("text"), np.array(lexers, np.uint8)


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


def _buffers(texts: pa.StringArray) -> tuple[np.ndarray, np.ndarray]:
    """Bytes and offsets (int64) of an array of strings, not copied; offsets count from the first byte of its buffer."""
    _, offsets, data = texts.buffers()
    where = np.frombuffer(offsets, np.int32, len(texts) + 1, texts.offset * 4).astype(np.int64)
    return (np.empty(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)), where

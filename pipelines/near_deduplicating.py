"""The exchange on bands: signatures are spilled by band, each partition is searched, then pairs are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.keep_order import in_keep_order, kept_for, tier_numbers
from warploom.extractors.near_duplicates.bands import band_keys
from warploom.extractors.near_duplicates.candidates import Candidates, find_candidates
from warploom.extractors.near_duplicates.confirmed import decide_confirmed
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.representatives import Comparisons
from warploom.pipelines.exchange import Part, Spill, read_parts, write_numbered_spill
from warploom.pipelines.fingerprint_shards import FingerprintShelf, document_numbers, place
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.near_methods import Method
from warploom.pipelines.near_texts import NearTexts
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, one_batch, read_shard, write_shard
from warploom.schemas.exact_duplicates import EXACT_DUPLICATES
from warploom.schemas.fingerprints import BAND_KEYS, CANDIDATE_PAIRS, COMPARED_DOCUMENTS, CROWDED_BANDS
from warploom.schemas.identity import source_file_id
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.table import Table


@dataclass(frozen=True, slots=True)
class SpillBands:
    """Spill the bands of what a bucket publishes, by every method; and note what is compared."""

    phase: ClassVar[str] = "bands"
    bucket: str
    decisions: tuple[Part, ...]
    """Of exact duplicates: what they leave is compared."""
    texts: tuple[ShardRef, ...]
    fingerprints: Mapping[str, tuple[ShardRef, ...]]
    """By method, in the order of `texts`."""
    methods: tuple[Method, ...]
    n_partitions: int

    @property
    def fingerprint(self) -> str:
        shards = [[s.sha256 for s in refs] for refs in self.fingerprints.values()]
        parts = [p.sha256 for p in self.decisions]
        methods = [m.digest() for m in self.methods]
        texts = [s.sha256 for s in self.texts]
        return digest_of(parts, texts, shards, methods, self.n_partitions, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        compared = self._compared(space)
        shard = write_shard(
            space.work, COMPARED_DOCUMENTS, f"compared_documents/{self.bucket}/{fingerprint}.parquet", [compared]
        )
        documents = compared.column("document").to_numpy()
        spills = {}
        for method in self.methods:
            shards = by_place(int(self.bucket), self.fingerprints[method.name])
            relative = f"exchange/bands/{method.name}-{self.bucket}-{fingerprint}.arrow"
            spills[method.name] = spill_bands(space.work, relative, documents, shards, method, self.n_partitions)
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), {"rows": len(documents)}, {"spills": spills})

    def _compared(self, space: Workspace) -> pa.RecordBatch:
        decisions = pa.Table.from_batches([read_parts(space.work, self.decisions, EXACT_DUPLICATES)])
        chosen = decisions.filter(pc.and_(decisions.column("is_published"), decisions.column("is_representative")))
        pieces = []
        for number, shard in enumerate(self.texts):
            occurrences = read_shard(space.work, shard, SOURCE_TEXTS, ("occurrence_id",)).column("occurrence_id")
            places = pc.index_in(occurrences, chosen.column("occurrence_id").combine_chunks())
            rows = np.flatnonzero(places.is_valid().to_numpy())
            taken = chosen.take(pc.drop_null(places))
            pieces.append(
                COMPARED_DOCUMENTS.from_columns(
                    document=document_numbers(int(self.bucket), number, rows),
                    subject_id=[source_file_id(c) for c in taken.column("content_id").to_pylist()],
                    tier=tier_numbers(taken.column("license_tier")),
                    **{
                        name: taken.column(name)
                        for name in COMPARED_DOCUMENTS.schema.names
                        if name not in ("document", "subject_id", "tier")
                    },
                )
            )
        return one_batch(pa.Table.from_batches(pieces, COMPARED_DOCUMENTS.schema))


@dataclass(frozen=True, slots=True)
class FindCandidates:
    """Search one partition of one method for pairs, and for bands that too many share."""

    phase: str
    bucket: str
    """Method and number of the partition."""
    parts: tuple[Part, ...]
    fingerprints: Mapping[int, ShardRef]
    """By place."""
    method: Method

    @property
    def fingerprint(self) -> str:
        # the signatures are those that the bands were made of
        return digest_of([p.sha256 for p in self.parts], self.method.digest(), code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        bands = read_parts(space.work, self.parts, BAND_KEYS)
        keys, holders = _shared(bands.column("key").to_numpy(), bands.column("document").to_numpy())
        numbers, local = np.unique(holders, return_inverse=True)
        documents = _documents(space, self.fingerprints, self.method, numbers, np.arange(len(numbers)))
        found = find_candidates(keys, local, documents, self.method.criterion)
        pairs = CANDIDATE_PAIRS.from_columns(
            first=numbers[found.first], second=numbers[found.second], matches=found.matches
        )
        sizes = found.large_sizes
        crowded = CROWDED_BANDS.from_columns(
            band=np.repeat(np.arange(len(sizes)), sizes), document=numbers[found.large_members]
        )
        shards = tuple(
            write_shard(space.work, table, f"{table.name}/{self.bucket}/{fingerprint}.parquet", [batch])
            for table, batch in ((CANDIDATE_PAIRS, pairs), (CROWDED_BANDS, crowded))
        )
        counts = {"rows": pairs.num_rows, "crowded_bands": len(sizes)}
        facts = {"largest_band": int(sizes.max(initial=0))}
        return Receipt(self.phase, self.bucket, fingerprint, shards, counts, facts)


@dataclass(frozen=True, slots=True)
class DecideNear:
    """Decide which documents are represented by which, over all partitions of one method."""

    phase: str
    bucket: str
    """Name of the method."""
    pairs: tuple[ShardRef, ...]
    crowded: tuple[ShardRef, ...]
    compared: tuple[ShardRef, ...]
    """Of all buckets."""
    fingerprints: Mapping[int, ShardRef]
    """By place."""
    texts: Mapping[int, ShardRef]
    """What they are of, likewise."""
    method: Method

    @property
    def fingerprint(self) -> str:
        shards = [s.sha256 for s in (*self.pairs, *self.crowded, *self.compared)]
        fingerprints = sorted((number, shard.sha256) for number, shard in self.fingerprints.items())
        return digest_of(shards, fingerprints, self.method.digest(), code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        pairs = _read_all(space, self.pairs, CANDIDATE_PAIRS)
        crowded = [read_shard(space.work, s, CROWDED_BANDS) for s in self.crowded]
        columns = [pairs.column("first"), pairs.column("second"), *(t.column("document") for t in crowded)]
        numbers = np.unique(np.concatenate([c.to_numpy() for c in columns]))
        compared = _read_all(space, self.compared, COMPARED_DOCUMENTS)
        where = pc.index_in(pa.array(numbers), compared.column("document").combine_chunks())
        involved = compared.take(where)
        rank = np.empty(len(numbers), np.int64)
        rank[in_keep_order(involved, "subject_id")] = np.arange(len(numbers))
        documents = _documents(space, self.fingerprints, self.method, numbers, rank)
        texts = NearTexts(space.work, self.texts, self.method)
        decided = decide_confirmed(
            documents,
            _candidates(pairs, crowded, numbers),
            self.method.criterion,
            lambda late, early: texts.confirm(numbers[late], numbers[early]),
        )
        made = decided.decisions
        batches = [
            _comparisons(decided.joined, involved, self.method, "duplicate"),
            _comparisons(made.alike, involved, self.method, "alike"),
            _comparisons(made.rejected, involved, self.method, "rejected"),
            _comparisons(decided.collisions, involved, self.method, "collision"),
        ]
        relative = f"{NEAR_DUPLICATES.name}/{self.bucket}/{fingerprint}.parquet"
        shard = write_shard(space.work, NEAR_DUPLICATES, relative, batches)
        counts = {"rows": shard.rows, "duplicates": batches[0].num_rows, "compared": made.n_compared}
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), counts, {"cut": made.n_cut})


def _documents(
    space: Workspace, fingerprints: Mapping[int, ShardRef], method: Method, numbers: np.ndarray, rank: np.ndarray
) -> Documents:
    """The documents of these numbers, in their order."""
    shelf = FingerprintShelf(space.work, fingerprints, method.scheme)
    return Documents(shelf.signatures(numbers), *shelf.shingles(numbers), rank)


def _read_all(space: Workspace, shards: Sequence[ShardRef], table: Table) -> pa.Table:
    """Rows of all shards; none of none."""
    return pa.concat_tables([table.schema.empty_table(), *(read_shard(space.work, s, table) for s in shards)])


def _candidates(pairs: pa.Table, crowded: Sequence[pa.Table], numbers: np.ndarray) -> Candidates:
    """Candidates of all partitions, documents by their place in `numbers`."""
    bands = [table.column("band").to_numpy() for table in crowded]
    sizes = np.concatenate([np.zeros(1, np.int64), *(np.bincount(band) for band in bands)])
    members = [table.column("document").to_numpy() for table in crowded]
    return Candidates(
        first=np.searchsorted(numbers, pairs.column("first").to_numpy()),
        second=np.searchsorted(numbers, pairs.column("second").to_numpy()),
        matches=pairs.column("matches").to_numpy(),
        large_offsets=np.cumsum(sizes),
        large_members=np.searchsorted(numbers, np.concatenate([np.zeros(0, np.int64), *members])),
        n_groups=0,
        n_looked_at=0,
    )


def _comparisons(made: Comparisons, involved: pa.Table, method: Method, verdict: str) -> pa.RecordBatch:
    n = len(made.document)
    subjects, others = (
        involved.column("subject_id").take(pa.array(rows)) for rows in (made.document, made.representative)
    )
    return NEAR_DUPLICATES.from_columns(
        level=[method.level] * n,
        method=[method.name] * n,
        subject_id=subjects,
        other_id=others,
        score=made.n_common / np.maximum(made.n_union, 1),
        n_common=made.n_common,
        n_union=made.n_union,
        threshold=np.full(n, float(method.criterion.threshold)),
        verdict=[verdict] * n,
        kept_for=kept_for(involved, made.representative, made.document)
        if verdict == "duplicate"
        else pa.nulls(n, pa.string()),
        scheme=[str(method.scheme)] * n,
    )


def _shared(keys: np.ndarray, documents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose key is not theirs alone: only of these are signatures needed."""
    order = np.argsort(keys)
    ordered = keys[order]
    equal = ordered[1:] == ordered[:-1]
    chosen = order[np.concatenate([equal, [False]]) | np.concatenate([[False], equal])] if len(keys) else order
    return keys[chosen], documents[chosen]


def spill_bands(
    work: Path, relative: str, documents: np.ndarray, shards: Mapping[int, ShardRef], method: Method, n_partitions: int
) -> Spill:
    """Spill the bands of documents by their keys."""
    shelf = FingerprintShelf(work, shards, method.scheme)
    documents = documents[shelf.sizes(documents) >= method.min_shingles]
    signatures = shelf.signatures(documents)
    criterion = method.criterion
    keys = band_keys(signatures, criterion.n_bands, criterion.n_rows).reshape(-1)
    batch = BAND_KEYS.from_columns(key=keys, document=np.repeat(documents, criterion.n_bands))
    return write_numbered_spill(work, relative, batch, partitions_of(keys, n_partitions))


def partitions_of(keys: np.ndarray, n_partitions: int) -> np.ndarray:
    """Partition of each key (uint64); the high bits decide, the low ones tell keys of a partition apart."""
    return ((keys >> np.uint64(32)) % np.uint64(n_partitions)).astype(np.int64)


def by_place(bucket: int, shards: Sequence[ShardRef]) -> dict[int, ShardRef]:
    """Shards of a bucket's slices by place."""
    return {place(bucket, number): shard for number, shard in enumerate(shards)}

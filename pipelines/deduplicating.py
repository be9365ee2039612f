"""The exchange on content: candidates of each bucket are spilled, each partition is decided, decisions go back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.exact_duplicates import FindExactDuplicates
from warploom.pipelines.exchange import Part, partition_of, read_parts, write_spill
from warploom.pipelines.fingerprints import code_digest, digest_of, stage_fingerprint
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.row_stages import check_account
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard
from warploom.schemas.columns import TIMESTAMP
from warploom.schemas.exact_duplicates import DUPLICATE_CANDIDATES
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.identity import bucket_of_repository
from warploom.schemas.quarantine import REJECTIONS
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.validators.filters import COLUMNS, wanted


@dataclass(frozen=True, slots=True)
class SpillCandidates:
    """Spill what competes for each content, keyed by content."""

    phase: ClassVar[str] = "candidates"
    bucket: str
    texts: tuple[ShardRef, ...]
    licenses: ShardRef
    times: tuple[tuple[str, str | None], ...]
    """(repository_id, revision_time as ISO 8601 or None) of the bucket's repositories."""
    n_partitions: int
    condition: str = ""
    """The recipe's filter."""
    rejections: tuple[ShardRef, ...] = ()
    """Of stages that refuse a text after it was read: its content is published nowhere."""

    @property
    def fingerprint(self) -> str:
        digests = [s.sha256 for s in (*self.texts, self.licenses, *self.rejections)]
        return digest_of(digests, self.times, self.n_partitions, self.condition, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        vendored: dict[str, bool] = {}
        is_wanted: dict[str, bool] = {}
        needed = COLUMNS if self.condition else ("occurrence_id", "is_vendored")
        for shard in self.texts:
            files = read_shard(space.work, shard, SOURCE_TEXTS, needed)
            ids = files.column("occurrence_id").to_pylist()
            vendored.update(zip(ids, files.column("is_vendored").to_pylist(), strict=True))
            is_wanted.update(zip(ids, wanted(self.condition, files), strict=True))
        for shard in self.rejections:
            refused = read_shard(space.work, shard, REJECTIONS, ["subject_id"]).column("subject_id").to_pylist()
            is_wanted.update(dict.fromkeys(refused, False))
        names = ["occurrence_id", "repository_id", "content_id", "license_expression", "license_tier"]
        licenses = read_shard(space.work, self.licenses, FILE_LICENSES, names)
        times = {repository: None if t is None else datetime.fromisoformat(t) for repository, t in self.times}
        batch = DUPLICATE_CANDIDATES.from_columns(
            **{name: licenses.column(name) for name in names},
            is_wanted=[is_wanted[o] for o in licenses.column("occurrence_id").to_pylist()],
            is_vendored=[vendored[o] for o in licenses.column("occurrence_id").to_pylist()],
            revision_time=pa.array([times[r] for r in licenses.column("repository_id").to_pylist()], TIMESTAMP),
        )
        n_partitions = self.n_partitions
        spill = write_spill(
            space.work,
            f"exchange/candidates/{self.bucket}-{fingerprint}.arrow",
            batch,
            FindExactDuplicates.exchange_key,
            lambda key: partition_of(key, n_partitions),
        )
        return Receipt(self.phase, self.bucket, fingerprint, (), {"rows": batch.num_rows}, {"spill": spill})


@dataclass(frozen=True, slots=True)
class FindDuplicates:
    """Decide one partition, and spill its decisions keyed by the bucket they go back to."""

    phase: ClassVar[str] = "duplicates"
    bucket: str
    """Number of the partition."""
    parts: tuple[Part, ...]
    stage: FindExactDuplicates

    @property
    def fingerprint(self) -> str:
        return digest_of([p.sha256 for p in self.parts], stage_fingerprint(self.stage), code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        candidates = read_parts(space.work, self.parts, self.stage.accepts)
        outcome = self.stage(candidates)
        check_account(self.stage.name, candidates.column("occurrence_id"), outcome)
        (decisions,) = outcome.emitted
        spill = write_spill(
            space.work,
            f"exchange/decisions/{self.bucket}-{fingerprint}.arrow",
            decisions,
            "repository_id",
            bucket_of_repository,
        )
        facts: dict[str, Any] = {"spill": spill}
        n_duplicates = (
            decisions.num_rows - pc.sum(decisions.column("is_representative")).as_py() if len(decisions) else 0
        )
        return Receipt(
            self.phase, self.bucket, fingerprint, (), {"rows": decisions.num_rows, "duplicates": n_duplicates}, facts
        )

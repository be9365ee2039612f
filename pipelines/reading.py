"""Reads the sources of one bucket into slices of `contents`: bounded memory, every path accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, ClassVar

from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.row_stages import write_rejections
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, write_shard
from warploom.schemas import identity
from warploom.schemas.path_histories import PATH_HISTORIES
from warploom.schemas.source import Entry, LocalSource, PathHistory, ReadLimits, RevisionFacts, SourceError
from warploom.schemas.source_files import CONTENTS
from warploom.schemas.stage import Reject, Rejections

MIN_SLICE_BYTES = 4 * 1024 * 1024
MAX_SLICE_BYTES = 16 * 1024 * 1024
MAX_SLICE_ROWS = 8_192
_CUT_ONE_IN = 32
STAGE = "read_sources"


@dataclass(frozen=True, slots=True)
class ReadSources:
    """Read every source of one bucket.

    Slices are cut where a path's hash says so (within the size limits), so that an inserted or changed file changes
    the slice it lies in and leaves the others byte-identical: what did not change is not processed again.
    """

    phase: ClassVar[str] = "read"
    bucket: str
    sources: tuple[LocalSource, ...]
    states: tuple[str, ...]
    limits: ReadLimits
    first_paths: int | None
    """Read only so many paths of each source (`--limit`)."""
    withheld: tuple[str, ...] = ()
    """Contents (SWHIDs, sorted) that are never stored: their owners opted out. They are counted, not listed."""

    @property
    def fingerprint(self) -> str:
        return digest_of(
            [asdict(s.origin) for s in self.sources],
            self.states,
            asdict(self.limits),
            self.first_paths,
            self.withheld,
            code_digest(__name__),
            [code_digest(type(s).__module__) for s in self.sources],
        )

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        writer = _SliceWriter(space, self.bucket, fingerprint)
        rejections = Rejections(STAGE)
        histories: list[dict[str, Any]] = []
        repositories = [self._read(source, writer, rejections, histories) for source in self.sources]
        writer.flush()
        refused = write_rejections(space.work, self.bucket, f"{self.phase}-{fingerprint}", [rejections.batch()])
        name = f"path_histories/{self.bucket}/{fingerprint}.parquet"
        n_refused = sum(s.rows for s in refused)
        dated = [write_shard(space.work, PATH_HISTORIES, name, [PATH_HISTORIES.batch(histories)])] if histories else []
        rows = sum(s.rows for s in writer.shards) + n_refused
        return Receipt(
            self.phase,
            self.bucket,
            fingerprint,
            (*writer.shards, *refused, *dated),
            counts={"rows": rows, "bytes": writer.n_bytes, "refused": n_refused},
            facts={"repositories": repositories},
        )

    def _read(
        self, source: LocalSource, writer: _SliceWriter, rejections: Rejections, histories: list[dict[str, Any]]
    ) -> dict[str, Any]:
        origin = source.origin
        repository = identity.repository_id(origin.source_kind, origin.repo_name, origin.pinned_revision)
        tree = hashlib.sha256()
        refused: list[tuple[str, str, Reject]] = []
        dated: list[dict[str, Any]] = []
        withheld, n_withheld = frozenset(self.withheld), 0
        writer.begin_repository()
        try:
            entries: Iterator[Entry] = source.entries(self.limits)
            for entry in islice(entries, self.first_paths):
                reject, content = entry.reject, entry.content
                occurrence = identity.occurrence_id(repository, entry.path)
                if reject is None and content is not None:
                    content_id = identity.content_id(content)
                    if content_id in withheld:
                        n_withheld += 1
                        continue
                    tree.update(f"{entry.path}\0{content_id}\0".encode())
                    writer.add(occurrence, repository, entry.path, content_id, content)
                elif reject is not None:
                    tree.update(f"{entry.path}\0{reject.reason}\0".encode())
                    refused.append((occurrence, entry.path, reject))
                else:
                    raise AssertionError(f"{entry.path}: an entry needs a content or a reason")
                if entry.history is not None:
                    dated.append({"occurrence_id": occurrence, **_history(entry.history)})
            facts = source.facts()
        except SourceError as error:
            writer.drop_repository()
            rejections.add(
                subject_id=repository, repository_id=repository, path=None, reject=Reject(error.reason, error.detail)
            )
            refused, dated, facts = [], [], RevisionFacts()
        histories.extend(dated)
        for occurrence, path, reject in refused:
            rejections.add(subject_id=occurrence, repository_id=repository, path=path, reject=reject)
        return {
            "repository_id": repository,
            "repo_name": origin.repo_name,
            "source_kind": origin.source_kind,
            "origin_url": origin.origin_url,
            "revision_id": facts.revision_id or origin.pinned_revision or "tree:" + tree.hexdigest(),
            "revision_time": facts.time.isoformat() if facts.time is not None else None,
            "revision_swhid": facts.revision_swhid,
            "root_commits": list(facts.root_commits),
            "submodules": list(facts.submodules),
            "patches": list(facts.patches),
            "moved_to": origin.moved_to,
            "is_vanished": origin.is_vanished,
            "fork_of": origin.fork_of,
            "verified_by": origin.verified_by,
            "n_withheld": n_withheld,
            "archive_sha256": origin.archive_sha256,
            "license_override": origin.license_override or None,
        }


def _history(history: PathHistory) -> dict[str, Any]:
    return {
        "first_commit": history.first_commit,
        "first_commit_time": history.first_time,
        "last_commit": history.last_commit,
        "last_commit_time": history.last_time,
    }


class _SliceWriter:
    """Collects rows and writes them as slices; can take back the repository it is in the middle of."""

    def __init__(self, space: Workspace, bucket: str, fingerprint: str) -> None:
        self._space, self._bucket, self._fingerprint = space, bucket, fingerprint
        self._rows: list[tuple[str, str, str, str, bytes]] = []
        self._pending_bytes = 0
        self._first_row = 0
        self._first_shard = 0
        self._bytes_before = 0
        self.shards: list[ShardRef] = []
        self.n_bytes = 0

    def begin_repository(self) -> None:
        self._first_row, self._first_shard, self._bytes_before = len(self._rows), len(self.shards), self.n_bytes

    def drop_repository(self) -> None:
        for shard in self.shards[self._first_shard :]:
            (self._space.work / shard.path).unlink(missing_ok=True)
        del self.shards[self._first_shard :]
        del self._rows[self._first_row :]
        self._pending_bytes = sum(len(row[4]) for row in self._rows)
        self.n_bytes = self._bytes_before

    def add(self, occurrence: str, repository: str, path: str, content_id: str, content: bytes) -> None:
        self._rows.append((occurrence, repository, path, content_id, content))
        self._pending_bytes += len(content)
        self.n_bytes += len(content)
        is_big_enough = self._pending_bytes >= MIN_SLICE_BYTES or len(self._rows) >= MAX_SLICE_ROWS // 4
        may_cut = is_big_enough and int(occurrence[3:11], 16) % _CUT_ONE_IN == 0
        if (may_cut or self._is_full()) and self._first_row:
            # Earlier repositories get a slice of their own, so that this one can be taken back.
            self._write(self._rows[: self._first_row])
            self._rows = self._rows[self._first_row :]
            self._first_row, self._first_shard = 0, len(self.shards)
            self._pending_bytes = sum(len(row[4]) for row in self._rows)
            may_cut = False
        if may_cut or self._is_full():
            self.flush()

    def _is_full(self) -> bool:
        return self._pending_bytes >= MAX_SLICE_BYTES or len(self._rows) >= MAX_SLICE_ROWS

    def flush(self) -> None:
        if self._rows:
            self._write(self._rows)
        self._rows, self._pending_bytes, self._first_row = [], 0, 0

    def _write(self, rows: list[tuple[str, str, str, str, bytes]]) -> None:
        occurrences, repositories, paths, content_ids, contents = (list(c) for c in zip(*rows, strict=True))
        batch = CONTENTS.from_columns(
            occurrence_id=occurrences,
            repository_id=repositories,
            path=paths,
            content_id=content_ids,
            content_bytes=[len(c) for c in contents],
            content=contents,
        )
        name = f"contents/{self._bucket}/{self._fingerprint}-{len(self.shards):05d}.parquet"
        self.shards.append(write_shard(self._space.work, CONTENTS, name, [batch]))

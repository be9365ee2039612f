"""The license phases: collect distinct texts, have the engine name those nobody named before, decide per file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from warploom.extractors.licenses.detect import DetectLicenses, texts_to_recognize
from warploom.extractors.licenses.engine import engine_version
from warploom.extractors.licenses.matches import LicenseMatches
from warploom.extractors.licenses.recognition import Recognition, policy_digest, recognizing
from warploom.extractors.supervised import SupervisedChild
from warploom.pipelines.fingerprints import code_digest, digest_of, stage_fingerprint
from warploom.pipelines.receipts import PROVISIONAL, Receipt
from warploom.pipelines.row_stages import check_account, write_rejections
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, one_batch, read_shard, write_shard
from warploom.pipelines.stored_repository import StoredContents, StoredRepository, views
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.notices import LICENSE_TEXTS, NOTICES
from warploom.schemas.stage import Reject

TEXTS_PER_JOB = 48
_TEXT_TIMEOUT_S = 120.0
_ENGINE_MEMORY_BYTES = 3 * 1024**3
"""The engine peaks below 1 GB; the limit stops a text that makes it grow."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """One bucket as the license jobs see it: its repositories, what they hold, and what their texts say of rights."""

    repositories: tuple[Mapping[str, Any], ...]
    contents: tuple[ShardRef, ...]
    notices: tuple[ShardRef, ...]

    def digests(self) -> list[Any]:
        """What a fingerprint needs of it."""
        return [[dict(r) for r in self.repositories], [s.sha256 for s in (*self.contents, *self.notices)]]

    def by_repository(self, space: Workspace) -> Iterator[tuple[pa.RecordBatch, StoredRepository]]:
        """The notices of each repository, with a view of it."""
        tables = [read_shard(space.work, shard, NOTICES) for shard in self.notices]
        if not tables:
            return
        merged = pa.concat_tables(tables)
        for view in views(self.repositories, StoredContents(space.work, self.contents)):
            own = merged.filter(pa.compute.equal(merged.column("repository_id"), view.repository_id))
            if own.num_rows:
                yield one_batch(own), view


@dataclass(frozen=True, slots=True)
class CollectLicenseTexts:
    """Collect the distinct texts that the decisions for one bucket will need named."""

    phase: ClassVar[str] = "license_texts"
    bucket: str
    noticed: Noticed

    @property
    def fingerprint(self) -> str:
        return digest_of(self.noticed.digests(), code_digest(__name__), code_digest(DetectLicenses.__module__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        texts: dict[str, str] = {}
        for batch, view in self.noticed.by_repository(space):
            texts.update(texts_to_recognize(batch, view))
        shas = sorted(texts)
        shard = write_shard(
            space.work,
            LICENSE_TEXTS,
            f"license_texts/{self.bucket}/{fingerprint}.parquet",
            [LICENSE_TEXTS.from_columns(text_sha256=shas, text=[texts[s] for s in shas])],
        )
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), {"rows": shard.rows})


@dataclass(frozen=True, slots=True)
class RecognizeTexts:
    """Have the engine name some texts, and keep its answers in the cache that outlives the run."""

    phase: ClassVar[str] = "recognize"
    bucket: str
    shas: tuple[tuple[ShardRef, tuple[str, ...]], ...]
    """Which texts of which shards."""

    @property
    def fingerprint(self) -> str:
        return digest_of([shas for _, shas in self.shas], engine_version(), policy_digest())

    def run(self, space: Workspace) -> Receipt:
        texts: dict[str, str] = {}
        for shard, wanted in self.shas:
            table = read_shard(space.work, shard, LICENSE_TEXTS)
            known = dict(zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True))
            texts.update({sha: known[sha] for sha in wanted})
        CachedRecognizer(space.license_cache)(texts)
        return Receipt(self.phase, self.bucket, self.fingerprint, (), {"rows": len(texts)})


@dataclass(frozen=True, slots=True)
class DecideLicenses:
    """Decide the license of every source text of one bucket, repository by repository."""

    phase: ClassVar[str] = "licenses"
    bucket: str
    noticed: Noticed
    stage: DetectLicenses

    @property
    def fingerprint(self) -> str:
        return digest_of(self.noticed.digests(), stage_fingerprint(self.stage), code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        decided: list[pa.RecordBatch] = []
        rejected: list[pa.RecordBatch] = []
        recognizer = CachedRecognizer(space.license_cache)
        with recognizing(recognizer):
            for batch, view in self.noticed.by_repository(space):
                outcome = self.stage(batch, view)
                check_account(self.stage.name, batch.column("occurrence_id"), outcome)
                decided += outcome.emitted
                rejected.append(outcome.quarantined)
        _engine().close()  # it holds most of a gigabyte, and no later phase needs it
        name = f"file_licenses/{self.bucket}/{fingerprint}.parquet"
        licenses = write_shard(space.work, FILE_LICENSES, name, decided)
        refused = write_rejections(space.work, self.bucket, f"{self.phase}-{fingerprint}", rejected)
        counts = {
            "rows": licenses.rows,
            "refused": sum(s.rows for s in refused),
            PROVISIONAL: recognizer.n_unnamed,
        }
        return Receipt(self.phase, self.bucket, fingerprint, (licenses, *refused), counts)


def recognition_jobs(space: Workspace, collected: Sequence[Receipt]) -> list[RecognizeTexts]:
    """Jobs for the texts that no cached answer names, each text once, in even portions."""
    matches = LicenseMatches.open(space.license_cache)
    seen: set[str] = set()
    wanted: list[tuple[ShardRef, str]] = []
    for receipt in collected:
        shard = receipt.one(LICENSE_TEXTS.name)
        for sha in matches.missing(read_shard(space.work, shard, LICENSE_TEXTS, ["text_sha256"]).column(0).to_pylist()):
            if sha not in seen:
                seen.add(sha)
                wanted.append((shard, sha))
    jobs = []
    for start in range(0, len(wanted), TEXTS_PER_JOB):
        portion: dict[ShardRef, list[str]] = {}
        for shard, sha in wanted[start : start + TEXTS_PER_JOB]:
            portion.setdefault(shard, []).append(sha)
        shas = tuple((shard, tuple(members)) for shard, members in portion.items())
        jobs.append(RecognizeTexts(f"{start // TEXTS_PER_JOB:06d}", shas))
    return jobs


class CachedRecognizer:
    """A `LicenseRecognizer`: the cache first, then the engine in a supervised child of this process."""

    def __init__(self, directory: Path) -> None:
        self._matches = LicenseMatches.open(directory)
        self.n_unnamed = 0
        """Texts that the engine died of or did not finish: a faster machine may get further with them."""

    def __call__(self, texts: Mapping[str, str], /) -> Mapping[str, Recognition]:
        answers = {sha: known for sha in texts if (known := self._matches.get(sha)) is not None}
        shas = [sha for sha in texts if sha not in answers]
        if shas:
            fresh = dict(zip(shas, _engine().map([texts[sha] for sha in shas]), strict=True))
            self._matches.add({sha: answer for sha, answer in fresh.items() if not isinstance(answer, Reject)})
            answers.update((sha, _unnamed(a) if isinstance(a, Reject) else a) for sha, a in fresh.items())
            self.n_unnamed += sum(isinstance(answer, Reject) for answer in fresh.values())
        return answers


def _unnamed(reject: Reject) -> Recognition:
    # The text is the engine's undoing. It stays unnamed, and its files are refused as of unknown license; the answer
    # is not kept, since a faster machine may get further.
    return Recognition(None, 0.0, f"{engine_version()}: {reject.reason}")


@cache
def _engine() -> SupervisedChild:
    return SupervisedChild(
        "warploom.extractors.licenses.engine:match_text",
        prepare="warploom.extractors.licenses.engine:prepare",
        row_timeout_s=_TEXT_TIMEOUT_S,
        memory_bytes=_ENGINE_MEMORY_BYTES,
    )

"""Publishes a checked release under its version to a place, and withdraws one there."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from warploom.catalog.release_log import LoggedRelease, ReleaseLog
from warploom.schemas.errors import UsageError, WarploomError
from warploom.schemas.manifest import Manifest, read_manifest
from warploom.schemas.release import CATALOG, MANIFEST
from warploom.schemas.versions import ReleaseVersion
from warploom.validators.releases import Finding, check

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file that goes: POSIX path in the release, length, SHA-256; and git's digest of one that is no shard."""

    path: str
    bytes: int
    sha256: str
    blob: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """What publishing does, or would: files to send, files that are at the place already, files that leave it."""

    place: str
    version: str
    manifest_sha256: str
    state: str
    """published, up_to_date or dry_run."""
    send: tuple[ReleaseFile, ...] = ()
    reuse: tuple[ReleaseFile, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def bytes_to_send(self) -> int:
        return sum(file.bytes for file in self.send)


class Place(Protocol):
    """Where releases are kept: a directory, a store that fsspec reaches, or the Hub."""

    @property
    def name(self) -> str: ...

    @property
    def is_public(self) -> bool:
        """Whether anybody may be able to read what lies there."""

    def log(self) -> ReleaseLog:
        """What was published there; empty where nothing was."""

    def plan(self, files: Sequence[ReleaseFile], version: str) -> Sending: ...

    def send(self, directory: Path, sending: Sending, note: Note) -> None:
        """Bring all files there, the manifest last; what an interrupted call has brought is not sent again."""

    def conclude(self, log: ReleaseLog, version: str) -> None:
        """Write the log, and make the release findable by its version."""

    def withdraw(self, log: ReleaseLog, version: str, reason: str, *, delete: bool) -> None:
        """Write the log, in which a release is withdrawn; with `delete` its files or its tag go."""


class RefusedError(WarploomError):
    """A release may not go where it was to go, or is not good enough to."""

    def __init__(self, directory: str, why: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(directory, why, findings)
        self.directory, self.why, self.findings = directory, why, findings

    def __str__(self) -> str:
        return "\n".join([f"{self.directory}: {self.why}", *map(str, self.findings)])


def publish_release(directory: Path, place: Place, today: date, note: Note, *, dry_run: bool = False) -> Sending:
    """Publish a release; `RefusedError` for one that the checks refuse, or an internal one at a public place.

    A version is published once: the same release again is nothing to do, another one of that version is refused.
    """
    manifest = read_manifest(directory)
    version = manifest.provenance.release
    if not version:
        raise UsageError(f"{directory}: has no version. Build it with `--release next`, or a version as 2026.11.0")
    ReleaseVersion.parse(version)
    if manifest.provenance.visibility != "public" and place.is_public:
        raise RefusedError(str(directory), f"is internal, and {place.name} may be public: nothing was sent")
    note(f"checking {directory}")
    findings = check(directory)
    if findings:
        raise RefusedError(str(directory), f"{len(findings)} checks fail: nothing was sent", tuple(findings))
    log = place.log()
    files = release_files(directory, manifest)
    manifest_sha256 = files[-1].sha256
    _refuse_version(directory, version, manifest_sha256, log, place)
    known = log.of(version)
    sending = place.plan(files, version)
    if known is not None and not sending.send:
        return dataclasses.replace(sending, state="up_to_date")
    if dry_run:
        return sending
    place.send(directory, sending, note)
    entry = known or LoggedRelease(
        version, manifest.provenance.name, manifest_sha256, sum(f.bytes for f in files), today.isoformat()
    )
    place.conclude(log.with_release(entry), version)
    return dataclasses.replace(sending, state="published")


def withdraw_release(place: Place, version: str, reason: str, today: date, *, delete: bool = False) -> LoggedRelease:
    """Mark a published release as one that nobody should use any more; the entry in the log of its place."""
    if not reason.strip():
        raise UsageError("withdrawing needs a reason, which users are shown")
    before = place.log()
    after = before.with_withdrawn(version, reason.strip(), today.isoformat())
    entry = after.of(version)
    assert entry is not None  # noqa: S101 - `with_withdrawn` found it
    place.withdraw(after, version, entry.reason, delete=delete)
    return entry


def release_files(directory: Path, manifest: Manifest) -> tuple[ReleaseFile, ...]:
    """All files of a release, sorted, the manifest last."""
    files = [ReleaseFile(r.path, r.bytes, r.sha256) for table in manifest.tables.values() for r in table.files]
    others = sorted([*(receipt.path for receipt in manifest.files), CATALOG])
    files += [_file(directory, name) for name in others]
    return (*sorted(files, key=lambda file: file.path), _file(directory, MANIFEST))


def _file(directory: Path, name: str) -> ReleaseFile:
    data = (directory / name).read_bytes()
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return ReleaseFile(name, len(data), hashlib.sha256(data).hexdigest(), blob)


def _refuse_version(directory: Path, version: str, manifest_sha256: str, log: ReleaseLog, place: Place) -> None:
    known = log.of(version)
    if known is not None and known.is_withdrawn:
        raise RefusedError(str(directory), f"{version} was withdrawn from {place.name} ({known.reason})")
    if known is not None and known.manifest_sha256 != manifest_sha256:
        raise RefusedError(
            str(directory), f"{place.name} has another release {version}. Build with `--release next` for a new version"
        )
    if known is None and log.releases:
        last = log.releases[-1].version
        if ReleaseVersion.parse(version) < ReleaseVersion.parse(last):
            raise RefusedError(str(directory), f"{version} comes before {last}, which {place.name} has already")

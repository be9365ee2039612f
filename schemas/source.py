"""What a source is: something that yields the files of one repository revision, never running any of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol

from warploom.schemas.errors import WarploomError
from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds on what one source may make us read; fields are recipe keys under `[limits]`."""

    max_file_bytes: int = 16 * 1024 * 1024
    """Larger files are recorded (`too_large`) and not read."""
    max_unpacked_bytes: int = 16 * 1024**3
    """An archive that unpacks to more is refused as a whole (`source_bomb`)."""
    max_files: int = 1_000_000
    """A source with more paths is refused as a whole (`source_bomb`)."""
    max_ratio: int = 200
    """An archive that unpacks to more than this many times its size (beyond 64 MiB) is a bomb."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a source, in the source's own order: its content, or the reason why there is none."""

    path: str
    length_bytes: int | None
    content: bytes | None
    reject: Reject | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a repository revision comes from, as far as it is known before reading."""

    source_kind: str
    repo_name: str
    origin_url: str
    pinned_revision: str
    """Version or archive sha256; empty for a local directory (its tree digest is known only after reading)."""
    archive_sha256: str | None = None
    license_override: str | None = None


class SourceError(Exception):
    """A source as a whole is bad input (damaged archive, bomb, empty): the repository is quarantined."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class FetchError(WarploomError):
    """A source could not be had (wrong path, no network, wrong digest): the run stops with a clear message."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        super().__init__(what, why, next_step)
        self.what, self.why, self.next_step = what, why, next_step

    def __str__(self) -> str:
        return f"{self.what}: {self.why}. {self.next_step}"


class Source(Protocol):
    """A recipe's `[[sources]]` entry. A frozen dataclass whose fields are the entry's keys; picklable."""

    kind: ClassVar[str]

    def fetch(self, cache: Path, *, offline: bool) -> LocalSource:
        """Bring it to this machine, into `cache`, unless it is there; raise `FetchError` with the next step."""
        ...


class LocalSource(Protocol):
    """A source whose bytes are on this machine."""

    @property
    def origin(self) -> Origin: ...

    def state(self) -> str:
        """Digest that changes whenever reading could yield something else; cheap, reads no file contents."""
        ...

    def entries(self, limits: ReadLimits) -> Iterator[Entry]:
        """All paths in a deterministic order, each once; raises `SourceError` if the source as a whole is bad.

        Paths are POSIX, relative, normalised. Memory stays within one entry whatever the source's size.
        """
        ...

    def revision_time(self) -> datetime | None:
        """Newest modification time recorded in the archive (whole seconds, UTC); valid after `entries` ended."""
        ...

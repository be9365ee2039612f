"""What a source is: something that yields the files of one repository revision, never running any of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

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
class Transfer:
    """What fetching a source brought to this machine: files or git objects, and bytes; zero where nothing was new."""

    objects: int = 0
    bytes: int = 0
    absent: str | None = None
    """Why its host did not give it (`source_vanished`, `source_unavailable`): an earlier copy is read, if any."""


@dataclass(frozen=True, slots=True)
class PathHistory:
    """The commits, in hex, that first and last changed a path, with their times (seconds, UTC; None past year 9999)."""

    first_commit: str
    first_time: datetime | None
    last_commit: str
    last_time: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a source, in the source's own order: its content, or the reason why there is none."""

    path: str
    length_bytes: int | None
    content: bytes | None
    reject: Reject | None = None
    history: PathHistory | None = None
    """Null where the source has no history, or was told not to read it."""


@dataclass(frozen=True, slots=True)
class RevisionFacts:
    """What reading a revision found out about the revision itself."""

    time: datetime | None = None
    """Newest modification time recorded in an archive, or the commit's; whole seconds, UTC."""
    revision_id: str | None = None
    """The commit that was read; None where the pinned revision or the tree's digest says it."""
    revision_swhid: str | None = None
    """SWHID of the revision (`swh:1:rev:`); None where there are no revisions."""
    root_commits: tuple[str, ...] = ()
    """Commits without parents, sorted: forks of one project share them."""
    submodules: tuple[str, ...] = ()
    """`PATH URL COMMIT` of each link to another repository, in the order of paths; never followed."""
    patches: tuple[str, ...] = ()
    """Names of the patches that the distributor applies to this source, in their order; not applied here."""


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
    moved_to: str | None = None
    """URL that the host answers with now, where it is another than the recipe's."""
    is_vanished: bool = False
    """The host no longer has it; what is read is the copy of an earlier fetch."""
    fork_of: str | None = None
    """`owner/name` of the repository that this one is a fork of, as the recipe or a list says."""
    verified_by: str | None = None
    """What vouches for the bytes beside their host: `recipe` (it names a digest or commit), `apt` (a signed index)."""


class SourceError(Exception):
    """A source as a whole is bad input (damaged archive, bomb, empty): the repository is quarantined."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


FETCH_FIRST = "Run `warploom fetch RECIPE --cache DIR` where there is a network, then build with that cache."
"""The next step of whoever is offline and lacks something."""


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

    def names(self) -> tuple[str, ...]:
        """What it is known by before it is fetched: repository name, URL, purl; what was opted out is not fetched."""
        ...

    def fetch(self, cache: Path, *, offline: bool) -> LocalSource:
        """Bring it to this machine, into `cache`, unless it is there; raise `FetchError` with the next step."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A source that a listing names: `entry` is a `[[sources]]` table, not yet validated; `where` is for messages."""

    where: str
    entry: Mapping[str, Any]
    is_text: bool = False
    """All values are text, as the cells of a CSV file are, and to be read as what the source's fields are."""


class Listing(Protocol):
    """A recipe's `[[sources]]` entry that stands for many others: a list file, or a search at a code host."""

    kind: ClassVar[str]

    def entries(self, cache: Path, *, offline: bool) -> Sequence[Listed]:
        """The entries it stands for, in a deterministic order; what a host answered is kept in `cache`.

        Raises `FetchError` with the next step.
        """
        ...


class LocalSource(Protocol):
    """A source whose bytes are on this machine."""

    @property
    def origin(self) -> Origin: ...

    @property
    def transfer(self) -> Transfer: ...

    def state(self) -> str:
        """Digest that changes whenever reading could yield something else; cheap, reads no file contents."""
        ...

    def entries(self, limits: ReadLimits) -> Iterator[Entry]:
        """All paths in a deterministic order, each once; raises `SourceError` if the source as a whole is bad.

        Paths are POSIX, relative, normalised. Memory stays within one entry whatever the source's size.
        """
        ...

    def facts(self) -> RevisionFacts:
        """What reading found out; valid after `entries` ended."""
        ...

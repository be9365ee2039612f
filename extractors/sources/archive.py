"""An archive as a source: tar (plain, gzip, bzip2, xz, zstd) or zip, streamed and never extracted."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar
from urllib.parse import quote

from warploom.extractors.sources.decompress import Unpacked, decompressed
from warploom.extractors.sources.members import Ceiling, Member, MemberKind
from warploom.extractors.sources.safe_paths import PathLedger, link_reject, printable
from warploom.extractors.sources.tar_members import tar_members
from warploom.extractors.sources.zip_members import zip_members
from warploom.schemas.reasons import Reason
from warploom.schemas.source import Entry, FetchError, Origin, ReadLimits, RevisionFacts, SourceError, Transfer
from warploom.schemas.stage import Reject

_ZIP = (b"PK\3\4", b"PK\5\6")
_SUFFIXES = (".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz", ".tbz2", ".tbz", ".txz", ".tzst", ".tar", ".zip")
# The DOS epoch stands for "no time" in zip files and in reproducible builds; nothing dates from after 2100.
_EARLIEST_MTIME, _LATEST_MTIME = 315_619_200, 4_102_444_800


@dataclass(frozen=True, slots=True)
class Archive:
    """A recipe's `[[sources]]` entry of kind `archive`; the format is recognised by content, never by name.

    `sha256` is checked if given; `strip_components` drops that many leading directories from every path that has more.
    """

    kind: ClassVar[str] = "archive"
    path: str
    sha256: str = ""
    name: str = ""
    strip_components: int = 0
    license_override: str = ""

    def names(self) -> tuple[str, ...]:
        """The name alone."""
        return (self.name,) if self.name else ()

    def fetch(self, cache: Path, *, offline: bool) -> LocalArchive:  # noqa: ARG002 - it is on this machine already
        """The archive, hashed; raises `FetchError` if it is missing, or its digest is not `sha256`."""
        path = Path(self.path)
        digest, signature = hash_file(path)
        if self.sha256 and self.sha256.lower() != digest:
            raise FetchError(
                f"archive {path}",
                f"its sha256 is {digest}, the recipe says {self.sha256.lower()}",
                "Get the archive that the recipe means, or correct `sha256`.",
            )
        name = self.name or "archive/" + _stem(path)
        return LocalArchive(
            path=path,
            origin=Origin(
                source_kind=self.kind,
                repo_name=name,
                origin_url=f"pkg:generic/{quote(name)}?checksum=sha256:{digest}",
                pinned_revision=digest,
                archive_sha256=digest,
                license_override=self.license_override or None,
                verified_by="recipe" if self.sha256 else None,
            ),
            sha256=digest,
            strip_components=self.strip_components,
            signature=signature,
        )


@dataclass(slots=True)
class LocalArchive:
    """An archive on this machine. `signature` is its size and mtime (ns) when it was hashed."""

    path: Path
    origin: Origin
    sha256: str
    strip_components: int
    signature: tuple[int, int]
    transfer: Transfer = field(default=Transfer(), compare=False)
    _newest: int | None = field(default=None, init=False)

    def state(self) -> str:
        """SHA-256 of the archive, with the number of stripped components where there are any."""
        return f"{self.sha256}/{self.strip_components}" if self.strip_components else self.sha256

    def facts(self) -> RevisionFacts:
        """The time is the newest plausible modification time of a member; null if no member has one."""
        return RevisionFacts(time=None if self._newest is None else datetime.fromtimestamp(self._newest, UTC))

    def entries(self, limits: ReadLimits) -> Iterator[Entry]:
        """Every member that is no directory, in the archive's order; see `PathLedger` for the paths of refused ones.

        Raises `SourceError` for a damaged archive, a bomb, or one without a file, as soon as it is seen, which may be
        after entries were given; `FetchError` if the archive is not the one that was fetched.
        """
        self._newest = None
        newest: int | None = None
        names = PathLedger(self.strip_components)
        n_files = 0
        with self._open() as file:
            for n, member in enumerate(_members(file, limits), 1):
                if n > limits.max_files:
                    raise SourceError(Reason.SOURCE_BOMB, f"more than {limits.max_files} members")
                if member.mtime is not None and _EARLIEST_MTIME <= member.mtime < _LATEST_MTIME:
                    newest = max(newest or 0, member.mtime)
                if member.kind is MemberKind.DIRECTORY:
                    continue
                n_files += member.kind is MemberKind.FILE
                yield self._entry(member, names, limits)
            self._demand_unchanged(file)
        if not n_files:
            raise SourceError(Reason.SOURCE_EMPTY, "the archive holds no regular file")
        self._newest = newest

    def is_one_directory(self, limits: ReadLimits) -> bool:
        """Tell whether every member lies in one directory; raises as `entries` does, whose limits these are."""
        top: bytes | None = None
        with self._open() as file:
            for n, member in enumerate(_members(file, limits), 1):
                if n > limits.max_files:
                    raise SourceError(Reason.SOURCE_BOMB, f"more than {limits.max_files} members")
                parts = [part for part in member.name.split(b"/") if part not in (b"", b".")]
                if not parts:
                    continue
                is_file_at_root = len(parts) == 1 and member.kind is not MemberKind.DIRECTORY
                if is_file_at_root or top not in (None, parts[0]):
                    return False
                top = parts[0]
        return top is not None

    def _entry(self, member: Member, names: PathLedger, limits: ReadLimits) -> Entry:
        path, reject = names.take(member.name)
        reject = reject or self._member_reject(member, limits)
        if reject is None:
            return Entry(path, member.length_bytes, member.read())
        return Entry(path, member.length_bytes if member.kind is MemberKind.FILE else None, None, reject)

    def _member_reject(self, member: Member, limits: ReadLimits) -> Reject | None:
        """Why a member with a good path has no content; None if it has."""
        if member.kind is MemberKind.SPECIAL:
            return Reject(Reason.SPECIAL_FILE, "device or FIFO")
        if member.reject is not None:
            return member.reject
        if member.kind is not MemberKind.FILE:
            # The unstripped path: a link's target counts from where the link lies in the archive.
            path = "/".join(part for part in member.name.decode().split("/") if part not in ("", "."))
            is_hard = member.kind is MemberKind.HARD_LINK
            return link_reject(path, member.target, from_root=is_hard, components=self.strip_components)
        if member.length_bytes > limits.max_file_bytes:
            return Reject(Reason.TOO_LARGE, f"{member.length_bytes} bytes, limit {limits.max_file_bytes}")
        return None

    def _open(self) -> BinaryIO:
        try:
            # The caller's `with` closes it.
            file = self.path.open("rb")
        except OSError as error:
            raise FetchError(f"archive {self.path}", _why(error), "Fetch the recipe's sources again.") from None
        if _signature(file.fileno()) != self.signature:
            if hashlib.file_digest(file, "sha256").hexdigest() != self.sha256:
                file.close()
                raise self._changed()
            file.seek(0)
            self.signature = _signature(file.fileno())
        return file

    def _demand_unchanged(self, file: BinaryIO) -> None:
        if _signature(file.fileno()) != self.signature:
            raise self._changed()

    def _changed(self) -> FetchError:
        why = f"its bytes changed after it was fetched (sha256 {self.sha256})"
        return FetchError(f"archive {self.path}", why, "Run again when nothing writes to it.")


def hash_file(path: Path) -> tuple[str, tuple[int, int]]:
    """SHA-256 of a regular file and its signature; raises `FetchError` if it cannot be read."""
    what = f"archive {path}"
    try:
        # Without O_NONBLOCK, opening a FIFO waits for a writer.
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            mode, signature = os.fstat(fd).st_mode, _signature(fd)
            digest = _digest(fd) if stat.S_ISREG(mode) else ""
        finally:
            os.close(fd)
    except OSError as error:
        raise FetchError(what, _why(error), "Correct `path` in the recipe, or make the file readable.") from None
    if stat.S_ISDIR(mode):
        raise FetchError(what, "it is a directory", "Use a source of kind `local` for a directory.")
    if not digest:
        raise FetchError(what, "it is not a regular file", "Correct `path` in the recipe.")
    return digest, signature


def _digest(fd: int) -> str:
    with open(fd, "rb", closefd=False) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _members(file: BinaryIO, limits: ReadLimits) -> Iterator[Member]:
    archive_bytes = os.fstat(file.fileno()).st_size
    head = file.read(4)
    file.seek(0)
    if head in _ZIP:
        return zip_members(file.fileno(), archive_bytes, limits)
    return tar_members(Unpacked(decompressed(file), Ceiling(archive_bytes, limits)))


def _signature(fd: int) -> tuple[int, int]:
    status = os.fstat(fd)
    return status.st_size, status.st_mtime_ns


def _stem(path: Path) -> str:
    name = printable(os.fsencode(path.name))
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()

"""A directory of this machine as a source."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from warploom.extractors.sources.safe_paths import PathLedger, link_reject, printable
from warploom.schemas.reasons import Reason
from warploom.schemas.source import Entry, FetchError, Origin, ReadLimits, RevisionFacts, SourceError, Transfer
from warploom.schemas.stage import Reject

STORES = frozenset({".git", ".hg", ".svn"})
"""Directories that are a version control's store and no content of the tree: the one thing that is passed over."""
MAX_DEPTH = 200
"""Directories deeper than this are refused: every level holds a descriptor."""

_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_OPEN_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class LocalDirectory:
    """A recipe's `[[sources]]` entry of kind `local`: every file below `path`, `.git`, `.hg` and `.svn` left out.

    `exclude` holds shell patterns on whole paths inside the directory (`*` matches `/` too); what they match is not
    part of the source, and no row tells of it.
    """

    kind: ClassVar[str] = "local"
    path: str
    name: str = ""
    license_override: str = ""
    exclude: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """The name alone: a directory has no other owner."""
        return (self.name,) if self.name else ()

    def fetch(self, cache: Path, *, offline: bool) -> LocalTree:  # noqa: ARG002 - it is on this machine already
        """The directory, if it is one and can be listed; raises `FetchError` otherwise."""
        path = Path(self.path)
        with_next_step = {
            FileNotFoundError: "Correct `path` in the recipe.",
            NotADirectoryError: "Use a source of kind `archive` for a tar or zip file.",
        }
        try:
            with os.scandir(path):
                pass
        except OSError as error:
            next_step = with_next_step.get(type(error), "Make the directory readable.")
            raise FetchError(f"local source {path}", (error.strerror or "unreadable").lower(), next_step) from None
        # Not resolved: a link's own name is what the user calls the tree.
        name = self.name or "local/" + (printable(os.fsencode(path.absolute().name)) or "root")
        return LocalTree(
            path=path,
            origin=Origin(
                source_kind=self.kind,
                repo_name=name,
                origin_url="local:" + name.removeprefix("local/"),
                pinned_revision="",
                license_override=self.license_override or None,
            ),
            exclude=self.exclude,
        )


@dataclass(frozen=True, slots=True)
class LocalTree:
    """A directory on this machine; read through descriptors of its directories, so no link is ever followed."""

    path: Path
    origin: Origin
    exclude: tuple[str, ...] = ()
    transfer: Transfer = field(default=Transfer(), compare=False)

    def state(self) -> str:
        """Digest of the listing: place, path, size, times, mode and link target of all that `entries` would give.

        The time of change is among them: a copy may keep size and time of modification and hold other bytes.
        """
        digest = hashlib.sha256(os.fsencode(self.path.absolute()))
        for found in self._walk():
            fields: tuple[object, ...]
            if isinstance(found.node, Reject):
                fields = (str(found.node.reason),)
            else:
                try:
                    status = found.node.stat(follow_symlinks=False)
                    is_link = stat.S_ISLNK(status.st_mode)
                    target = _readlink(found.node.name, found.directory) if is_link else b""
                    fields = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, target)
                except OSError as error:
                    fields = (error.errno,)
            digest.update(repr((found.path, *fields)).encode())
        return digest.hexdigest()

    def facts(self) -> RevisionFacts:
        """No time: times of a working tree are those of the copy, not of the work."""
        return RevisionFacts()

    def entries(self, limits: ReadLimits) -> Iterator[Entry]:
        """Every path that is no directory, sorted by bytes; an unreadable directory is an entry of its own."""
        names = PathLedger()
        n_files = 0
        for n, found in enumerate(self._walk(), 1):
            if n > limits.max_files:
                raise SourceError(Reason.SOURCE_BOMB, f"more than {limits.max_files} paths")
            path, bad_name = names.take(found.path)
            n_files += isinstance(found.node, Reject) or found.node.is_file(follow_symlinks=False)
            try:
                content = _content(found, path, bad_name, limits)
            except Reject as reject:
                yield Entry(path, _length(found), None, reject)
            except OSError as error:
                yield Entry(path, _length(found), None, _io_reject(error))
            else:
                yield Entry(path, len(content), content)
        if not n_files:
            raise SourceError(Reason.SOURCE_EMPTY, "the directory holds no regular file")

    def _walk(self) -> Iterator[_Found]:
        excluded = re.compile("|".join(fnmatch.translate(p) for p in self.exclude)) if self.exclude else None
        try:
            root = os.open(self.path, _OPEN_DIRECTORY)
        except OSError as error:
            why = (error.strerror or "unreadable").lower()
            raise FetchError(f"local source {self.path}", why, "Run again when it is back.") from None
        try:
            yield from _walk(root, b"", MAX_DEPTH, excluded)
        finally:
            os.close(root)


@dataclass(slots=True)
class _Found:
    """A path below the root: what is there, or why it could not be looked at. `directory` is its directory's fd."""

    path: bytes
    directory: int
    node: os.DirEntry[str] | Reject


def _walk(directory: int, prefix: bytes, depth: int, excluded: re.Pattern[str] | None) -> Iterator[_Found]:
    """Depth first; siblings are sorted as if directories ended in `/`, which sorts whole paths by bytes."""
    try:
        with os.scandir(directory) as listing:
            nodes = [(os.fsencode(node.name), node.is_dir(follow_symlinks=False), node) for node in listing]
    except OSError as error:
        yield _Found(prefix.rstrip(b"/") or b".", directory, _io_reject(error))
        return
    nodes.sort(key=lambda node: node[0] + b"/" if node[1] else node[0])
    for name, is_directory, node in nodes:
        path = prefix + name
        if (is_directory and node.name in STORES) or (excluded and excluded.match(os.fsdecode(path))):
            continue
        if not is_directory:
            yield _Found(path, directory, node)
        elif not depth:
            reject = Reject(Reason.UNREADABLE, f"directory nested deeper than {MAX_DEPTH}")
            yield _Found(path, directory, reject)
        else:
            try:
                below = os.open(node.name, _OPEN_DIRECTORY | os.O_NOFOLLOW, dir_fd=directory)
            except OSError as error:
                yield _Found(path, directory, _io_reject(error))
                continue
            try:
                yield from _walk(below, path + b"/", depth - 1, excluded)
            finally:
                os.close(below)


def _content(found: _Found, path: str, bad_name: Reject | None, limits: ReadLimits) -> bytes:
    """Content of a regular file; raises `Reject` for anything else."""
    if isinstance(found.node, Reject):
        raise bad_name or found.node
    if bad_name is not None:
        raise bad_name
    if found.node.is_symlink():
        raise link_reject(path, _readlink(found.node.name, found.directory), from_root=False)
    if not found.node.is_file(follow_symlinks=False):
        # Never opened: a FIFO blocks, and opening a device can do things.
        raise Reject(Reason.SPECIAL_FILE, "device, socket or FIFO")
    return _read(found.node.name, found.directory, limits.max_file_bytes)


def _length(found: _Found) -> int | None:
    """Length of a refused regular file; None for what has none, or if it cannot be told."""
    if isinstance(found.node, Reject) or not found.node.is_file(follow_symlinks=False):
        return None
    try:
        return found.node.stat(follow_symlinks=False).st_size
    except OSError:
        return None


def _read(name: str, directory: int, max_bytes: int) -> bytes:
    """Content of a regular file; raises `Reject` if it is large, is none, or changes meanwhile."""
    fd = os.open(name, _OPEN_FILE, dir_fd=directory)
    try:
        before = os.fstat(fd)
        if not stat.S_ISREG(before.st_mode):
            raise Reject(Reason.CHANGED_WHILE_READ, "no regular file any more")
        size = before.st_size
        if size > max_bytes:
            raise Reject(Reason.TOO_LARGE, f"{size} bytes, limit {max_bytes}")
        content = os.read(fd, size + 1)
        while len(content) < size and (more := os.read(fd, size + 1 - len(content))):
            content += more
        after = os.fstat(fd)
    finally:
        os.close(fd)
    unchanged = (size, before.st_mtime_ns, before.st_ctime_ns) == (after.st_size, after.st_mtime_ns, after.st_ctime_ns)
    if not unchanged or len(content) != size:
        raise Reject(Reason.CHANGED_WHILE_READ, "size or time changed while it was read")
    return content


def _readlink(name: str, directory: int) -> bytes:
    return os.fsencode(os.readlink(name, dir_fd=directory))


def _io_reject(error: OSError) -> Reject:
    """The reject for a failed system call; the message names no path of this machine."""
    why = (error.strerror or type(error).__name__).lower()
    if isinstance(error, FileNotFoundError) or why.startswith("too many levels of symbolic links"):
        return Reject(Reason.CHANGED_WHILE_READ, "vanished or replaced after it was listed")
    return Reject(Reason.UNREADABLE, why)

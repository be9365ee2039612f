"""Reads blobs, trees, commits and references of a git repository out of its files, and none of its settings."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pygit2

from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

MAX_TREE_BYTES = 64 * 1024 * 1024
_MAX_REF_BYTES = 4096
_MAX_PACKED_REFS_BYTES = 256 * 1024 * 1024
_MAX_SYMBOLIC_STEPS = 5
_BLOCK = 1024 * 1024
_LOOSE_HEAD_BYTES = 64
_LOOSE_READ_BYTES = 8192
_LOOSE_HEADER = re.compile(rb"(blob|tree|commit|tag) (0|[1-9]\d{0,18})\0")
_KINDS = {
    b"blob": pygit2.GIT_OBJECT_BLOB,
    b"tree": pygit2.GIT_OBJECT_TREE,
    b"commit": pygit2.GIT_OBJECT_COMMIT,
    b"tag": pygit2.GIT_OBJECT_TAG,
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COMMIT_ID = re.compile(r"[0-9a-f]{40}")
_SAFE_REF = re.compile(r"[A-Za-z0-9_][\w.+@#%=,/-]{0,250}")
_TREE_ENTRY = re.compile(rb"([0-7]{1,7}) ([^\0]*)\0(.{20})", re.DOTALL)
_COMMITTER = re.compile(rb"^committer [^\n]*> (-?\d{1,19}) [+-]\d+$", re.MULTILINE)  # zones of six digits are found

TREE_MODE, LINK_MODE, SUBMODULE_MODE = 0o040000, 0o120000, 0o160000


class DamagedObjectError(Exception):
    """An object that is not there (`reason` OBJECT_MISSING), or is not what its name says (OBJECT_DAMAGED)."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One line of a tree: file mode, name as bytes, and the object's id in hex."""

    mode: int
    name: bytes
    oid: str


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit says that is used here; the time is its committer's, None where no calendar holds it."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    seconds: int | None

    @property
    def time(self) -> datetime | None:
        try:
            return None if self.seconds is None else _EPOCH + timedelta(seconds=self.seconds)
        except OverflowError:
            return None


class ObjectStore:
    """The packs and loose objects below one `objects` directory; no alternates, no configuration.

    Length and kind are known before anything is inflated, and what is inflated is compared with its id. Packs are read
    by libgit2, which trusts them: opening raises `DamagedObjectError` if the bytes of one are not what its checksum
    says. Loose objects are read here, since libgit2 loops for ever over one that is cut off.
    """

    def __init__(self, objects: Path) -> None:
        self._objects = objects
        if not is_sound(objects):
            raise DamagedObjectError(Reason.OBJECT_DAMAGED, "a pack is damaged")
        self._packs = pygit2.Odb()
        if (objects / "pack").is_dir():
            self._packs.add_backend(pygit2.OdbBackendPack(str(objects)), 1)

    def blob(self, oid: str, max_bytes: int) -> bytes:
        """Content of a blob; raises `Reject` for one that is too large, missing or damaged."""
        try:
            length = self._length(oid, pygit2.GIT_OBJECT_BLOB)
            if length > max_bytes:
                raise Reject(Reason.TOO_LARGE, f"{length} bytes, limit {max_bytes}")
            return self._read(oid, length)
        except DamagedObjectError as error:
            raise Reject(error.reason, error.detail) from None

    def blob_length(self, oid: str) -> int | None:
        """Length of a blob in bytes; None if it cannot be told."""
        try:
            return self._length(oid, pygit2.GIT_OBJECT_BLOB)
        except DamagedObjectError:
            return None

    def tree(self, oid: str) -> list[TreeEntry]:
        """Entries of a tree in git's order, which sorts paths by their bytes; raises `DamagedObjectError`."""
        return [TreeEntry(int(mode, 8), name, raw.hex()) for mode, name, raw in self.records(oid)]

    def records(self, oid: str) -> list[tuple[bytes, bytes, bytes]]:
        """The same as they stand: mode in octal digits, name, and the 20 bytes of the id."""
        length = self._length(oid, pygit2.GIT_OBJECT_TREE)
        if length > MAX_TREE_BYTES:
            raise DamagedObjectError(Reason.OBJECT_DAMAGED, f"a directory of {length} bytes")
        data = self._read(oid, length)
        found = _TREE_ENTRY.findall(data)
        # A blank, a NUL and an id with each: what is left over is none.
        if sum(len(mode) + len(name) + 22 for mode, name, _ in found) != len(data):
            raise DamagedObjectError(Reason.OBJECT_DAMAGED, "a directory that cannot be parsed")
        return found

    def commit(self, oid: str) -> Commit:
        """A commit, also through annotated tags; raises `DamagedObjectError`."""
        for _ in range(_MAX_SYMBOLIC_STEPS):
            kind, length = self._header(oid)
            if length > MAX_TREE_BYTES:
                break
            if kind == pygit2.GIT_OBJECT_COMMIT:
                return _commit(oid, self._read(oid, length))
            if kind != pygit2.GIT_OBJECT_TAG:
                break
            target = re.match(rb"object ([0-9a-f]{40})\n", self._read(oid, length))
            if target is None:
                break
            oid = target[1].decode()
        raise DamagedObjectError(Reason.OBJECT_DAMAGED, "no commit")

    def _length(self, oid: str, kind: int) -> int:
        found, length = self._header(oid)
        if found != kind:
            raise DamagedObjectError(Reason.OBJECT_DAMAGED, "an object of another kind")
        return length

    def _header(self, oid: str) -> tuple[int, int]:
        try:
            kind, length = self._packs.read_header(pygit2.Oid(hex=oid))
        except KeyError:
            return self._loose(oid, max_bytes=0)[:2]
        except (pygit2.GitError, ValueError, OSError):
            raise DamagedObjectError(Reason.OBJECT_DAMAGED, "its header cannot be read") from None
        return int(kind), int(length)

    def _read(self, oid: str, length: int) -> bytes:
        try:
            _, data = self._packs.read(pygit2.Oid(hex=oid))
        except KeyError:
            data = self._loose(oid, max_bytes=length)[2]
        except (pygit2.GitError, ValueError, OSError, MemoryError):
            raise DamagedObjectError(
                Reason.OBJECT_DAMAGED, "it cannot be unpacked, or is not what its id says"
            ) from None
        if len(data) != length:
            raise DamagedObjectError(Reason.OBJECT_DAMAGED, "its length is not what its header says")
        return bytes(data)

    def _loose(self, oid: str, max_bytes: int) -> tuple[int, int, bytes]:
        """Kind, length, and content if it fits (gitrepository-layout, "loose objects")."""
        try:
            file = _open_plain(self._objects / oid[:2] / oid[2:])
        except FileNotFoundError:
            raise DamagedObjectError(Reason.OBJECT_MISSING, "the object is not there") from None
        except OSError:
            raise DamagedObjectError(Reason.OBJECT_DAMAGED, "its file cannot be read") from None
        with file:
            try:
                inflater = zlib.decompressobj()
                # A block's own tables may take hundreds of bytes before the first one comes out.
                head = inflater.decompress(file.read(_LOOSE_READ_BYTES), _LOOSE_HEAD_BYTES)
                header = _LOOSE_HEADER.match(head)
                if header is None:
                    raise DamagedObjectError(Reason.OBJECT_DAMAGED, "its header cannot be read")
                kind, length = _KINDS[header[1]], int(header[2])
                if length > max_bytes:
                    return kind, length, b""
                parts = [head]
                n_left = header.end() + length + 1 - len(head)
                while n_left > 0 and not inflater.eof:
                    taken = inflater.unconsumed_tail or file.read(_BLOCK)
                    if not taken:
                        break
                    parts.append(inflater.decompress(taken, n_left))
                    n_left -= len(parts[-1])
            except (zlib.error, OSError):
                raise DamagedObjectError(Reason.OBJECT_DAMAGED, "it cannot be unpacked") from None
        raw = b"".join(parts)
        if hashlib.sha1(raw, usedforsecurity=False).hexdigest() != oid:
            raise DamagedObjectError(Reason.OBJECT_DAMAGED, "it is not what its id says")
        return kind, length, raw[header.end() :]


def _open_plain(path: Path) -> BinaryIO:
    # No link is followed, and opening a FIFO does not wait for a writer.
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError("no regular file")
    return os.fdopen(fd, "rb")


def is_sound(objects: Path) -> bool:
    """Whether all packs below an `objects` directory, and their indexes, are what their checksums say."""
    indexes = (objects / "pack").glob("*.idx")
    return all(_is_sound(path) for index in indexes for path in (index, index.with_suffix(".pack")))


def _is_sound(path: Path) -> bool:
    """Whether a pack or its index ends with the SHA-1 of what comes before (gitformat-pack)."""
    digest = hashlib.sha1(usedforsecurity=False)
    try:
        with _open_plain(path) as file:
            n_left = os.fstat(file.fileno()).st_size - digest.digest_size
            while n_left > 0 and (block := file.read(min(_BLOCK, n_left))):
                digest.update(block)
                n_left -= len(block)
            return n_left == 0 and file.read() == digest.digest()
    except OSError:
        return False


def resolve(repository: Path, ref: str) -> str | None:
    """Object id that a branch, tag, full reference or commit names in a repository's own files; None if nothing does.

    An empty `ref` is HEAD. Raises ValueError for a name that git would not take either.
    """
    if COMMIT_ID.fullmatch(ref):
        return ref
    if ref and (not _SAFE_REF.fullmatch(ref) or ".." in ref or "//" in ref):
        raise ValueError(f"`{ref}` is no branch, tag or commit")
    packed = _packed_refs(repository)
    names = [ref, f"refs/heads/{ref}", f"refs/tags/{ref}", f"refs/remotes/origin/{ref}"] if ref else ["HEAD"]
    for name in names:
        if name == "HEAD" or name.startswith("refs/"):
            found = _follow(repository, name, packed)
            if found is not None:
                return found
    return None


def _follow(repository: Path, name: str, packed: dict[str, str]) -> str | None:
    for _ in range(_MAX_SYMBOLIC_STEPS):
        text = _small_text(repository / name) or packed.get(name, "")
        if not text.startswith("ref: "):
            return text if COMMIT_ID.fullmatch(text) else None
        name = text.removeprefix("ref: ").strip()
        if not name.startswith("refs/") or ".." in name or not _SAFE_REF.fullmatch(name):
            return None
    return None


def _small_text(path: Path) -> str:
    try:
        with _open_plain(path) as file:
            return file.read(_MAX_REF_BYTES).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def _packed_refs(repository: Path) -> dict[str, str]:
    path = repository / "packed-refs"
    try:
        if path.is_symlink() or path.stat().st_size > _MAX_PACKED_REFS_BYTES:
            return {}
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    pairs = (line.split(" ", 1) for line in lines if line[:1] not in ("#", "^") and " " in line)
    return {name: oid for oid, name in pairs if COMMIT_ID.fullmatch(oid)}


def _commit(oid: str, data: bytes) -> Commit:
    head = data.partition(b"\n\n")[0]
    lines = head.split(b"\n")
    trees = [line[5:].decode("ascii", "replace") for line in lines if line.startswith(b"tree ")]
    parents = tuple(line[7:].decode("ascii", "replace") for line in lines if line.startswith(b"parent "))
    committer = _COMMITTER.search(head)
    if len(trees) != 1 or not all(COMMIT_ID.fullmatch(o) for o in (*trees, *parents)):
        raise DamagedObjectError(Reason.OBJECT_DAMAGED, "a commit that cannot be parsed")
    return Commit(oid, trees[0], parents, int(committer[1]) if committer else None)

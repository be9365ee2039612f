"""Members of a tar stream, one at a time.

`tarfile` reads whole extended headers into memory, recurses on chains of them, keeps every member, and ends in silence
at a damaged header; here its header parser is used alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from tarfile import HeaderError, TarInfo

from warploom.extractors.sources.decompress import Unpacked
from warploom.extractors.sources.members import Member, MemberKind, damaged, no_content
from warploom.schemas.reasons import Reason
from warploom.schemas.source import SourceError
from warploom.schemas.stage import Reject

_BLOCK = 512
_RECORD = 20 * _BLOCK
_ZEROS = bytes(_BLOCK)
_MAX_EXTENSION_BYTES = 1024 * 1024
"""Of one extended header; real ones hold long names, ACLs and extended attributes (64 KiB at most on Linux)."""
_MAX_EXTENSIONS = 16
"""Extended headers in a row before a member; GNU tar and pax write at most four."""
_MAX_RECORDS = 1000
"""Of one PAX header: a mebibyte of the shortest ones takes a quarter of a second to read, and no space compressed."""

_FILES = (b"0", b"\0", b"7")
_KINDS = {
    b"1": MemberKind.HARD_LINK,
    b"2": MemberKind.SYMBOLIC_LINK,
    b"3": MemberKind.SPECIAL,
    b"4": MemberKind.SPECIAL,
    b"5": MemberKind.DIRECTORY,
    b"6": MemberKind.SPECIAL,
}
_PAX_KEYS = (b"path", b"linkpath", b"size", b"mtime")
_PAX_SPARSE = b"GNU.sparse."
_PAX_LENGTH = re.compile(rb"([0-9]{1,20}) ")
_DIGITS = re.compile(rb"[0-9]{1,20}")
_MTIME = re.compile(rb"(-?[0-9]{1,18})(?:\.[0-9]*)?")


def tar_members(stream: Unpacked) -> Iterator[Member]:
    """All members in order; raises `SourceError` unless the archive is whole, down to its end-of-archive blocks."""
    defaults: dict[bytes, bytes] = {}
    extended: dict[bytes, bytes] = {}
    n_extensions = 0
    while (block := _header_block(stream)) is not None:
        info = _header(block, stream)
        if info.type in (b"x", b"X", b"g", b"L", b"K"):
            n_extensions += 1
            if n_extensions > _MAX_EXTENSIONS:
                raise SourceError(Reason.SOURCE_BOMB, f"more than {_MAX_EXTENSIONS} extended headers in a row")
            content = _extension(info, stream)
            if info.type == b"g":
                defaults.update(_pax(content))
            elif info.type == b"L":
                extended.setdefault(b"path", content.partition(b"\0")[0])
            elif info.type == b"K":
                extended.setdefault(b"linkpath", content.partition(b"\0")[0])
            else:
                extended.update(_pax(content))
            continue
        yield from _member(info, block, defaults | extended, stream)
        extended, n_extensions = {}, 0
    if n_extensions:
        raise damaged("the archive ends after an extended header")


def _header_block(stream: Unpacked) -> bytes | None:
    """The next header block, or None where the archive ends as it should."""
    at = stream.position
    block = stream.read(_BLOCK)
    if len(block) < _BLOCK:
        raise damaged(f"no end-of-archive marker: the tar stream is cut off at byte {at}")
    if block != _ZEROS:
        return block
    second = stream.read(_BLOCK)
    if second and second != _ZEROS:
        raise damaged(f"data after the end-of-archive block at byte {at}")
    # Old tars leave stale bytes in the rest of the last record; beyond it, whole archives could hide.
    stream.skip(-stream.position % _RECORD)
    if not stream.rest_is_zeros():
        raise damaged(f"data after the end of the archive at byte {at}")
    return None


def _header(block: bytes, stream: Unpacked) -> TarInfo:
    try:
        info = TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except HeaderError as error:
        raise damaged(f"tar header before byte {stream.position}: {error}") from None
    if info.size < 0:
        raise damaged(f"tar header before byte {stream.position}: negative size")
    return info


def _extension(info: TarInfo, stream: Unpacked) -> bytes:
    if info.size > _MAX_EXTENSION_BYTES:
        detail = f"extended header of {info.size} bytes, limit {_MAX_EXTENSION_BYTES}"
        raise SourceError(Reason.SOURCE_BOMB, detail)
    content = stream.read(info.size)
    if len(content) < info.size or not stream.skip(-info.size % _BLOCK):
        raise damaged("the archive is cut off in an extended header")
    return content


def _pax(content: bytes) -> dict[bytes, bytes]:
    """The records that matter here, of a PAX header (`LENGTH KEY=VALUE` and newline, POSIX.1-2001)."""
    records = {}
    at = n_records = 0
    while at < len(content) and content[at]:
        n_records += 1
        if n_records > _MAX_RECORDS:
            raise SourceError(Reason.SOURCE_BOMB, f"more than {_MAX_RECORDS} records in a PAX header")
        length = _PAX_LENGTH.match(content, at)
        if length is None:
            raise damaged("malformed PAX header")
        end = at + int(length[1])
        # Every record must end after its own length, or the loop would stand still.
        if not length.end() < end <= len(content) or content[end - 1] != ord("\n"):
            raise damaged("malformed PAX header")
        key, equals, value = content[length.end() : end - 1].partition(b"=")
        if not equals:
            raise damaged("malformed PAX header")
        if key in _PAX_KEYS or key.startswith(_PAX_SPARSE):
            records[key] = value
        at = end
    return records


def _member(info: TarInfo, block: bytes, extended: dict[bytes, bytes], stream: Unpacked) -> Iterator[Member]:
    """The one member of a header; afterwards the stream stands at the next header."""
    name = extended.get(b"path") or _raw(info.name)
    size = _size(info, extended)
    reject = None
    if info.type in _FILES:
        # Where no type marked directories, a slash at the end of the name did.
        kind = MemberKind.DIRECTORY if name.endswith(b"/") and not size else MemberKind.FILE
    elif info.type == b"D":
        kind = MemberKind.DIRECTORY
    else:
        kind = _KINDS.get(info.type, MemberKind.FILE)
        if info.type not in _KINDS and info.type != b"S":
            reject = Reject(Reason.SPECIAL_FILE, f"tar member of type {info.type!r}")
    if info.type == b"S" or any(key.startswith(_PAX_SPARSE) for key in extended):
        name = extended.get(b"GNU.sparse.name") or name
        reject = Reject(Reason.UNREADABLE, "sparse tar member")
        if info.type == b"S":
            _skip_sparse_map(block, stream)
    has_data = info.type not in _KINDS
    n_data = size if has_data else 0
    stream.expect(n_data)
    start = stream.position

    def read() -> bytes:
        content = stream.read(n_data)
        if len(content) < n_data:
            raise damaged(f"the archive is cut off in a member that begins at byte {start}")
        return content

    yield Member(
        name=name,
        kind=kind,
        length_bytes=n_data,
        mtime=_mtime(info, extended),
        read=read if has_data else no_content,
        target=extended.get(b"linkpath") or _raw(info.linkname),
        reject=reject,
    )
    if not stream.skip(start + n_data + -n_data % _BLOCK - stream.position):
        raise damaged(f"the archive is cut off in a member that begins at byte {start}")


def _raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _size(info: TarInfo, extended: dict[bytes, bytes]) -> int:
    if b"size" not in extended:
        return info.size
    if not _DIGITS.fullmatch(extended[b"size"]):
        raise damaged("malformed size in a PAX header")
    return int(extended[b"size"])


def _mtime(info: TarInfo, extended: dict[bytes, bytes]) -> int | None:
    if b"mtime" not in extended:
        return int(info.mtime)
    matched = _MTIME.fullmatch(extended[b"mtime"])
    return int(matched[1]) if matched else None


def _skip_sparse_map(block: bytes, stream: Unpacked) -> None:
    """Pass over the blocks that continue the sparse map of an old GNU header."""
    is_continued = bool(block[482])
    while is_continued:
        block = stream.read(_BLOCK)
        if len(block) < _BLOCK:
            raise damaged("the archive is cut off in a sparse map")
        is_continued = bool(block[504])

"""Members of a zip file, one at a time, in the order of its central directory.

`zipfile` holds a record of every member, inflates some methods without bound and does not see members that share bytes;
here the directory is streamed and every size it states is held against what is there. Format: APPNOTE.TXT 6.3.10.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from warploom.extractors.sources.members import Ceiling, Member, MemberKind, damaged
from warploom.schemas.reasons import Reason
from warploom.schemas.source import ReadLimits, SourceError
from warploom.schemas.stage import Reject

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_INPUT_BYTES = 64 * 1024
_WINDOW_BYTES = 256 * 1024
"""Larger than any central directory record: 46 bytes and three fields of 65,535."""
_MAX_COMMENT = 65_535
_STORED, _DEFLATED = 0, 8
_UNIX, _OS_X = 3, 19
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000


@dataclass(frozen=True, slots=True)
class _Record:
    name: bytes
    system: int
    flags: int
    method: int
    dos_time: int
    dos_date: int
    crc: int
    compressed_bytes: int
    length_bytes: int
    attributes: int
    offset: int
    extra: bytes


def zip_members(fd: int, archive_bytes: int, limits: ReadLimits) -> Iterator[Member]:
    """All members; raises `SourceError` where the file is cut off, contradicts itself, or is a bomb.

    Declared sizes are summed before anything is inflated, and no member inflates beyond what it declares.
    """
    start, end, n_members = _directory(fd, archive_bytes)
    if n_members > limits.max_files:
        raise SourceError(Reason.SOURCE_BOMB, f"{n_members} members, limit {limits.max_files}")
    ceiling = Ceiling(archive_bytes, limits)
    declared = compressed = seen = 0
    for record in _records(fd, start, end):
        seen += 1
        declared += record.length_bytes
        compressed += record.compressed_bytes
        ceiling.check(declared)
        if compressed > start:
            raise SourceError(Reason.SOURCE_BOMB, "members share compressed bytes")
    if seen != n_members:
        raise damaged(f"the zip directory holds {seen} members and states {n_members}")
    for record in _records(fd, start, end):
        yield _member(fd, record, start)


def _directory(fd: int, archive_bytes: int) -> tuple[int, int, int]:
    """Start and end of the central directory, and the number of members it states."""
    tail_at = max(0, archive_bytes - _END.size - _MAX_COMMENT)
    tail = _pread(fd, archive_bytes - tail_at, tail_at)
    at = len(tail)
    while (at := tail.rfind(b"PK\5\6", 0, at + 3)) >= 0:
        if len(tail) - at >= _END.size and at + _END.size + _END.unpack_from(tail, at)[-1] == len(tail):
            break
    if at < 0:
        raise damaged("the zip file is cut off: it has no end of central directory")
    _, disk, first_disk, n_here, n_members, size, start, _ = _END.unpack_from(tail, at)
    end = tail_at + at
    if end >= _END64_LOCATOR.size:
        signature, _, at64, _ = _END64_LOCATOR.unpack(_pread(fd, _END64_LOCATOR.size, end - _END64_LOCATOR.size))
        if signature == b"PK\6\7":
            if at64 + _END64.size > end:
                raise damaged("zip64 end of central directory out of bounds")
            fields = _END64.unpack(_pread(fd, _END64.size, at64))
            signature64, _, _, _, disk, first_disk, n_here, n_members, size, start = fields
            end = at64
            if signature64 != b"PK\6\6":
                raise damaged("no zip64 end of central directory where its locator says")
    if disk or first_disk or n_here != n_members:
        raise damaged("part of a zip file that spans several disks")
    if start + size != end:
        raise damaged("the zip directory is not where its end record says")
    return start, end, n_members


def _records(fd: int, at: int, end: int) -> Iterator[_Record]:
    window, used = b"", 0
    while at < end:
        if len(window) - used < _WINDOW_BYTES and at + len(window) - used < end:
            window = _pread(fd, min(2 * _WINDOW_BYTES, end - at), at)
            used = 0
        if len(window) - used < _CENTRAL.size:
            raise damaged("the zip directory is cut off")
        fields = _CENTRAL.unpack_from(window, used)
        n_name, n_extra, n_comment = fields[12:15]
        length = _CENTRAL.size + n_name + n_extra + n_comment
        if fields[0] != b"PK\1\2" or used + length > len(window):
            raise damaged(f"malformed zip directory at byte {at}")
        name_at = used + _CENTRAL.size
        extra_at = name_at + n_name
        yield _record(fields, window[name_at:extra_at], window[extra_at : extra_at + n_extra])
        used += length
        at += length


def _record(fields: tuple[int, ...], name: bytes, extra: bytes) -> _Record:
    (_, _, system, _, _, flags, method, dos_time, dos_date, crc, compressed, length, *_, attributes, offset) = fields
    wide = _extra_field(extra, 0x0001)
    widened = []
    for value in (length, compressed, offset):
        if value == 0xFFFF_FFFF and wide is not None:
            if len(wide) < 8:
                raise damaged("malformed zip64 field")
            value, wide = int.from_bytes(wide[:8], "little"), wide[8:]
        widened.append(value)
    length, compressed, offset = widened
    return _Record(name, system, flags, method, dos_time, dos_date, crc, compressed, length, attributes, offset, extra)


def _extra_field(extra: bytes, wanted: int) -> bytes | None:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == wanted:
            return extra[at + 4 : at + 4 + size]
        at += 4 + size
    return None


def _member(fd: int, record: _Record, directory_start: int) -> Member:
    mode = record.attributes >> 16 if record.system in (_UNIX, _OS_X) else 0
    kind = MemberKind.FILE
    if stat.S_ISDIR(mode) or (record.name.endswith(b"/") and not record.length_bytes):
        kind = MemberKind.DIRECTORY
    elif stat.S_ISLNK(mode):
        kind = MemberKind.SYMBOLIC_LINK
    elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        kind = MemberKind.SPECIAL
    reject = None
    if record.flags & _ENCRYPTED:
        reject = Reject(Reason.UNREADABLE, "encrypted zip member")
    elif record.method not in (_STORED, _DEFLATED):
        reject = Reject(Reason.UNREADABLE, f"zip compression method {record.method}")
    target = b""
    if kind is MemberKind.SYMBOLIC_LINK and reject is None and record.length_bytes <= _WINDOW_BYTES:
        target = _content(fd, record, directory_start)
    return Member(
        name=record.name,
        kind=kind,
        length_bytes=record.length_bytes,
        mtime=_mtime(record),
        read=lambda: _content(fd, record, directory_start),
        target=target,
        reject=reject,
    )


def _content(fd: int, record: _Record, directory_start: int) -> bytes:
    header = _pread(fd, _LOCAL.size + len(record.name), record.offset)
    fields = _LOCAL.unpack_from(header)
    if fields[0] != b"PK\3\4" or fields[-2] != len(record.name) or header[_LOCAL.size :] != record.name:
        raise damaged(f"no header of the zip member at byte {record.offset}")
    at = record.offset + _LOCAL.size + fields[-2] + fields[-1]
    end = at + record.compressed_bytes
    if end > directory_start:
        raise damaged(f"the zip member at byte {record.offset} runs into the directory")
    content = b"".join(_inflated(fd, record, at, end))
    if len(content) != record.length_bytes or zlib.crc32(content) != record.crc:
        raise damaged(f"length or checksum of the zip member at byte {record.offset}")
    return content


def _inflated(fd: int, record: _Record, at: int, end: int) -> Iterator[bytes]:
    """Chunks of the member's content; one byte more than it declares is a lie that ends the reading."""
    if record.method == _STORED:
        if end - at != record.length_bytes:
            raise damaged(f"stored zip member at byte {record.offset} with two lengths")
        yield _pread(fd, record.length_bytes, at)
        return
    decoder = zlib.decompressobj(-15)
    left = record.length_bytes + 1
    data = b""
    while not decoder.eof:
        if not data:
            data = _pread(fd, min(_INPUT_BYTES, end - at), at)
            at += len(data)
            if not data:
                raise damaged(f"the zip member at byte {record.offset} is cut off")
        try:
            out = decoder.decompress(data, left)
        except zlib.error as error:
            raise damaged(f"zip member at byte {record.offset}: {error}") from None
        data = decoder.unconsumed_tail
        left -= len(out)
        if left <= 0:
            detail = f"a zip member unpacks to more than the {record.length_bytes} bytes it declares"
            raise SourceError(Reason.SOURCE_BOMB, detail)
        yield out


def _mtime(record: _Record) -> int | None:
    unix = _extra_field(record.extra, 0x5455)
    if unix is not None and len(unix) >= 5 and unix[0] & 1:
        return int.from_bytes(unix[1:5], "little", signed=True)
    # Without that field the time is local, of a zone nobody recorded: taken as UTC.
    date, time = record.dos_date, record.dos_time
    try:
        moment = datetime(
            1980 + (date >> 9), date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, (time & 31) * 2, tzinfo=UTC
        )
    except ValueError:
        return None
    return timegm(moment.timetuple())


def _pread(fd: int, n: int, offset: int) -> bytes:
    content = os.pread(fd, n, offset)
    while len(content) < n:
        more = os.pread(fd, n - len(content), offset + len(content))
        if not more:
            raise damaged(f"the zip file is cut off at byte {offset + len(content)}")
        content += more
    return content

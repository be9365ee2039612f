"""Archives written byte by byte, with what `tarfile` and `zipfile` refuse to write."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from warploom.extractors.sources.archive import Archive
from warploom.schemas.reasons import Reason
from warploom.schemas.source import Entry, ReadLimits, SourceError

END_OF_TAR = bytes(1024)
LIMITS = ReadLimits()


CODE = b"int main(void) { return 0; }\n"


def tar_header(
    name: bytes, size: int = 0, *, type_: bytes = b"0", target: bytes = b"", mtime: int = 1_600_000_000
) -> bytes:
    """A ustar header block with a right checksum; sizes beyond the octal field in base 256."""
    size_field = b"%011o\0" % size if 0 <= size < 8**11 else _base_256(size)
    block = name.ljust(100, b"\0")[:100] + b"0000644\0" + b"0000000\0" * 2
    block += size_field + b"%011o\0" % mtime + b" " * 8 + type_ + target.ljust(100, b"\0")[:100]
    block += b"ustar\x0000" + bytes(32) + bytes(32) + b"0000000\0" * 2 + bytes(155)
    block = block.ljust(512, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def _base_256(number: int) -> bytes:
    return (b"\xff" if number < 0 else b"\x80") + number.to_bytes(11, "big", signed=True)


def padded(content: bytes) -> bytes:
    """Content filled up to whole blocks."""
    return content + bytes(-len(content) % 512)


def tar_file(name: bytes, content: bytes = b"int x;\n", **header: object) -> bytes:
    """A regular member with its content."""
    return tar_header(name, len(content), **header) + padded(content)  # type: ignore[arg-type]


def small_tar() -> bytes:
    """`pkg/a.c` with content and an empty `pkg/d/b.cu`."""
    directory = tar_header(b"pkg/", type_=b"5")
    return directory + tar_file(b"pkg/a.c", CODE) + tar_file(b"pkg/d/b.cu", b"") + END_OF_TAR


def pax(records: dict[bytes, bytes], *, type_: bytes = b"x") -> bytes:
    """A PAX extended header with these records."""
    content = b"".join(pax_record(key, value) for key, value in records.items())
    return tar_header(b"pax", len(content), type_=type_) + padded(content)


def pax_record(key: bytes, value: bytes) -> bytes:
    """One record, whose length counts its own digits."""
    body = b" " + key + b"=" + value + b"\n"
    length = len(body)
    while length != len(body) + len(str(length)):
        length = len(body) + len(str(length))
    return str(length).encode() + body


def zstd(content: bytes) -> bytes:
    """Compressed as a stream, whose frame does not state its length."""
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(content)
    return bytes(out.getvalue().to_pybytes())


def gzip_of(content: bytes) -> bytes:
    """A gzip stream without the time: tests that are named by their bytes have the same name in every process."""
    return gzip.compress(content, mtime=0)


FORMATS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "gzip": gzip_of,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd,
}
"""What makes an archive of a tar."""


def zip_of(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file as `zipfile` writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 2, 3, 4, 5, 6)), content, compression)
    return out.getvalue()


def raw_zip_member(
    name: bytes,
    data: bytes,
    *,
    length: int,
    crc: int = 0,
    method: int = 8,
    flags: int = 0,
    mode: int = 0o100644,
) -> tuple[bytes, bytes, dict[str, int]]:
    """Name, compressed data and header fields of a member for `raw_zip`, with any declared length."""
    fields = {"length": length, "crc": crc, "method": method, "flags": flags, "mode": mode}
    return name, data, fields


def raw_zip(members: list[tuple[bytes, bytes, dict[str, int]]], *, shared: bool = False) -> bytes:
    """A zip file of raw members; `shared` lets all directory records point at the first member's bytes."""
    body, directory = b"", b""
    for name, data, f in members:
        offset = 0 if shared else len(body)
        if not shared or not body:
            body += struct.pack(
                "<4s5H3L2H", b"PK\3\4", 20, f["flags"], f["method"], 0, 0x5063,
                f["crc"], len(data), f["length"], len(name), 0,
            ) + name + data  # fmt: skip
        directory += struct.pack(
            "<4s4B4H3L5H2L", b"PK\1\2", 20, 3, 20, 0, f["flags"], f["method"], 0, 0x5063,
            f["crc"], len(data), f["length"], len(name), 0, 0, 0, 0, f["mode"] << 16, offset,
        ) + name  # fmt: skip
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return body + directory + end


def deflated_zeros(mebibytes: int) -> bytes:
    """A raw deflate stream of zeros, made by repeating one flushed block: cheap whatever it unpacks to."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = compressor.compress(bytes(1024**2)) + compressor.flush(zlib.Z_FULL_FLUSH)
    return block * mebibytes + compressor.flush()


def gzip_of_zeros(head: bytes, mebibytes: int) -> bytes:
    """A gzip stream of a head and zeros; its trailer is wrong, which only a reader to the end could find."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = compressor.compress(head) + compressor.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10] + start + deflated_zeros(mebibytes) + bytes(8)


def read(tmp_path: Path, archive: bytes, limits: ReadLimits = LIMITS, **keys: object) -> list[Entry]:
    """All entries of an archive of these bytes."""
    path = tmp_path / "archive"
    path.write_bytes(archive)
    source = Archive(str(path), **keys).fetch(tmp_path, offline=True)  # type: ignore[arg-type]
    return list(source.entries(limits))


def reason_of(tmp_path: Path, archive: bytes, limits: ReadLimits = LIMITS) -> Reason:
    """The reason for which the archive as a whole is refused."""
    with pytest.raises(SourceError) as caught:
        read(tmp_path, archive, limits)
    return caught.value.reason


def brief(entries: list[Entry]) -> list[tuple[str, str]]:
    """Path and reason (empty where there is content) of every entry."""
    return [(e.path, str(e.reject.reason) if e.reject else "") for e in entries]

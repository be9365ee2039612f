"""Decompressed bytes of an archive, a bounded chunk at a time; whatever is cut off or corrupt raises."""

from __future__ import annotations

import bz2
import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pyarrow as pa

from warploom.extractors.sources.members import Ceiling, damaged
from warploom.schemas.reasons import Reason
from warploom.schemas.source import SourceError

# Small, since what follows the end of a gzip member is copied: a file of empty members would cost its square.
_INPUT_BYTES = 32 * 1024
_OUTPUT_BYTES = 1024 * 1024
_XZ_MEMORY_BYTES = 256 * 1024 * 1024
"""`xz -9` asks for 65 MiB to decompress."""

GZIP, BZIP2, XZ, ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"


def decompressed(file: BinaryIO) -> Iterator[bytes]:
    """Chunks of at most 1 MiB of what the file holds, recognised by its first bytes, or of the file itself.

    Raises `SourceError` where the stream is corrupt, ends too early, or is followed by anything but zeros.
    """
    magic = file.read(6)
    file.seek(0)
    if magic.startswith(GZIP):
        return _gunzip(file)
    if magic.startswith(BZIP2):
        return _decoded(file, bz2.BZ2Decompressor, BZIP2)
    if magic.startswith(XZ):
        return _decoded(file, lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES), XZ)
    if magic.startswith(ZSTD):
        return _zstd(file)
    return iter(lambda: file.read(_OUTPUT_BYTES), b"")


class Unpacked:
    """A forward reader over chunks that knows its position and never passes the ceiling."""

    def __init__(self, chunks: Iterator[bytes], ceiling: Ceiling) -> None:
        self._chunks = chunks
        self._ceiling = ceiling
        self._chunk = b""
        self._used = 0
        self._before_chunk = 0

    @property
    def position(self) -> int:
        """Bytes read or skipped so far."""
        return self._before_chunk + self._used

    def read(self, n: int) -> bytes:
        """The next `n` bytes; fewer at the end."""
        end = self._used + n
        if end <= len(self._chunk):
            part = self._chunk[self._used : end]
            self._used = end
            return part
        parts = []
        while n:
            part = self._chunk[self._used : self._used + n]
            self._used += len(part)
            n -= len(part)
            parts.append(part)
            if n and not self._next_chunk():
                break
        return b"".join(parts)

    def skip(self, n: int) -> bool:
        """Pass over `n` bytes; false if there are not so many."""
        while n > (left := len(self._chunk) - self._used):
            self._used += left
            n -= left
            if not self._next_chunk():
                return False
        self._used += n
        return True

    def expect(self, n: int) -> None:
        """Refuse at once an archive whose next `n` bytes would pass the ceiling, before decompressing them."""
        self._ceiling.check(self.position + n)

    def rest_is_zeros(self) -> bool:
        """Read to the end, so that all checksums are verified; whether only zero bytes were left."""
        zeros = True
        while True:
            rest = self._chunk[self._used :]
            zeros = zeros and rest.count(0) == len(rest)
            self._used = len(self._chunk)
            if not self._next_chunk():
                return zeros

    def _next_chunk(self) -> bool:
        chunk = next(self._chunks, b"")
        self._before_chunk += len(self._chunk)
        self._chunk, self._used = chunk, 0
        self._ceiling.check(self._before_chunk + len(chunk))
        return bool(chunk)


def _gunzip(file: BinaryIO) -> Iterator[bytes]:
    data = file.read(_INPUT_BYTES)
    while data:
        decoder = zlib.decompressobj(wbits=31)
        while not decoder.eof:
            if not data:
                raise damaged("the gzip stream is cut off")
            try:
                out = decoder.decompress(data, _OUTPUT_BYTES)
            except zlib.error as error:
                raise damaged(f"gzip: {error}") from None
            if out:
                yield out
            if not decoder.eof:
                data = decoder.unconsumed_tail or file.read(_INPUT_BYTES)
        data = _next_stream(decoder.unused_data, file, GZIP)


def _decoded(
    file: BinaryIO, new_decoder: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor], magic: bytes
) -> Iterator[bytes]:
    data = file.read(_INPUT_BYTES)
    while data:
        decoder = new_decoder()
        while not decoder.eof:
            try:
                out = decoder.decompress(data, _OUTPUT_BYTES)
            # bz2 says OSError and ValueError, lzma LZMAError
            except (OSError, ValueError, EOFError, lzma.LZMAError) as error:
                if "Memory usage limit" in str(error):
                    detail = f"decompressing takes more than {_XZ_MEMORY_BYTES} bytes of memory"
                    raise SourceError(Reason.SOURCE_BOMB, detail) from None
                raise damaged(f"{magic[-3:].decode('ascii', 'replace').strip(chr(0))}: {error}") from None
            if out:
                yield out
            data = b""
            if not decoder.eof and decoder.needs_input:
                data = file.read(_INPUT_BYTES)
                if not data:
                    raise damaged("the compressed stream is cut off")
        data = _next_stream(decoder.unused_data, file, magic)


def _next_stream(rest: bytes, file: BinaryIO, magic: bytes) -> bytes:
    """Start of the concatenated stream that follows, or empty at the end; zeros between and after are padding."""
    while True:
        rest = rest.lstrip(b"\0")
        if len(rest) >= len(magic):
            if rest.startswith(magic):
                return rest
            raise damaged("data follows the end of the compressed stream")
        more = file.read(_INPUT_BYTES)
        if not more:
            if rest:
                raise damaged("data follows the end of the compressed stream")
            return b""
        rest += more


def _zstd(file: BinaryIO) -> Iterator[bytes]:
    # Arrow closes what it reads from.
    with os.fdopen(os.dup(file.fileno()), "rb") as own:
        own.seek(0)
        stream = pa.input_stream(own, compression="zstd")
        while True:
            try:
                out = stream.read(_OUTPUT_BYTES)
            except OSError as error:  # Arrow's own IOError
                raise damaged(f"zstd: {error}") from None
            if not out:
                return
            yield out

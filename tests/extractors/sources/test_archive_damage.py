"""Tests of archives that are cut off, contradict themselves, or are bombs; laws and fuzz."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.extractors.sources.crafted import (
    CODE,
    END_OF_TAR,
    FORMATS,
    LIMITS,
    deflated_zeros,
    gzip_of_zeros,
    padded,
    pax,
    raw_zip,
    raw_zip_member,
    read,
    reason_of,
    small_tar,
    tar_file,
    tar_header,
    zip_of,
    zstd,
)
from warploom.extractors.sources.archive import Archive
from warploom.schemas.reasons import Reason
from warploom.schemas.source import ReadLimits, SourceError

TAR = small_tar()


# damage


@pytest.mark.parametrize("compress", FORMATS.values(), ids=FORMATS)
def test_every_truncation_is_noticed(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """At every length up to the end-of-archive marker of a bare tar, at every length at all of a compressed one."""
    whole = compress(TAR)
    last = len(TAR) - 1024 if compress is bytes else len(whole)
    for length in range(0, last, 1 if compress is not bytes else 64):
        assert Reason.SOURCE_DAMAGED == reason_of(tmp_path, whole[:length]), length


def test_every_truncation_of_a_zip_is_noticed(tmp_path: Path) -> None:
    """Its directory is at the end."""
    whole = zip_of({"a.c": CODE, "b.c": CODE * 9})
    for length in range(len(whole)):
        assert Reason.SOURCE_DAMAGED == reason_of(tmp_path, whole[:length]), length


@pytest.mark.parametrize(
    "archive",
    [
        TAR[:-1024] + b"x" * 512 + END_OF_TAR,
        TAR[:-1024] + bytes(512) + tar_file(b"hidden.c") + END_OF_TAR,
        TAR + bytes(10240) + tar_file(b"hidden.c") + END_OF_TAR,
        tar_header(b"a", -1) + END_OF_TAR,
        TAR[:-1024] + pax({b"path": b"x"}) + END_OF_TAR,
        TAR[:-1024] + tar_header(b"x", 20, type_=b"x") + padded(b"99 path=short\n") + END_OF_TAR,
        TAR[:-1024] + tar_header(b"x", 20, type_=b"x") + padded(b"0 path=short\n") + END_OF_TAR,
        TAR[:-1024] + tar_header(b"x", 11, type_=b"x") + padded(b"path=short\n") + END_OF_TAR,
        TAR[:-1024] + pax({b"size": b"-5"}) + tar_file(b"a") + END_OF_TAR,
        gzip.compress(TAR) + b"junk",
        bz2.compress(TAR) + b"junk",
        zip_of({"a.c": CODE}) + b"junk",
        b"PK\3\4" + zip_of({"a.c": CODE}),
    ],
    ids=[
        "header of junk",
        "data after a zero block",
        "archive behind the archive",
        "negative size",
        "extended header of nothing",
        "PAX length too long",
        "PAX length zero",
        "PAX length missing",
        "PAX size negative",
        "junk after gzip",
        "junk after bzip2",
        "junk after zip",
        "zip with a prefix",
    ],
)
def test_contradictions_are_damage(tmp_path: Path, archive: bytes) -> None:
    """Where `tarfile` would end in silence, or lose what follows."""
    assert Reason.SOURCE_DAMAGED == reason_of(tmp_path, archive)


def test_stale_bytes_in_the_last_record_are_allowed(tmp_path: Path) -> None:
    """Old tars did not clear their buffer."""
    assert 2 == len(read(tmp_path, (TAR + b"stale" * 20).ljust(10_240, b"\0")))


def test_wrong_checksums_of_zip_members_are_damage(tmp_path: Path) -> None:
    """The directory says one thing and the bytes another."""
    archive = raw_zip([raw_zip_member(b"a.c", b"abc", length=3, crc=1, method=0)])
    assert Reason.SOURCE_DAMAGED == reason_of(tmp_path, archive)


def test_headers_that_name_another_member_are_damage(tmp_path: Path) -> None:
    """Readers of the directory and readers of the stream would see different files."""
    archive = raw_zip([raw_zip_member(b"good.c", b"", length=0, method=0)])
    assert Reason.SOURCE_DAMAGED == reason_of(tmp_path, archive.replace(b"good.c", b"evil.c", 1))


# bombs


def refused(tmp_path: Path, archive: bytes, limits: ReadLimits = LIMITS) -> tuple[Reason, int]:
    """The reason for refusing the archive, and the peak of Python's memory meanwhile in bytes."""
    (tmp_path / "bomb").write_bytes(archive)
    source = Archive(str(tmp_path / "bomb")).fetch(tmp_path, offline=True)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError) as caught:
            for _ in source.entries(limits):
                pass
        return caught.value.reason, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_tar_member_that_declares_too_much_is_a_bomb_at_once(tmp_path: Path) -> None:
    """10 GB in one member are refused before they are unpacked."""
    archive = gzip_of_zeros(tar_header(b"zeros", 10**10), 1)
    assert Reason.SOURCE_BOMB == reason_of(tmp_path, archive)


def test_a_tar_of_many_members_is_a_bomb_by_its_ratio(tmp_path: Path) -> None:
    """What is skipped counts as well; memory stays at a few chunks."""
    archive = gzip.compress((tar_header(b"zeros", 2**24 + 512) + bytes(2**24 + 512)) * 8, 6)
    reason, peak = refused(tmp_path, archive)
    assert Reason.SOURCE_BOMB == reason
    assert peak < 8 * 1024**2


def test_zeros_after_the_end_are_a_bomb(tmp_path: Path) -> None:
    """An archive that ends, and goes on unpacking."""
    reason, peak = refused(tmp_path, gzip_of_zeros(TAR, 10_000), ReadLimits(max_unpacked_bytes=200 * 1024**2))
    assert Reason.SOURCE_BOMB == reason
    assert peak < 16 * 1024**2


def test_zip_sizes_are_summed_before_anything_is_read(tmp_path: Path) -> None:
    """10 GB of zeros, honestly declared."""
    archive = raw_zip([raw_zip_member(b"a", deflated_zeros(1), length=2**32 - 2)] * 3)
    assert Reason.SOURCE_BOMB == reason_of(tmp_path, archive)


def test_zip_members_that_lie_about_their_size_are_bombs(tmp_path: Path) -> None:
    """10 GB behind a declaration of ten bytes: not one more is unpacked."""
    reason, peak = refused(tmp_path, raw_zip([raw_zip_member(b"a", deflated_zeros(10_000), length=10)]), LIMITS)
    assert Reason.SOURCE_BOMB == reason
    assert peak < 4 * 1024**2


def test_zip_members_that_share_bytes_are_bombs(tmp_path: Path) -> None:
    """Many records, one compressed stream."""
    archive = raw_zip([raw_zip_member(b"a", deflated_zeros(1), length=2**20)] * 100, shared=True)
    assert Reason.SOURCE_BOMB == reason_of(tmp_path, archive)


@pytest.mark.parametrize("archive", [tar_file(b"a") * 11 + END_OF_TAR, zip_of({f"{i}.c": b"" for i in range(11)})])
def test_too_many_members_are_a_bomb(tmp_path: Path, archive: bytes) -> None:
    """Directories count too."""
    assert Reason.SOURCE_BOMB == reason_of(tmp_path, archive, ReadLimits(max_files=10))


def test_huge_extended_headers_are_bombs(tmp_path: Path) -> None:
    """`tarfile` would read a gigabyte of name."""
    for type_ in (b"x", b"g", b"L", b"K"):
        archive = gzip_of_zeros(tar_header(b"x", 2**30, type_=type_), 1)
        assert Reason.SOURCE_BOMB == reason_of(tmp_path, archive)


def test_chains_of_extended_headers_are_bombs(tmp_path: Path) -> None:
    """`tarfile` would recurse."""
    chain = tar_header(b"x", 2, type_=b"L") + padded(b"a\0")
    assert Reason.SOURCE_BOMB == reason_of(tmp_path, chain * 5000 + TAR)


def test_pax_headers_of_many_records_are_bombs(tmp_path: Path) -> None:
    """They compress to nothing and take time to read."""
    content = b"5 a=\n" * 1001
    archive = tar_header(b"x", len(content), type_=b"x") + padded(content) + TAR
    assert Reason.SOURCE_BOMB == reason_of(tmp_path, archive)


def test_xz_that_asks_for_much_memory_is_a_bomb(tmp_path: Path) -> None:
    """The dictionary size is the archive's to choose."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 2**19}]
    archive = bytearray(lzma.compress(TAR, filters=filters))
    # The block header at byte 12: size, flags, filter id, size of properties, dictionary size (41: 4 GiB - 1).
    assert (0x21, 1) == (archive[14], archive[15])
    archive[16] = 40
    archive[20:24] = zlib.crc32(bytes(archive[12:20])).to_bytes(4, "little")
    assert Reason.SOURCE_BOMB == reason_of(tmp_path, bytes(archive))


def test_an_honest_good_ratio_is_no_bomb(tmp_path: Path) -> None:
    """Below 64 MiB the ratio does not matter."""
    content = bytes(8 * 1024**2)
    assert [content] == [e.content for e in read(tmp_path, gzip.compress(tar_file(b"z", content) + END_OF_TAR))]


# laws

_COMPONENT = st.text(st.characters(codec="utf-8", exclude_characters="/\\\0:"), min_size=1, max_size=8).filter(
    lambda part: part not in (".", "..")
)
_PATHS = st.lists(_COMPONENT, min_size=1, max_size=3).map("/".join)
_FILES = st.dictionaries(_PATHS, st.binary(max_size=2000), min_size=1, max_size=8)
_BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_BOUNDED
@given(
    _FILES, st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]), st.sampled_from(["", "gz"])
)
def test_every_tar_member_is_one_entry(tmp_path: Path, files: dict[str, bytes], format_: int, compression: str) -> None:
    """Law: of what `tarfile` writes, each member yields one entry with its content, in order."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{compression}", format=format_) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    assert list(files.items()) == [(e.path, e.content) for e in read(tmp_path, out.getvalue())]


@_BOUNDED
@given(_FILES, st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
def test_every_zip_member_is_one_entry(tmp_path: Path, files: dict[str, bytes], compression: int) -> None:
    """Law: the same for what `zipfile` writes."""
    assert list(files.items()) == [(e.path, e.content) for e in read(tmp_path, zip_of(files, compression))]


_ANY_MEMBER = st.tuples(
    st.sampled_from([b"a", b"b", b"a/b", b"./a", b"/a", b"../a", b"\xff", b"a\\..\\b", b"C:x", b"."]),
    st.sampled_from([b"0", b"1", b"2", b"3", b"6", b"S", b"V"]),
    st.sampled_from([b"a", b"../x", b"/x", b""]),
)


@_BOUNDED
@given(st.lists(_ANY_MEMBER, max_size=12))
def test_every_hostile_member_is_one_entry(tmp_path: Path, members: list[tuple[bytes, bytes, bytes]]) -> None:
    """Law: whatever the members are, each is one entry with a path of its own, and has content or a reason."""
    body = b"".join(tar_header(name, type_=type_, target=target) for name, type_, target in members)
    entries = read(tmp_path, body + tar_file(b"last.c") + END_OF_TAR)
    assert len(members) + 1 == len(entries) == len({e.path for e in entries})
    assert all((e.content is None) != (e.reject is None) for e in entries)


# fuzz

_SEEDS = {
    "tar": pax({b"path": b"p/long.c", b"mtime": b"1.5"}) + TAR,
    "gzip": gzip.compress(TAR, mtime=0),
    "bzip2": bz2.compress(TAR),
    "xz": lzma.compress(TAR),
    "zstd": zstd(TAR),
    "zip": zip_of({"a.c": CODE, "d/b.c": CODE * 20, "stored": b""}),
}


@pytest.mark.parametrize("seed", _SEEDS.values(), ids=_SEEDS)
def test_damaged_bytes_end_in_entries_or_a_source_error(tmp_path: Path, seed: bytes) -> None:
    """Bytes flipped, set, cut out or doubled: never another exception, never a path twice."""
    choose = random.Random(2)
    for _ in range(400):
        damaged = bytearray(seed)
        for _ in range(choose.randint(1, 3)):
            at = choose.randrange(len(damaged))
            match choose.randrange(4):
                case 0:
                    damaged[at] ^= 1 << choose.randrange(8)
                case 1:
                    damaged[at] = choose.choice((0, 0x7F, 0x80, 0xFF))
                case 2:
                    del damaged[at : at + choose.randint(1, 600)]
                case _:
                    damaged[at:at] = damaged[at : at + choose.randint(1, 600)]
            damaged = damaged or bytearray(1)
        try:
            entries = read(tmp_path, bytes(damaged))
        except SourceError:
            continue
        assert len(entries) == len({e.path for e in entries})


def test_damaged_headers_with_good_checksums_end_the_same_way(tmp_path: Path) -> None:
    """A flipped bit rarely gets past the checksum; here it is mended, so that the fields are reached."""
    choose = random.Random(3)
    seed = _SEEDS["tar"]
    for _ in range(600):
        damaged = bytearray(seed)
        start = choose.choice((0, 512, 1024, 1536)) if len(seed) > 2048 else 0
        for _ in range(choose.randint(1, 4)):
            damaged[start + choose.randrange(512)] = choose.randrange(256)
        damaged[start + 148 : start + 156] = b" " * 8
        damaged[start + 148 : start + 156] = b"%06o\0 " % sum(damaged[start : start + 512])
        try:
            read(tmp_path, bytes(damaged))
        except SourceError:
            continue

"""Tests of archives as sources: formats, names, links, origin, fetching."""

from __future__ import annotations

import bz2
import lzma
import os
import pickle
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tests.extractors.sources.crafted import (
    CODE,
    END_OF_TAR,
    FORMATS,
    LIMITS,
    brief,
    gzip_of,
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
from warploom.schemas.source import FetchError, ReadLimits, SourceError

TAR = small_tar()


# formats


@pytest.mark.parametrize("compress", FORMATS.values(), ids=FORMATS)
def test_every_format_is_recognised_by_content(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """The file's name says nothing of its format."""
    entries = read(tmp_path, compress(TAR))
    assert [("pkg/a.c", CODE), ("pkg/d/b.cu", b"")] == [(e.path, e.content) for e in entries]


def test_zip_is_recognised_by_content(tmp_path: Path) -> None:
    """Members in the order of the central directory, directories left out."""
    entries = read(tmp_path, zip_of({"pkg/": b"", "pkg/b.c": CODE, "pkg/a.c": b""}))
    assert [("pkg/b.c", CODE), ("pkg/a.c", b"")] == [(e.path, e.content) for e in entries]


def test_stored_zip_members_are_read(tmp_path: Path) -> None:
    """Method 0."""
    assert [CODE] == [e.content for e in read(tmp_path, zip_of({"a.c": CODE}, zipfile.ZIP_STORED))]


@pytest.mark.parametrize("compress", [gzip_of, bz2.compress, lzma.compress, zstd])
def test_concatenated_streams_are_one(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """As gzip, bzip2, xz and zstd themselves treat them."""
    halves = compress(TAR[:700]) + compress(TAR[700:])
    assert ["pkg/a.c", "pkg/d/b.cu"] == [e.path for e in read(tmp_path, halves)]


@pytest.mark.parametrize("compress", [gzip_of, bz2.compress, lzma.compress])
def test_padding_after_the_stream_is_allowed(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """Tapes and some mirrors leave zeros."""
    assert 2 == len(read(tmp_path, compress(TAR) + bytes(4096)))


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4", gzip_of(b"hello" * 400), b"\x1f\x8b", b"BZh9"])
def test_what_is_no_archive_is_damaged(tmp_path: Path, content: bytes) -> None:
    """Also a compressed file that holds no tar."""
    assert Reason.SOURCE_DAMAGED == reason_of(tmp_path, content)


@pytest.mark.parametrize("archive", [END_OF_TAR, gzip_of(END_OF_TAR * 10), zip_of({})])
def test_an_archive_without_members_is_empty(tmp_path: Path, archive: bytes) -> None:
    """Whole, and nothing in it."""
    assert Reason.SOURCE_EMPTY == reason_of(tmp_path, archive)


def test_an_archive_of_links_and_directories_is_empty(tmp_path: Path) -> None:
    """No regular file."""
    archive = tar_header(b"d", type_=b"5") + tar_header(b"l", type_=b"2", target=b"d") + END_OF_TAR
    assert Reason.SOURCE_EMPTY == reason_of(tmp_path, archive)


# names


def test_components_are_stripped(tmp_path: Path) -> None:
    """A file that has no more than these keeps its name."""
    archive = tar_file(b"pax_global_header") + TAR
    entries = read(tmp_path, archive, strip_components=1)
    assert ["pax_global_header", "a.c", "d/b.cu"] == [e.path for e in entries]


def test_unsafe_names_are_refused_one_by_one(tmp_path: Path) -> None:
    """The file beside them is read; what is shown is what was seen."""
    names = [b"/etc/passwd", b"../up.c", b"C:\\a.c", b"x\\..\\..\\a.c", b"ok.c"]
    archive = b"".join(map(tar_file, names)) + END_OF_TAR
    unsafe = [("/etc/passwd", "unsafe_path"), ("../up.c", "unsafe_path"), ("./C:\\a.c", "unsafe_path")]
    assert unsafe[:2] == brief(read(tmp_path, archive))[:2]
    assert ["unsafe_path", "unsafe_path", ""] == [reason for _, reason in brief(read(tmp_path, archive))[2:]]


def test_nul_in_a_pax_name_is_unsafe(tmp_path: Path) -> None:
    """Only a PAX header can hold one."""
    archive = pax({b"path": b"a.c\0.txt"}) + tar_file(b"short") + END_OF_TAR
    assert ["unsafe_path"] == [reason for _, reason in brief(read(tmp_path, archive))]


def test_names_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    """Shown with escapes, behind a mark that no file's path has."""
    assert [("./caf\\xe9.c", "path_not_utf8")] == brief(read(tmp_path, tar_file(b"caf\xe9.c") + END_OF_TAR))


def test_zip_names_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    """Code page 437 is what the format says, and hardly ever what was meant."""
    archive = raw_zip([raw_zip_member(b"a\x81.c", b"", length=0, method=0)])
    assert [("./a\\x81.c", "path_not_utf8")] == brief(read(tmp_path, archive))


def test_the_first_of_equal_paths_counts(tmp_path: Path) -> None:
    """Also when only normalising makes them equal."""
    archive = tar_file(b"a/b.c", b"1") + tar_file(b"./a//b.c", b"2") + tar_file(b"a/b.c", b"3") + END_OF_TAR
    entries = read(tmp_path, archive)
    assert [("a/b.c", ""), ("a/b.c//2", "duplicate_path"), ("a/b.c//3", "duplicate_path")] == brief(entries)
    assert b"1" == entries[0].content


def test_the_first_of_equal_paths_counts_in_zips(tmp_path: Path) -> None:
    """The same rule for the central directory."""
    member = raw_zip_member(b"a.c", b"x", length=1, method=0, crc=zlib.crc32(b"x"))
    assert ["", "duplicate_path"] == [reason for _, reason in brief(read(tmp_path, raw_zip([member, member])))]


def test_many_duplicates_take_linear_time(tmp_path: Path) -> None:
    """20,000 times one path."""
    assert 20_000 == len(read(tmp_path, tar_file(b"a", b"") * 20_000 + END_OF_TAR))


def test_long_names_are_read(tmp_path: Path) -> None:
    """GNU and PAX write them before the member."""
    name = b"d/" * 100 + b"a.c"
    gnu = tar_header(b"././@LongLink", len(name) + 1, type_=b"L") + padded(name + b"\0") + tar_file(b"cut")
    archive = gnu + pax({b"path": name + b"pp"}) + tar_file(b"cut") + END_OF_TAR
    assert [name.decode(), name.decode() + "pp"] == [e.path for e in read(tmp_path, archive)]


def test_pax_sizes_win_over_the_header(tmp_path: Path) -> None:
    """The header's field is too small for files over 8 GiB."""
    archive = pax({b"size": b"3"}) + tar_header(b"a.c", 0) + padded(b"abc") + END_OF_TAR
    assert [b"abc"] == [e.content for e in read(tmp_path, archive)]


def test_a_slash_makes_a_directory_where_nothing_else_does(tmp_path: Path) -> None:
    """In tars older than the type of directories."""
    assert ["a.c"] == [e.path for e in read(tmp_path, tar_header(b"d/") + tar_file(b"a.c") + END_OF_TAR)]


# what has no content


@pytest.mark.parametrize(
    ("target", "reason"), [(b"b.c", "link_inside"), (b"../../x", "link_outside"), (b"/x", "link_outside")]
)
def test_symbolic_links_in_tars(tmp_path: Path, target: bytes, reason: str) -> None:
    """They have no content of their own."""
    archive = TAR[:-1024] + tar_header(b"pkg/l", type_=b"2", target=target) + END_OF_TAR
    assert ("pkg/l", reason) == brief(read(tmp_path, archive))[-1]


@pytest.mark.parametrize(("target", "reason"), [(b"pkg/a.c", "link_inside"), (b"../x", "link_outside")])
def test_hard_links_in_tars(tmp_path: Path, target: bytes, reason: str) -> None:
    """Their target counts from the root of the archive."""
    archive = TAR[:-1024] + tar_header(b"pkg/l", type_=b"1", target=target) + END_OF_TAR
    assert ("l", reason) == brief(read(tmp_path, archive, strip_components=1))[-1]


def test_links_out_of_the_stripped_root_are_outside(tmp_path: Path) -> None:
    """The sibling of the top directory is not part of the source."""
    archive = TAR[:-1024] + tar_header(b"pkg/l", type_=b"2", target=b"../other/x") + END_OF_TAR
    assert ("l", "link_outside") == brief(read(tmp_path, archive, strip_components=1))[-1]


def test_symbolic_links_in_zips(tmp_path: Path) -> None:
    """The content of the member is the target."""
    links = [
        raw_zip_member(name, target, length=len(target), crc=zlib.crc32(target), method=0, mode=0o120777)
        for name, target in [(b"in", b"a.c"), (b"out", b"../a.c")]
    ]
    archive = raw_zip([raw_zip_member(b"a.c", b"", length=0, method=0), *links])
    assert [("a.c", ""), ("in", "link_inside"), ("out", "link_outside")] == brief(read(tmp_path, archive))


@pytest.mark.parametrize("type_", [b"3", b"4", b"6", b"V", b"Z"])
def test_special_members_are_refused(tmp_path: Path, type_: bytes) -> None:
    """Devices, FIFOs, and types nobody defined."""
    archive = TAR[:-1024] + tar_header(b"s", type_=type_) + END_OF_TAR
    assert ("s", "special_file") == brief(read(tmp_path, archive))[-1]


def test_special_zip_members_are_refused(tmp_path: Path) -> None:
    """A FIFO by its Unix mode."""
    archive = raw_zip([raw_zip_member(b"f", b"", length=0, method=0, mode=0o010644)])
    with pytest.raises(SourceError) as caught:
        read(tmp_path, archive)
    assert Reason.SOURCE_EMPTY == caught.value.reason


@pytest.mark.parametrize("flags", [1, 0x41])
def test_encrypted_zip_members_are_unreadable(tmp_path: Path, flags: int) -> None:
    """Traditional and strong encryption."""
    archive = raw_zip([raw_zip_member(b"a.c", b"secret", length=6, method=0, flags=flags)])
    assert [("a.c", "unreadable")] == brief(read(tmp_path, archive))


def test_unknown_zip_methods_are_unreadable(tmp_path: Path) -> None:
    """LZMA in zip files states its own memory need: not taken."""
    assert [("a.c", "unreadable")] == brief(read(tmp_path, zip_of({"a.c": CODE}, zipfile.ZIP_LZMA)))


def test_sparse_members_are_unreadable(tmp_path: Path) -> None:
    """With an extended map of holes, and the member behind it intact."""
    header = bytearray(tar_header(b"s", 512, type_=b"S"))
    header[482] = 1
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    archive = bytes(header) + bytes(512) + bytes(512) + tar_file(b"a.c") + END_OF_TAR
    assert [("s", "unreadable"), ("a.c", "")] == brief(read(tmp_path, archive))


def test_pax_sparse_members_are_unreadable(tmp_path: Path) -> None:
    """Under the name that the header gives them."""
    records = {b"GNU.sparse.major": b"1", b"GNU.sparse.name": b"real.c"}
    archive = pax(records) + tar_file(b"GNUSparseFile.0/real.c") + END_OF_TAR
    assert [("real.c", "unreadable")] == brief(read(tmp_path, archive))


@pytest.mark.parametrize("archive", [TAR, gzip_of(TAR), zip_of({"pkg/a.c": CODE, "pkg/d/b.cu": b""})])
def test_large_members_are_not_read(tmp_path: Path, archive: bytes) -> None:
    """Their length is known all the same."""
    entries = read(tmp_path, archive, ReadLimits(max_file_bytes=len(CODE) - 1))
    assert [("pkg/a.c", "too_large"), ("pkg/d/b.cu", "")] == brief(entries)
    assert (len(CODE), None) == (entries[0].length_bytes, entries[0].content)


# time, origin, state


def test_revision_time_is_the_newest_plausible_one(tmp_path: Path) -> None:
    """Zero, the DOS epoch and the far future are nobody's times."""
    times = [0, 315_532_800, 1_500_000_000, 1_400_000_000, 8**11 - 1]
    members = [tar_header(b"%d" % t, mtime=t) for t in times]
    (tmp_path / "a").write_bytes(b"".join(members) + END_OF_TAR)
    source = Archive(str(tmp_path / "a")).fetch(tmp_path, offline=True)
    before = source.facts().time
    list(source.entries(LIMITS))
    assert (None, datetime(2017, 7, 14, 2, 40, tzinfo=UTC)) == (before, source.facts().time)


def test_zip_times_are_read(tmp_path: Path) -> None:
    """To two seconds, as UTC."""
    (tmp_path / "a").write_bytes(zip_of({"a.c": CODE}))
    source = Archive(str(tmp_path / "a")).fetch(tmp_path, offline=True)
    list(source.entries(LIMITS))
    assert datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC) == source.facts().time


def test_pax_times_with_fractions_are_read(tmp_path: Path) -> None:
    """Whole seconds of them."""
    (tmp_path / "a").write_bytes(pax({b"mtime": b"1500000000.75"}) + tar_file(b"a") + END_OF_TAR)
    source = Archive(str(tmp_path / "a")).fetch(tmp_path, offline=True)
    list(source.entries(LIMITS))
    assert datetime(2017, 7, 14, 2, 40, tzinfo=UTC) == source.facts().time


def test_origin_holds_digest_and_no_directory(tmp_path: Path) -> None:
    """Two machines give the same archive the same origin."""
    path = tmp_path / "pkg-1.0.tar.gz"
    path.write_bytes(TAR)
    origin = Archive(str(path), license_override="MIT").fetch(tmp_path, offline=True).origin
    digest = sha256(TAR).hexdigest()
    assert ("archive", "archive/pkg-1.0", digest, digest, "MIT") == (
        origin.source_kind,
        origin.repo_name,
        origin.pinned_revision,
        origin.archive_sha256,
        origin.license_override,
    )
    assert f"pkg:generic/archive/pkg-1.0?checksum=sha256:{digest}" == origin.origin_url


def test_state_follows_content_and_stripping(tmp_path: Path) -> None:
    """Whatever changes the entries changes the state."""
    path = tmp_path / "a"
    path.write_bytes(TAR)
    plain = Archive(str(path)).fetch(tmp_path, offline=True).state()
    stripped = Archive(str(path), strip_components=1).fetch(tmp_path, offline=True).state()
    path.write_bytes(TAR + END_OF_TAR)
    assert 3 == len({plain, stripped, Archive(str(path)).fetch(tmp_path, offline=True).state()})


def test_source_and_local_source_survive_pickling(tmp_path: Path) -> None:
    """They travel to workers."""
    (tmp_path / "a").write_bytes(TAR)
    source = pickle.loads(pickle.dumps(Archive(str(tmp_path / "a"))))  # noqa: S301 - our own
    local = pickle.loads(pickle.dumps(source.fetch(tmp_path, offline=True)))  # noqa: S301 - our own
    assert 2 == len(list(local.entries(LIMITS)))


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    """Nothing is used up."""
    (tmp_path / "a").write_bytes(TAR)
    source = Archive(str(tmp_path / "a")).fetch(tmp_path, offline=True)
    assert list(source.entries(LIMITS)) == list(source.entries(LIMITS))


# fetch


def test_a_wrong_digest_is_a_fetch_error(tmp_path: Path) -> None:
    """It shows both."""
    (tmp_path / "a").write_bytes(TAR)
    with pytest.raises(FetchError) as caught:
        Archive(str(tmp_path / "a"), sha256="AB" * 32).fetch(tmp_path, offline=False)
    assert sha256(TAR).hexdigest() in caught.value.why
    assert "ab" * 32 in caught.value.why


def test_digests_are_compared_without_case(tmp_path: Path) -> None:
    """Some tools print capitals."""
    (tmp_path / "a").write_bytes(TAR)
    assert Archive(str(tmp_path / "a"), sha256=sha256(TAR).hexdigest().upper()).fetch(tmp_path, offline=False)


@pytest.mark.parametrize(("make", "word"), [(Path.mkdir, "local"), (os.mkfifo, "path"), (lambda _: None, "path")])
def test_what_is_no_file_is_a_fetch_error(tmp_path: Path, make: Callable[[Path], None], word: str) -> None:
    """A directory, a FIFO (which must not block), nothing."""
    make(tmp_path / "x")
    with pytest.raises(FetchError) as caught:
        Archive(str(tmp_path / "x")).fetch(tmp_path, offline=False)
    assert f"`{word}`" in caught.value.next_step


def test_an_archive_replaced_after_fetching_is_noticed(tmp_path: Path) -> None:
    """Its rows would carry the digest of another file."""
    (tmp_path / "a").write_bytes(TAR)
    source = Archive(str(tmp_path / "a")).fetch(tmp_path, offline=True)
    (tmp_path / "a").write_bytes(tar_file(b"other.c") + END_OF_TAR)
    with pytest.raises(FetchError, match="changed after it was fetched"):
        list(source.entries(LIMITS))


def test_an_archive_changed_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    """Before the last entry is taken for good."""
    (tmp_path / "a").write_bytes(TAR)
    source = Archive(str(tmp_path / "a")).fetch(tmp_path, offline=True)
    entries = source.entries(LIMITS)
    next(entries)
    os.utime(tmp_path / "a", ns=(1, 1))
    with pytest.raises(FetchError, match="changed"):
        list(entries)

"""Debian source packages: fetched whole, verified, laid out as dpkg-source would."""

from __future__ import annotations

import gzip
import os
import pickle
import socket
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tests.extractors.sources.crafted import CODE, END_OF_TAR, LIMITS, tar_file, tar_header
from warploom.extractors.sources import debian
from warploom.extractors.sources.debian import Debian, LocalDebian
from warploom.schemas.reasons import Reason
from warploom.schemas.source import FetchError, ReadLimits, RevisionFacts, SourceError, Transfer

VERSION = "1:1.0-2"
ORIG = tar_file(b"weave-1.0/a.cu", CODE) + tar_file(b"weave-1.0/debian/copyright", b"theirs\n", mtime=1_500_000_000)
PACKAGING = (
    tar_file(b"debian/copyright", b"ours\n")
    + tar_file(b"debian/patches/series", b"# first\nfix.patch -p1\n\nsub/more.diff # last\n../../etc/passwd\n")
    + tar_file(b"debian/patches/fix.patch", b"--- a\n", mtime=1_700_000_000)
)
EXTRA = tar_file(b"x.c", CODE) + tar_file(b"y/z.c", CODE)
FILES = {"weave_1.0.orig.tar.gz": ORIG, "weave_1.0.orig-extra.tar.gz": EXTRA, "weave_1.0-2.debian.tar.gz": PACKAGING}


def packed(members: bytes) -> bytes:
    return gzip.compress(members + END_OF_TAR, mtime=0)


def archive(
    root: Path,
    files: dict[str, bytes] | None = None,
    *,
    format_: str = "3.0 (quilt)",
    folder: str = "pool/main/w/weave",
    version: str = VERSION,
) -> str:
    """Put a source package into a directory; SHA-256 of its `.dsc`."""
    place = root / folder
    place.mkdir(parents=True, exist_ok=True)
    listed = ""
    for name, members in (FILES if files is None else files).items():
        content = members if name.endswith((".asc", ".diff.gz")) else packed(members)
        (place / name).write_bytes(content)
        listed += f" {sha256(content).hexdigest()} {len(content)} {name}\n"
    dsc = f"Format: {format_}\nSource: weave\nVersion: {version}\nChecksums-Sha256:\n{listed}"
    (place / f"weave_{version.rpartition(':')[2]}.dsc").write_text(dsc)
    return sha256(dsc.encode()).hexdigest()


def fetch(tmp_path: Path, *, offline: bool = False, digest: str = "", mirror: str | None = None) -> LocalDebian:
    source = Debian("weave", VERSION, sha256=digest, mirror=str(tmp_path / "mirror") if mirror is None else mirror)
    return source.fetch(tmp_path / "cache", offline=offline)


def failure(tmp_path: Path, *, offline: bool = False, digest: str = "", mirror: str | None = None) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(tmp_path, offline=offline, digest=digest, mirror=mirror)
    return caught.value


def entries(source: LocalDebian, limits: ReadLimits = LIMITS) -> list[tuple[str, bytes | None, Reason | None]]:
    return [(e.path, e.content, e.reject and e.reject.reason) for e in source.entries(limits)]


def test_a_package_is_laid_out(tmp_path: Path) -> None:
    """Packaging first, whose files replace upstream's; additional tarballs in their directories; tops stripped."""
    archive(tmp_path / "mirror")
    found = entries(fetch(tmp_path))
    assert ("debian/copyright", b"ours\n", None) == found[0]
    assert [
        ("extra/x.c", CODE, None),
        ("extra/y/z.c", CODE, None),
        ("a.cu", CODE, None),
        ("debian/copyright//2", None, Reason.DUPLICATE_PATH),
    ] == found[3:]


def test_facts(tmp_path: Path) -> None:
    """The newest time of all archives, and the series without comments, options and what is no path."""
    archive(tmp_path / "mirror")
    source = fetch(tmp_path)
    assert RevisionFacts() == source.facts()
    entries(source)
    facts = source.facts()
    assert (("fix.patch", "sub/more.diff"), 1_700_000_000) == (facts.patches, facts.time and facts.time.timestamp())


def test_the_vendors_series_holds(tmp_path: Path) -> None:
    """As dpkg-source prefers it."""
    packaging = PACKAGING + tar_file(b"debian/patches/debian.series", b"only.patch\n")
    archive(tmp_path / "mirror", {"weave_1.0.orig.tar.gz": ORIG, "weave_1.0-2.debian.tar.gz": packaging})
    source = fetch(tmp_path)
    entries(source)
    assert ("only.patch",) == source.facts().patches


def test_origin(tmp_path: Path) -> None:
    """Package, purl, version with its epoch, digest of the `.dsc`; no host and no path."""
    digest = archive(tmp_path / "mirror")
    source = fetch(tmp_path)
    origin = source.origin
    assert ("debian", "debian/weave", "pkg:deb/debian/weave@1:1.0-2?arch=source", VERSION, digest, digest) == (
        origin.source_kind,
        origin.repo_name,
        origin.origin_url,
        origin.pinned_revision,
        origin.archive_sha256,
        source.state(),
    )
    assert ("debian/libx++", "pkg:deb/debian/libx%2B%2B") == Debian("libx++", "1").names()


def test_native_packages(tmp_path: Path) -> None:
    """One tarball, packaging included."""
    archive(tmp_path / "mirror", {"weave_1.0-2.tar.gz": tar_file(b"w/debian/rules") + tar_file(b"w/a.c")})
    assert ["debian/rules", "a.c"] == [path for path, _, _ in entries(fetch(tmp_path))]


def test_a_diff_is_a_patch_and_not_applied(tmp_path: Path) -> None:
    """Format 1.0: its `debian/` is inside the diff."""
    files = {
        "weave_1.0.orig.tar.gz": tar_file(b"w/a.c"),
        "weave_1.0-2.diff.gz": b"x",
        "weave_1.0.orig.tar.gz.asc": b"y",
    }
    archive(tmp_path / "mirror", files, format_="1.0")
    source = fetch(tmp_path)
    assert ["a.c"] == [path for path, _, _ in entries(source)]
    assert ("weave_1.0-2.diff.gz",) == source.facts().patches


def test_other_formats_are_fetch_errors(tmp_path: Path) -> None:
    """A git bundle is no tarball."""
    archive(tmp_path / "mirror", format_="3.0 (git)")
    assert "format" in failure(tmp_path).why


def test_directories_are_replaced_whole(tmp_path: Path) -> None:
    """Of upstream's `debian/` and of a directory that an additional tarball brings, nothing is left beside theirs."""
    orig = b"".join(tar_file(b"w/" + name) for name in (b"debian/old", b"extra/old.c", b"extras.c", b"sub/debian/a.c"))
    archive(tmp_path / "mirror", {**FILES, "weave_1.0.orig.tar.gz": orig})
    refused = [("debian/old", None, Reason.DUPLICATE_PATH), ("extra/old.c", None, Reason.DUPLICATE_PATH)]
    found = entries(fetch(tmp_path))[-4:]
    assert (refused, ["extras.c", "sub/debian/a.c"]) == (found[:2], [path for path, _, r in found[2:] if r is None])


def test_a_tarball_without_one_top_directory_keeps_its_paths(tmp_path: Path) -> None:
    """A file at its root counts like a second directory."""
    archive(tmp_path / "mirror", {"weave_1.0.orig.tar.gz": tar_file(b"./src/a.c") + tar_file(b"./b.c")})
    assert ["src/a.c", "b.c"] == [path for path, _, _ in entries(fetch(tmp_path))]


def test_refused_names_stay_apart(tmp_path: Path) -> None:
    """What climbs, in two archives at once, takes no path of a file."""
    climbs = tar_file(b"../up.c") + tar_file(b"/abs.c")
    archive(tmp_path / "mirror", {"weave_1.0.orig.tar.gz": climbs, "weave_1.0-2.debian.tar.gz": PACKAGING + climbs})
    found = entries(fetch(tmp_path))
    paths = [path for path, _, _ in found]
    assert len(set(paths)) == len(paths)
    assert 4 == sum(reason is Reason.UNSAFE_PATH and content is None for _, content, reason in found)


def test_limits_hold_for_all_archives_together(tmp_path: Path) -> None:
    """Files and unpacked bytes."""
    archive(tmp_path / "mirror")
    source = fetch(tmp_path)
    with pytest.raises(SourceError, match="source_bomb"):
        entries(source, ReadLimits(max_files=6))
    assert 7 == len(entries(source, ReadLimits(max_files=9)))


def test_a_package_without_files_is_empty(tmp_path: Path) -> None:
    """An additional tarball may be."""
    archive(tmp_path / "mirror", {"weave_1.0.orig.tar.gz": tar_header(b"w/", type_=b"5")})
    with pytest.raises(SourceError, match="source_empty"):
        entries(fetch(tmp_path))


def test_a_damaged_archive_is_a_source_error(tmp_path: Path) -> None:
    """What was listed and verified may still be no tarball."""
    archive(tmp_path / "mirror", {"weave_1.0.orig.tar.gz": b"x" * 600})
    with pytest.raises(SourceError, match="source_damaged"):
        entries(fetch(tmp_path))


def test_the_second_fetch_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offline or not, and it can be sent to another process."""
    archive(tmp_path / "mirror")
    first = entries(fetch(tmp_path))
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr(debian, "find_dsc", None)
    assert first == entries(fetch(tmp_path, offline=True))
    assert first == entries(pickle.loads(pickle.dumps(fetch(tmp_path))))  # noqa: S301 - our own bytes


def test_what_was_brought_here_is_counted(tmp_path: Path) -> None:
    """The package's files the first time, nothing after."""
    archive(tmp_path / "mirror")
    sizes = [len(packed(members)) for members in FILES.values()]
    assert [Transfer(3, sum(sizes)), Transfer()] == [fetch(tmp_path).transfer for _ in range(2)]


def test_files_lie_in_the_cache_by_digest(tmp_path: Path) -> None:
    """And nothing else is left there."""
    digest = archive(tmp_path / "mirror")
    fetch(tmp_path)
    cache = tmp_path / "cache/debian"
    files = {str(path.relative_to(cache)) for path in cache.rglob("*") if path.is_file()}
    assert {"weave/1%3A1.0-2.json", f"{digest}/weave_1.0-2.dsc", *(f"{digest}/{name}" for name in FILES)} == files


def _damage_file(cache: Path) -> None:
    next(cache.rglob("*.orig.tar.gz")).write_bytes(b"x")


def _remove_file(cache: Path) -> None:
    next(cache.rglob("*.debian.tar.gz")).unlink()


def _damage_dsc(cache: Path) -> None:
    with next(cache.rglob("*.dsc")).open("a") as file:
        file.write("X: 1\n")


def _damage_index(cache: Path) -> None:
    next(cache.rglob("*.json")).write_text("[]")


def _misdirect_index(cache: Path) -> None:
    next(cache.rglob("*.json")).write_text('{"sha256": "../.."}')


_DAMAGE = pytest.mark.parametrize("damage", [_damage_file, _remove_file, _damage_dsc, _damage_index, _misdirect_index])


@_DAMAGE
def test_a_damaged_cache_is_fetched_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """As if it were not there."""
    archive(tmp_path / "mirror")
    first = entries(fetch(tmp_path))
    damage(tmp_path / "cache")
    assert first == entries(fetch(tmp_path))


@_DAMAGE
def test_a_damaged_cache_is_an_error_offline(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """Never read as it is."""
    archive(tmp_path / "mirror")
    fetch(tmp_path)
    damage(tmp_path / "cache")
    assert "offline" in failure(tmp_path, offline=True).why


def test_the_recipes_digest_is_that_of_the_dsc(tmp_path: Path) -> None:
    """A right one is taken, a wrong one shows both, from the mirror and from the cache."""
    digest = archive(tmp_path / "mirror")
    error = failure(tmp_path, digest="0" * 64)
    assert digest in error.why
    assert "0" * 64 in error.why
    assert digest == fetch(tmp_path, digest=digest.upper()).sha256
    assert digest in failure(tmp_path, digest="0" * 64, offline=True).why


@pytest.mark.parametrize("content", [b"", b"x" * 10_000])
def test_files_that_are_not_as_listed_are_refused(tmp_path: Path, content: bytes) -> None:
    """Shorter or longer; nothing is kept."""
    archive(tmp_path / "mirror")
    (tmp_path / "mirror/pool/main/w/weave/weave_1.0.orig.tar.gz").write_bytes(content)
    assert "weave_1.0.orig.tar.gz" in failure(tmp_path).why
    assert [] == list((tmp_path / "cache/debian").iterdir())


@pytest.mark.parametrize(
    ("old", "new"), [("Source: weave", "Source: other"), ("1:1.0-2", "1.0-2"), (" weave_1.0.o", " o")]
)
def test_the_dsc_of_something_else_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """Another package or version, or files of another package."""
    archive(tmp_path / "mirror")
    dsc = tmp_path / "mirror/pool/main/w/weave/weave_1.0-2.dsc"
    dsc.write_text(dsc.read_text().replace(old, new))
    assert "cannot be used" in failure(tmp_path).why


@pytest.mark.parametrize(
    ("package", "version"),
    [("../x", "1"), ("Weave", "1"), ("weave", "latest"), ("weave", "1/../2"), ("weave", ""), ("w", "1")],
)
def test_bad_names_and_versions_are_fetch_errors(tmp_path: Path, package: str, version: str) -> None:
    """Before anything is asked or written."""
    with pytest.raises(FetchError):
        Debian(package, version).fetch(tmp_path, offline=False)
    assert [] == list(tmp_path.iterdir())


def test_a_mirror_of_an_unknown_scheme_is_a_fetch_error(tmp_path: Path) -> None:
    """Nothing is guessed about it."""
    assert "mirror" in failure(tmp_path, mirror="ftp://example.invalid/debian").why
    assert "mirror" in failure(tmp_path, mirror="http://[").why


def test_a_cache_that_cannot_be_written_is_a_fetch_error(tmp_path: Path) -> None:
    """A file where the directory should be."""
    archive(tmp_path / "mirror")
    (tmp_path / "cache").write_text("")
    assert "cannot be written" in failure(tmp_path).why


def test_a_changed_archive_is_noticed(tmp_path: Path) -> None:
    """After it was fetched and before it is read."""
    archive(tmp_path / "mirror")
    source = fetch(tmp_path)
    path = next((tmp_path / "cache").rglob("*.debian.tar.gz"))
    path.write_bytes(packed(PACKAGING + PACKAGING))
    os.utime(path, ns=(1, 1))
    with pytest.raises(FetchError, match="changed"):
        entries(source)


def test_equal_paths_of_one_archive_do_not_meet_those_of_another(tmp_path: Path) -> None:
    """Each keeps a path of its own, and only the first its content."""
    twice = tar_file(b"debian/x") * 2
    archive(tmp_path / "mirror", {"weave_1.0.orig.tar.gz": twice + tar_file(b"y"), "weave_1.0-2.debian.tar.gz": twice})
    found = entries(fetch(tmp_path))
    assert [(True, None), (False, Reason.DUPLICATE_PATH)] == [(c is not None, r) for _, c, r in found[:2]]
    assert len(found) == len({path for path, _, _ in found})

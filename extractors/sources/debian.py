"""A Debian source package, from the archives that apt is configured for; nothing of the package is ever run."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from urllib.parse import quote

from warploom.extractors.atomic import write_json
from warploom.extractors.sources.archive import LocalArchive, hash_file
from warploom.extractors.sources.debian_control import ControlError, Dsc, parse_dsc
from warploom.extractors.sources.debian_mirror import (
    MAX_DSC_BYTES,
    configured_mirrors,
    download,
    dsc_name,
    find_dsc,
    named_mirror,
    scheme,
)
from warploom.extractors.sources.debian_release import Releases
from warploom.extractors.sources.safe_paths import inside_root, printable
from warploom.schemas.reasons import Reason
from warploom.schemas.source import (
    FETCH_FIRST,
    Entry,
    FetchError,
    Origin,
    ReadLimits,
    RevisionFacts,
    SourceError,
    Transfer,
)
from warploom.schemas.stage import Reject

_APT = Path("/etc/apt")
_RELEASES = Releases()
"""Of this process: packages share suites, and an index is 10 MB."""
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]{1,100}")
_VERSION = re.compile(r"(?:[0-9]{1,9}:)?[0-9][A-Za-z0-9.+~-]{0,150}")
_FORMATS = ("1.0", "3.0 (quilt)", "3.0 (native)")
_ORIG = re.compile(r"\.orig\.tar\.\w+")
_COMPONENT = re.compile(r"\.orig-([A-Za-z0-9][A-Za-z0-9-]*)\.tar\.\w+")
_SERIES = ("debian/patches/debian.series", "debian/patches/series")
"""The first that is there holds; dpkg-source prefers the one that is named after the vendor."""
_MAX_PATCHES = 10_000
_REPLACED = Reject(Reason.DUPLICATE_PATH, "replaced by another archive of this package")


@dataclass(frozen=True, slots=True)
class Debian:
    """A recipe's `[[sources]]` entry of kind `debian`: the source package of exactly one version.

    `sha256` is that of the `.dsc`, whose list of digests pins everything else; `mirror` is a directory or URL of an
    archive, by default those that apt is configured for. Every listed file is verified by size and SHA-256, each time
    it is used. Without `sha256` the archive's signed index is asked for the `.dsc`: `verified_by` of the origin says
    whether it vouches, and where it cannot be had one trusts the archive and the way to it. The signature inside the
    `.dsc` is not verified, but of a signed one only what was signed is read. The cache keeps `debian/DSC_SHA256/FILES`
    and finds them, with the verdict, through `debian/PACKAGE/VERSION.json`; what is damaged is fetched again.
    """

    kind: ClassVar[str] = "debian"
    package: str
    version: str
    sha256: str = ""
    mirror: str = ""
    license_override: str = ""

    def names(self) -> tuple[str, ...]:
        """`debian/PACKAGE`, as the package's rows say, and its purl without the version."""
        return (f"debian/{self.package}", f"pkg:deb/debian/{quote(self.package)}")

    def fetch(self, cache: Path, *, offline: bool) -> LocalDebian:
        """The package, from the cache or else from a mirror; raises `FetchError` with the next step."""
        what = f"debian source {self.package} {self.version}"
        if not (_PACKAGE.fullmatch(self.package) and _VERSION.fullmatch(self.version)):
            why = "it is no name of a source package with a full version, such as 1.2-3"
            raise FetchError(f"debian source {printable(self.package.encode())}", why, "Correct the recipe.")
        wanted = self.sha256.lower()
        root = cache / "debian"
        transfer = Transfer()
        try:
            kept = _find(root, self.package, self.version, wanted)
        except _AbsentError as absent:
            if offline:
                raise FetchError(what, f"offline, and {absent}", FETCH_FIRST) from None
            kept = self._download(root, wanted, what)
            transfer = Transfer(len(kept.dsc.files), sum(file.length_bytes for file in kept.dsc.files))
        if kept.dsc.format not in _FORMATS:
            known = ", ".join(_FORMATS)
            raise FetchError(what, f"its format is none of {known}", "Take the source out of the recipe.")
        return LocalDebian(
            origin=Origin(
                source_kind=self.kind,
                repo_name=f"debian/{self.package}",
                origin_url=f"pkg:deb/debian/{quote(self.package)}@{quote(self.version, safe=':')}?arch=source",
                pinned_revision=self.version,
                archive_sha256=kept.digest,
                license_override=self.license_override or None,
                verified_by="recipe" if wanted else kept.verified_by,
            ),
            sha256=kept.digest,
            archives=tuple(_archives(kept)),
            diff=next((file.name for file in kept.dsc.files if file.name.endswith(".diff.gz")), None),
            transfer=transfer,
        )

    def _download(self, root: Path, wanted: str, what: str) -> _Kept:
        try:
            root.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=root, prefix=".download-") as scratch:
                new = Path(scratch) / "new"
                new.mkdir()
                digest, is_vouched = self._download_into(root, new, wanted, what)
                _put(new, root / digest, Path(scratch) / "old")
            verdict = {"sha256": digest, "verified_by": "apt" if is_vouched else None}
            write_json(_index(root, self.package, self.version), verdict)
            return _find(root, self.package, self.version, wanted)
        except _AbsentError as absent:
            raise FetchError(what, str(absent), "Run again when nothing else writes to the cache.") from None
        except OSError as error:
            why = f"the cache {root} cannot be written ({(error.strerror or type(error).__name__).lower()})"
            raise FetchError(what, why, "Name another directory with --cache, or make room.") from None

    def _download_into(self, root: Path, directory: Path, wanted: str, what: str) -> tuple[str, bool]:
        """Bring all files into a directory, verified; SHA-256 of the `.dsc`, and whether a signed index has it."""
        if scheme(self.mirror) not in ("", "http", "https", "file"):
            raise FetchError(what, "`mirror` is neither a directory nor an http, https or file URL", "Correct it.")
        mirrors = (named_mirror(self.mirror, _APT),) if self.mirror else configured_mirrors(_APT)
        mirror, folder, content = find_dsc(mirrors, self.package, self.version, what)
        digest = sha256(content).hexdigest()
        if wanted and digest != wanted:
            why = f"the sha256 of its .dsc is {digest}, the recipe says {wanted}"
            raise FetchError(what, why, "Correct `sha256`, or find out who replaced the file.")
        try:
            dsc = _parsed(content, self.package, self.version)
        except ControlError as error:
            raise FetchError(what, f"its .dsc cannot be used: {error}", "Name another archive in `mirror`.") from None
        # The recipe's digest says more than any index, and asks nobody.
        is_vouched = not wanted and _RELEASES.vouches(mirror, self.package, self.version, digest, root=root, etc=_APT)
        (directory / dsc_name(self.package, self.version)).write_bytes(content)
        for file in dsc.files:
            download(mirror, folder, file, directory, what)
        return digest, is_vouched


@dataclass(frozen=True, slots=True)
class _Kept:
    directory: Path
    digest: str
    dsc: Dsc
    signatures: tuple[tuple[int, int], ...]
    verified_by: str | None


class _AbsentError(Exception):
    """The cache does not hold it, and why."""


def _index(root: Path, package: str, version: str) -> Path:
    return root / package / f"{quote(version, safe='')}.json"


def _find(root: Path, package: str, version: str, wanted: str) -> _Kept:
    """The cached files, each verified; raises `_AbsentError`."""
    try:
        kept = json.loads(_index(root, package, version).read_text("utf-8"))
        digest, verified_by = str(kept["sha256"]), "apt" if kept.get("verified_by") == "apt" else None
    except FileNotFoundError:
        raise _AbsentError("the cache does not hold it") from None
    except OSError as error:
        raise _AbsentError(f"the cache cannot be read ({(error.strerror or 'I/O error').lower()})") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _AbsentError("the cache's index of it is damaged") from None
    if wanted and digest != wanted:
        raise _AbsentError(f"the cached .dsc has sha256 {digest}, the recipe says {wanted}")
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise _AbsentError("the cache's index of it is damaged")
    directory = root / digest
    try:
        with (directory / dsc_name(package, version)).open("rb") as file:
            content = file.read(MAX_DSC_BYTES + 1)
        if sha256(content).hexdigest() != digest:
            raise _AbsentError("the cached .dsc is damaged")
        dsc = _parsed(content, package, version)
        signatures = []
        for listed in dsc.files:
            found, signature = hash_file(directory / listed.name)
            if found != listed.sha256:
                raise _AbsentError(f"the cached {listed.name} is damaged")
            signatures.append(signature)
    except (OSError, FetchError, ControlError):
        raise _AbsentError("a cached file of it is missing") from None
    return _Kept(directory, digest, dsc, tuple(signatures), verified_by)


def _parsed(content: bytes, package: str, version: str) -> Dsc:
    dsc = parse_dsc(content)
    if (dsc.package, dsc.version) != (package, version):
        raise ControlError("it is of another package or version")
    if any(not file.name.startswith(f"{package}_") for file in dsc.files):
        raise ControlError("it lists a file of another package")
    return dsc


def _put(new: Path, place: Path, aside: Path) -> None:
    """Move a directory to its place; what is there already goes aside, since it was found damaged."""
    with suppress(FileNotFoundError):
        place.rename(aside)
    try:
        new.rename(place)
    except OSError:
        # Another process put the same files there in the meantime.
        if not place.is_dir():
            raise
    shutil.rmtree(aside, ignore_errors=True)


def _archives(kept: _Kept) -> Iterator[tuple[str, bool, LocalArchive]]:
    """Directory inside the package, whether it is upstream's, archive; those that replace others come first."""
    found = []
    for file, signature in zip(kept.dsc.files, kept.signatures, strict=True):
        component = _COMPONENT.search(file.name)
        if file.name.endswith(".asc") or ".tar." not in file.name:
            continue
        origin = Origin("archive", file.name, "", file.sha256)
        archive = LocalArchive(kept.directory / file.name, origin, file.sha256, 0, signature)
        if ".debian.tar." in file.name:
            found.append((0, "", False, archive))
        elif component:
            found.append((1, component[1] + "/", True, archive))
        else:
            found.append((2, "", True, archive))
    found.sort(key=lambda item: item[:2])
    for _, prefix, is_upstream, archive in found:
        yield prefix, is_upstream, archive


@dataclass(slots=True)
class LocalDebian:
    """A source package on this machine, its patches not applied.

    The packaging's `debian/` comes first, then additional upstream tarballs in the directories they are named after,
    then upstream's own, whose directories of these names are refused as `duplicate_path`, whole, as dpkg-source
    removes them. Of format 1.0, what the `.diff.gz` would add or change, `debian/` included, is not there: it is
    listed as a patch.
    """

    origin: Origin
    sha256: str
    archives: tuple[tuple[str, bool, LocalArchive], ...]
    diff: str | None
    transfer: Transfer
    """The files of the package, without the `.dsc`."""
    _newest: datetime | None = field(default=None, init=False)
    _patches: tuple[str, ...] = field(default=(), init=False)

    def state(self) -> str:
        """SHA-256 of the `.dsc`."""
        return self.sha256

    def facts(self) -> RevisionFacts:
        """The newest plausible modification time of a member, and the names of the patches in their order."""
        return RevisionFacts(time=self._newest, patches=self._patches)

    def entries(self, limits: ReadLimits) -> Iterator[Entry]:
        """All members that are no directories; raises as `LocalArchive.entries`, limits holding for all archives."""
        self._newest, self._patches = None, (self.diff,) if self.diff else ()
        paths = _Paths()
        series: dict[str, bytes] = {}
        times: list[datetime] = []
        n_files = n_bytes = 0
        replaced: tuple[str, ...] = ()
        for prefix, is_upstream, archive in self.archives:
            left = replace(
                limits,
                max_files=max(0, limits.max_files - n_files),
                max_unpacked_bytes=max(0, limits.max_unpacked_bytes - n_bytes),
            )
            for entry in _of_archive(archive, left, is_upstream=is_upstream):
                n_files += 1
                n_bytes += entry.length_bytes or 0
                if not is_upstream and entry.path in _SERIES and entry.content is not None:
                    series[entry.path] = entry.content
                reject = entry.reject
                if reject is None and entry.path.startswith(replaced) and is_upstream and not prefix:
                    reject = _REPLACED
                path, reject = paths.take(prefix + entry.path, reject)
                yield replace(entry, path=path, content=None if reject else entry.content, reject=reject)
            if prefix or not is_upstream:
                replaced += (prefix or "debian/",)
            if (time := archive.facts().time) is not None:
                times.append(time)
        if not n_files:
            raise SourceError(Reason.SOURCE_EMPTY, "the source package holds no file")
        self._newest = max(times, default=None)
        self._patches += next((_patches(series[path]) for path in _SERIES if path in series), ())


def _of_archive(archive: LocalArchive, limits: ReadLimits, *, is_upstream: bool) -> Iterator[Entry]:
    # As dpkg-source has it, upstream's top directory is dropped if there is just one.
    archive.strip_components = int(is_upstream and archive.is_one_directory(limits))
    try:
        yield from archive.entries(limits)
    except SourceError as error:
        if error.reason is not Reason.SOURCE_EMPTY:
            raise


class _Paths:
    """Gives every entry of several archives a path of its own, as `PathLedger` does for those of one."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def take(self, path: str, reject: Reject | None) -> tuple[str, Reject | None]:
        """The path, and why the entry is refused if it is."""
        unique, n = path, 1
        while unique in self._given:
            n += 1
            unique = f"{path}//{n}"
        self._given.add(unique)
        if n > 1 and reject is None:
            reject = _REPLACED
        return unique, reject


def _patches(series: bytes) -> tuple[str, ...]:
    """Names in a quilt series: the first word of each line that is no comment; what is no path is passed over."""
    names = []
    for line in series.splitlines()[: 10 * _MAX_PATCHES]:
        words = line.partition(b"#")[0].split()
        if words:
            with suppress(Reject):
                names.append(inside_root(words[0]))
    return tuple(names[:_MAX_PATCHES])

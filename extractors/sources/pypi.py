"""A source distribution from the package index that pip is configured for; nothing of the package is ever run."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from urllib.parse import quote

from packaging.utils import InvalidName, canonicalize_name
from packaging.version import InvalidVersion, Version

from warploom.extractors.sources.archive import LocalArchive, hash_file
from warploom.extractors.sources.package_index import download_sdist
from warploom.schemas.source import FETCH_FIRST, FetchError, Origin, Transfer


@dataclass(frozen=True, slots=True)
class PyPI:
    """A recipe's `[[sources]]` entry of kind `pypi`: the source distribution of exactly one version.

    It is kept in the cache as `pypi/SHA256/FILENAME`, found again through `pypi/NAME/VERSION.json`, and verified each
    time it is used; what is damaged is fetched again.
    """

    kind: ClassVar[str] = "pypi"
    package: str
    version: str
    sha256: str = ""
    license_override: str = ""

    def names(self) -> tuple[str, ...]:
        """`pypi/NAME`, as the package's rows say."""
        return (f"pypi/{canonicalize_name(self.package)}",)

    def fetch(self, cache: Path, *, offline: bool) -> LocalArchive:
        """The archive, from the cache or else from the index; raises `FetchError` with the next step."""
        what = f"pypi source {self.package} {self.version}"
        try:
            name, version = canonicalize_name(self.package, validate=True), str(Version(self.version))
        except (InvalidName, InvalidVersion) as error:
            raise FetchError(what, str(error), "Correct the recipe: one name, one exact version.") from None
        wanted = self.sha256.lower()
        root = cache / "pypi"
        transfer = Transfer()
        try:
            kept = _find(root, name, version, wanted)
        except _AbsentError as absent:
            if offline:
                raise FetchError(what, f"offline, and {absent}", FETCH_FIRST) from None
            kept = _download(root, name, version, wanted, what)
            transfer = Transfer(1, kept.signature[0])
        return LocalArchive(
            path=kept.path,
            origin=Origin(
                source_kind=self.kind,
                repo_name=f"pypi/{name}",
                origin_url=f"pkg:pypi/{name}@{quote(version)}",
                pinned_revision=version,
                archive_sha256=kept.digest,
                license_override=self.license_override or None,
                verified_by="recipe" if wanted else None,
            ),
            sha256=kept.digest,
            strip_components=1,
            signature=kept.signature,
            transfer=transfer,
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    path: Path
    digest: str
    signature: tuple[int, int]


class _AbsentError(Exception):
    """The cache does not hold it, and why."""


def _find(root: Path, name: str, version: str, wanted: str) -> _Kept:
    """The cached archive, its digest verified, and equal to the wanted one if that is given; raises `_AbsentError`."""
    try:
        index = json.loads((root / name / f"{version}.json").read_text("utf-8"))
        digest, filename = str(index["sha256"]), str(index["filename"])
    except FileNotFoundError:
        raise _AbsentError("the cache does not hold it") from None
    except OSError as error:
        raise _AbsentError(f"the cache cannot be read ({(error.strerror or 'I/O error').lower()})") from None
    except (ValueError, KeyError, TypeError):
        raise _AbsentError("the cache's index of it is damaged") from None
    path = root / digest / filename
    if path.parent.parent != root or not path.is_file():
        raise _AbsentError("the cache's file of it is missing")
    found, signature = hash_file(path)
    if found != digest:
        raise _AbsentError(f"the cached file is damaged: its sha256 is {found}, it was {digest}")
    if wanted and found != wanted:
        raise _AbsentError(f"the cached sha256 is {found}, the recipe says {wanted}")
    return _Kept(path, digest, signature)


def _download(root: Path, name: str, version: str, wanted: str, what: str) -> _Kept:
    try:
        root.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=root, prefix=".download-") as scratch:
            artifact = download_sdist(name, version, Path(scratch), sha256=wanted)
            digest, _ = hash_file(artifact)
            if wanted and digest != wanted:
                raise FetchError(
                    what,
                    f"the sha256 of {artifact.name} is {digest}, the recipe says {wanted}",
                    "Correct `sha256`, or find out who replaced the file.",
                )
            return _keep(root, name, version, artifact, digest)
    except OSError as error:
        why = f"the cache {root} cannot be written ({(error.strerror or type(error).__name__).lower()})"
        raise FetchError(what, why, "Name another directory with --cache, or make room.") from None


def _keep(root: Path, name: str, version: str, artifact: Path, digest: str) -> _Kept:
    """Move the artifact to its place; the index is written last, so that it never names what is not there."""
    path = root / digest / artifact.name
    index = root / name / f"{version}.json"
    new_index = artifact.parent / index.name
    new_index.write_text(json.dumps({"filename": artifact.name, "sha256": digest}, sort_keys=True), "utf-8")
    for new, place in ((artifact, path), (new_index, index)):
        place.parent.mkdir(exist_ok=True)
        _sync(new)
        new.replace(place)
        _sync(place.parent)
    _, signature = hash_file(path)
    return _Kept(path, digest, signature)


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

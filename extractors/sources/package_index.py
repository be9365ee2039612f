"""Finds and downloads source distributions through `unearth`, which runs nothing of a package."""

from __future__ import annotations

import shutil
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from packaging.version import Version
from unearth import Link, Package, PackageFinder
from unearth.auth import MultiDomainBasicAuth
from unearth.collector import is_secure_origin
from unearth.errors import UnpackError
from unearth.fetchers import PyPIClient
from unearth.preparer import HTTPErrors

from warploom.extractors.sources.pip_configuration import PipConfiguration, pip_configuration
from warploom.schemas.source import FetchError

_PAUSES_S = (0.2, 1.0)
"""Before the second and the third attempt."""
_MAX_TIMEOUT_S = 30.0
_PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})

_REQUEST_FAILED: tuple[type[Exception], ...] = (*HTTPErrors, UnpackError)
_PLACE_UNREADABLE: tuple[type[Exception], ...] = (*_REQUEST_FAILED, OSError, ValueError)
"""ValueError: a page of the index that does not parse."""
_DOWNLOAD_FAILED: tuple[type[Exception], ...] = (*_REQUEST_FAILED, OSError)

_T = TypeVar("_T")


def download_sdist(name: str, version: str, directory: Path, *, sha256: str = "") -> Path:
    """Download the source distribution of exactly this version into an existing directory.

    The configured places are asked in pip's order and the first that has it is taken; of several files there, the one
    that the index says has this sha256, else the first. Digests that the index states are verified. Like pip, an index
    that cannot be reached is passed over, but if no other has the package the error says so. Raises `FetchError`.
    """
    configuration = pip_configuration()
    what = f"source distribution of {name} {version}"
    index = _Index(configuration)
    with index.client:
        for place in index.places():
            package = index.find(place, name, version, sha256)
            if package is not None:
                return index.download(package, directory, what)
    if index.problems:
        raise FetchError(
            what,
            "not found: " + "; ".join(index.problems),
            "Check `python -m pip config list`, or run `warploom fetch RECIPE --cache DIR` where there is a network.",
        )
    raise FetchError(
        what,
        "the configured package indexes have no source distribution of this version",
        "Correct `package` or `version`, or add an index or `find-links` to pip's configuration.",
    )


class _Index:
    def __init__(self, configuration: PipConfiguration) -> None:
        self._configuration = configuration
        self.problems: list[str] = []
        self._statuses: list[int] = []
        # Any: unearth's client does not fit unearth's own protocol of one.
        self.client: Any = PyPIClient(
            trusted_hosts=configuration.trusted_hosts,
            verify=ssl.create_default_context(cafile=configuration.cert) if configuration.cert else True,
            cert=configuration.client_cert,
            timeout=min(configuration.timeout_s, _MAX_TIMEOUT_S),
            follow_redirects=True,
            # Some servers mark a .tar.gz as encoded; unpacked on the way, it would have another digest.
            headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [self._note_status]},
            proxy=configuration.proxy,
        )
        urls = [url for url in (configuration.index_url, *configuration.extra_index_urls) if url]
        self.client.auth = MultiDomainBasicAuth(prompting=False, index_urls=urls)

    def places(self) -> list[dict[str, str]]:
        """Indexes and find-links in pip's order, in unearth's form."""
        links = [{"url": url, "type": "find_links"} for url in self._configuration.find_links]
        if self._configuration.no_index:
            return links
        first = self._configuration.index_url or str(PackageFinder().sources[0]["url"])
        indexes = (first, *self._configuration.extra_index_urls)
        return links + [{"url": url, "type": "index"} for url in indexes]

    def find(self, place: dict[str, str], name: str, version: str, sha256: str) -> Package | None:
        """The version's source distribution at one place; None, with a note in `problems` if it could not be asked."""
        link = Link(place["url"])
        if not is_secure_origin(self.client, link):
            self.problems.append(f"{link.redacted} is neither https nor a trusted host")
            return None
        # Compatibility is pip's question, we only read; wheels hold no sources.
        finder = PackageFinder(self.client, ignore_compatibility=True, no_binary=[name])
        finder.sources[:] = [place]  # type: ignore[list-item]
        try:
            found = self._attempt(lambda: list(finder.find_matches(f"{name}=={version}", allow_yanked=True)))
        except _PLACE_UNREADABLE as error:
            self.problems.append(f"{link.redacted} cannot be read ({type(error).__name__})")
            return None
        # `==1.0` also matches 1.0+local
        packages = [p for p in found if p.version is not None and Version(p.version) == Version(version)]
        packages.sort(key=lambda p: p.link.filename)
        refused = [status for status in self._statuses if status >= 400 and status != 404]
        if not packages and refused:
            self.problems.append(f"{link.redacted} answers with status {refused[-1]}")
        stated = [p for p in packages if sha256 and sha256 in (p.link.hash_option or {}).get("sha256", [])]
        return next(iter(stated or packages), None)

    def download(self, package: Package, directory: Path, what: str) -> Path:
        """The archive, in the directory; digests stated by the index are verified."""
        finder = PackageFinder(self.client)

        def download() -> Path:
            # What an earlier attempt left would be taken for the whole file.
            (directory / package.link.filename).unlink(missing_ok=True)
            return finder.download(package.link, directory)

        try:
            artifact = self._attempt(download)
            if package.link.is_file:
                artifact = Path(shutil.copyfile(artifact, directory / package.link.filename))
        except _DOWNLOAD_FAILED as error:
            why = str(error).replace(package.link.url, package.link.redacted) or type(error).__name__
            raise FetchError(what, f"the download failed: {why}", "Try again, or use another index.") from None
        return artifact

    def _attempt(self, action: Callable[[], _T]) -> _T:
        """The action's result, tried three times if what goes wrong may pass."""
        for pause in (*_PAUSES_S, None):
            self._statuses.clear()
            try:
                result = action()
            except _REQUEST_FAILED:
                if pause is None or not self._may_pass(raised=True):
                    raise
            else:
                if pause is None or not self._may_pass(raised=False):
                    return result
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _may_pass(self, *, raised: bool) -> bool:
        refused = [status for status in self._statuses if status >= 400]
        return bool(_PASSING_STATUSES.intersection(refused)) or (raised and not refused)

    def _note_status(self, response: Any) -> None:
        self._statuses.append(response.status_code)

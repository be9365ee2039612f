"""Finds source packages in Debian archives: those that apt is configured for, or a directory or URL of one's own."""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import posixpath
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from warploom.extractors.sources.debian_control import ControlError, ListedFile, stanzas
from warploom.extractors.sources.decompress import decompressed
from warploom.schemas.source import FetchError, SourceError

MAX_DSC_BYTES = 1024 * 1024
MAX_INDEX_BYTES = 256 * 1024 * 1024
"""Of a compressed Sources index, and of one read as text; Debian's main is 10 MB and 50 MB."""
_COMPONENTS = ("main", "contrib", "non-free", "non-free-firmware", "updates/main", "updates/contrib")
"""Folders of a pool; that of security updates has `updates/` above them."""
_SUFFIXES = (".xz", ".gz", "")
_PAUSES_S = (0.2, 1.0)
"""Before the second and the third attempt."""
_TIMEOUT_S = 30.0
_PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
_MAX_LOCAL_SUITES = 100
_ONE_LINE = re.compile(r"deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)((?:\s+[^#\s]\S*)*)\s*(?:#.*)?")
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Suite:
    """What apt is told of one suite of an archive."""

    folder: str
    """Where its `InRelease` lies: `dists/NAME`, or any folder of a flat archive."""
    components: tuple[str, ...] = ()
    """Folders below, such as `main/source`, whose indexes may be asked; empty: all that its `InRelease` lists."""
    signed_by: str = ""
    """Keyrings, fingerprints or a key itself, as apt's `Signed-By`; empty: the keys that apt trusts for all."""
    is_checked: bool = True
    """False where the entry says itself whether it is trusted, so that no signature counts."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """An archive: a URL or a directory, and its suites as far as they are known."""

    place: str
    suites: tuple[Suite, ...] = ()

    def indexes(self) -> tuple[str, ...]:
        """Folders of the indexes that may be asked; none: the archive's own."""
        found = (posixpath.normpath(f"{suite.folder}/{part}") for suite in self.suites for part in suite.components)
        return tuple(dict.fromkeys(found))

    def shown(self) -> str:
        """The place without credentials."""
        if "://" not in self.place:
            return self.place
        parts = urlsplit(self.place)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    def at(self, path: str) -> str:
        """Where a file of the archive lies."""
        return f"{self.place.rstrip('/')}/{quote(path) if '://' in self.place else path}"


class MissingError(Exception):
    """The mirror answers that it has no such file."""


class MirrorError(Exception):
    """The mirror cannot be asked, and why."""


class PassingError(MirrorError):
    """It may be otherwise in a moment, though not within three attempts."""


def configured_mirrors(etc: Path) -> tuple[Mirror, ...]:
    """Archives in apt's `sources.list` and `sources.list.d` below a directory, `deb` ones too, in apt's order.

    What is no http, https or file URL is left out, and so is a file that cannot be read.
    """
    suites: dict[str, dict[Suite, list[str]]] = {}
    for path in (etc / "sources.list", *listed_files(etc / "sources.list.d")):
        if path.suffix not in (".list", ".sources"):
            continue
        try:
            if not path.is_file() or path.stat().st_size > MAX_DSC_BYTES:
                continue
            text = path.read_text("utf-8", "replace")
        except OSError:
            continue
        for uri, suite, components in _deb822(text) if path.suffix == ".sources" else _one_line(text):
            if scheme(uri) in ("http", "https", "file"):
                suites.setdefault(uri.rstrip("/"), {}).setdefault(suite, []).extend(components)
    return tuple(
        Mirror(uri, tuple(replace(suite, components=tuple(dict.fromkeys(parts))) for suite, parts in found.items()))
        for uri, found in suites.items()
    )


def listed_files(folder: Path) -> list[Path]:
    """What lies in a folder of apt's configuration, by name; nothing if it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def named_mirror(place: str, etc: Path) -> Mirror:
    """The archive at a place: with the suites that apt is configured for there, or that a directory has."""
    for mirror in configured_mirrors(etc):
        if mirror.place == place.rstrip("/"):
            return mirror
    if scheme(place) not in ("", "file"):
        return Mirror(place)
    dists = Path(unquote(urlsplit(place).path) if scheme(place) else place) / "dists"
    names = sorted(path.parent.name for path in dists.glob("*/InRelease"))
    return Mirror(place, tuple(Suite(f"dists/{name}") for name in names[:_MAX_LOCAL_SUITES]))


def scheme(place: str) -> str | None:
    """The scheme of a URL, empty for a path; None for what is neither."""
    try:
        return urlsplit(place).scheme
    except ValueError:
        return None


def find_dsc(mirrors: tuple[Mirror, ...], package: str, version: str, what: str) -> tuple[Mirror, str, bytes]:
    """The mirror that has the version, the folder there, and its `.dsc`; raises `FetchError`.

    Pools are tried by the rules for their paths, then the indexes are read. Nothing is verified here.
    """
    name = dsc_name(package, version)
    prefix = package[:4] if package.startswith("lib") and len(package) > 3 else package[0]
    folders = (*(f"pool/{component}/{prefix}/{package}" for component in _COMPONENTS), "")
    problems: dict[str, str] = {}
    for by_index in (False, True):
        for mirror in mirrors:
            if mirror.place in problems:
                continue
            try:
                for folder in _indexed(mirror, package, version) if by_index else folders:
                    try:
                        return mirror, folder, small_file(mirror.at(f"{folder}/{name}".lstrip("/")), MAX_DSC_BYTES)
                    except MissingError:
                        continue
            except MirrorError as error:
                problems[mirror.place] = f"{mirror.shown()}: {error}"
    why = "no mirror has this version" + "".join(f"; {problem}" for problem in problems.values())
    if not mirrors:
        why = "apt is configured for no archive on this machine"
    raise FetchError(what, why, "Correct `package` or `version`, or name an archive that has it in `mirror`.")


def dsc_name(package: str, version: str) -> str:
    """Name of a version's `.dsc`: without the epoch."""
    return f"{package}_{version.rpartition(':')[2]}.dsc"


def download(mirror: Mirror, folder: str, file: ListedFile, directory: Path, what: str) -> None:
    """Bring a file of a source package into a directory; raises `FetchError` unless size and SHA-256 are as listed."""
    try:
        digest, length = copied(
            mirror.at(f"{folder}/{file.name}".lstrip("/")), directory / file.name, file.length_bytes
        )
    except MissingError:
        raise FetchError(what, f"{mirror.shown()} lacks {file.name}", "Name another archive in `mirror`.") from None
    except MirrorError as error:
        raise FetchError(
            what, f"{mirror.shown()}: {file.name}: {error}", "Try again, or name another `mirror`."
        ) from None
    if (length, digest) != (file.length_bytes, file.sha256):
        why = f"{file.name} is not what the .dsc lists (sha256 {digest}, listed {file.sha256})"
        raise FetchError(what, why, "Name another archive in `mirror`, or find out who replaced the file.")


def _one_line(text: str) -> Iterator[tuple[str, Suite, list[str]]]:
    for line in text.splitlines():
        entry = _ONE_LINE.fullmatch(line.strip())
        if entry:
            options = dict(word.partition("=")[::2] for word in (entry[1] or "").split())
            yield entry[2], *_suite(entry[3], entry[4].split(), options)


def _deb822(text: str) -> Iterator[tuple[str, Suite, list[str]]]:
    try:
        for fields in stanzas(text.splitlines()):
            if fields.get("enabled", "yes").strip().lower() in ("no", "false", "off", "0"):
                continue
            for uri in fields.get("uris", "").split():
                for suite in fields.get("suites", "").split():
                    yield uri, *_suite(suite, fields.get("components", "").split(), fields)
    except ControlError:
        return  # apt would refuse the rest, too


def _suite(name: str, components: list[str], options: Mapping[str, str]) -> tuple[Suite, list[str]]:
    """A suite without its components, and their folders below it."""
    is_flat = name.endswith("/")
    suite = Suite(
        name.strip("/") or "." if is_flat else f"dists/{name}",
        signed_by=options.get("signed-by", "").strip(),
        is_checked="trusted" not in options,
    )
    return suite, ["."] if is_flat else [f"{component}/source" for component in components]


def _indexed(mirror: Mirror, package: str, version: str) -> Iterator[str]:
    """Folders that the mirror's indexes give for the version."""
    for index in mirror.indexes() or ("",):
        for suffix in _SUFFIXES:
            try:
                yield from _looked_up(mirror.at(f"{index}/Sources{suffix}".lstrip("/")), package, version)
            except MissingError:
                continue
            break


def _looked_up(place: str, package: str, version: str) -> Iterator[str]:
    with TemporaryFile() as file:
        _copy(place, file, MAX_INDEX_BYTES)
        file.seek(0)
        for fields in sources(file):
            folder = fields.get("directory", "").strip("/")
            # `.` is the folder of a flat archive; a folder that climbs is no folder of it.
            if (fields.get("package"), fields.get("version")) == (package, version) and ".." not in folder:
                yield folder.removeprefix(".")


def sources(file: BinaryIO) -> Iterator[dict[str, str]]:
    """Stanzas of a Sources index, packed or not; raises `MirrorError` if it is damaged or too large."""
    try:
        yield from stanzas(_lines(decompressed(file)))
    except (ControlError, SourceError, UnicodeDecodeError) as error:
        raise MirrorError(f"its index of sources cannot be read ({type(error).__name__})") from None


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    rest, n_bytes = b"", 0
    for chunk in chunks:
        n_bytes += len(chunk)
        if n_bytes > MAX_INDEX_BYTES or len(rest) > MAX_DSC_BYTES:
            raise MirrorError("its index of sources is too large")
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode()
    yield rest.decode()


def small_file(place: str, max_bytes: int) -> bytes:
    """A file of a mirror; raises `MissingError`, or `MirrorError`, also where it is longer."""
    buffer = io.BytesIO()
    _copy(place, buffer, max_bytes)
    return buffer.getvalue()


def copied(place: str, path: Path, length_bytes: int) -> tuple[str, int]:
    """SHA-256 and length of a mirror's file, written to a path; raises as `small_file`."""
    with path.open("wb+") as out:
        _copy(place, out, length_bytes)
        length = out.tell()
        out.seek(0)
        return hashlib.file_digest(out, "sha256").hexdigest(), length


def _copy(place: str, out: BinaryIO, max_bytes: int) -> None:
    """Write a file of a mirror, tried three times where what goes wrong may pass; raises `MirrorError`."""
    for pause in (*_PAUSES_S, None):
        out.seek(0)
        out.truncate()
        try:
            for block in _blocks(place):
                if out.tell() + len(block) > max_bytes:
                    raise MirrorError(f"it is longer than {max_bytes} bytes")
                out.write(block)
        except PassingError:
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def _blocks(place: str) -> Iterator[bytes]:
    try:
        with closing(_opened(place)) as source:
            while block := source.read(_BLOCK):
                yield block
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in (404, 410):
            raise MissingError from None
        failed = PassingError if error.code in _PASSING_STATUSES else MirrorError
        raise failed(f"it answers with status {error.code}") from None
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise MissingError from None
    except (OSError, http.client.HTTPException) as error:
        failed = PassingError if urlsplit(place).scheme in ("http", "https") else MirrorError
        raise failed(f"it cannot be read ({type(error).__name__})") from None


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to http and https, but not from https to http; anything else is an answer with that status."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        allowed = ("https",) if req.type == "https" else ("http", "https")
        if urlsplit(newurl).scheme.lower() not in allowed:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opened(place: str) -> BinaryIO:
    parts = urlsplit(place)
    if parts.scheme in ("http", "https"):
        user, at, host = parts.netloc.rpartition("@")
        request = urllib.request.Request(urlunsplit((*parts[:1], host, *parts[2:])))  # noqa: S310 - checked above
        request.add_header("User-Agent", "warploom")
        # Some servers mark a .tar.gz as encoded; unpacked on the way, it would have another digest.
        request.add_header("Accept-Encoding", "identity")
        if at:
            token = base64.b64encode(unquote(user).encode()).decode()
            # Whoever the server sends us to is not to have them.
            request.add_unredirected_header("Authorization", f"Basic {token}")
        response: BinaryIO = urllib.request.build_opener(_Redirects).open(request, timeout=_TIMEOUT_S)
        return response
    path = Path(unquote(parts.path) if parts.scheme == "file" else place)
    # Opening a FIFO would wait for a writer.
    if not path.is_file():
        raise FileNotFoundError(place)
    return path.open("rb")

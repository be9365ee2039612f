"""Finds source packages in Debian archives: those that apt is configured for, or a directory or URL of one's own."""

from __future__ import annotations

import base64
import hashlib
import http.client
import io
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from warploom.extractors.sources.debian_control import ControlError, ListedFile, stanzas
from warploom.extractors.sources.decompress import decompressed
from warploom.schemas.source import FetchError, SourceError

MAX_DSC_BYTES = 1024 * 1024
_MAX_INDEX_BYTES = 256 * 1024 * 1024
"""Of a compressed Sources index, and of one read as text; Debian's main is 10 MB and 50 MB."""
_COMPONENTS = ("main", "contrib", "non-free", "non-free-firmware", "updates/main", "updates/contrib")
"""Folders of a pool; that of security updates has `updates/` above them."""
_SUFFIXES = (".xz", ".gz", "")
_PAUSES_S = (0.2, 1.0)
"""Before the second and the third attempt."""
_TIMEOUT_S = 30.0
_PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
_ONE_LINE = re.compile(r"deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)((?:\s+[^#\s]\S*)*)\s*(?:#.*)?")
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Mirror:
    """An archive: a URL or a directory, and the `dists/...` folders whose indexes may be asked (empty: its own)."""

    place: str
    indexes: tuple[str, ...] = ()

    def shown(self) -> str:
        """The place without credentials."""
        if "://" not in self.place:
            return self.place
        parts = urlsplit(self.place)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    def at(self, path: str) -> str:
        """Where a file of the archive lies."""
        return f"{self.place.rstrip('/')}/{quote(path) if '://' in self.place else path}"


class _MissingError(Exception):
    """The mirror answers that it has no such file."""


class _MirrorError(Exception):
    """The mirror cannot be asked, and why."""


class _PassingError(_MirrorError):
    """It may be otherwise in a moment."""


def configured_mirrors(etc: Path) -> tuple[Mirror, ...]:
    """Archives in apt's `sources.list` and `sources.list.d` below a directory, `deb` ones too, in apt's order.

    What is no http, https or file URL is left out, and so is a file that cannot be read.
    """
    indexes: dict[str, list[str]] = {}
    folder = etc / "sources.list.d"
    listed = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in (etc / "sources.list", *listed):
        if path.suffix not in (".list", ".sources") or not path.is_file() or path.stat().st_size > MAX_DSC_BYTES:
            continue
        text = path.read_text("utf-8", "replace")
        for uri, suite, components in _deb822(text) if path.suffix == ".sources" else _one_line(text):
            if scheme(uri) not in ("http", "https", "file"):
                continue
            known = indexes.setdefault(uri.rstrip("/"), [])
            if suite.endswith("/"):
                known.append(suite.strip("/"))
            known += [f"dists/{suite}/{component}/source" for component in components]
    return tuple(Mirror(uri, tuple(dict.fromkeys(found))) for uri, found in indexes.items())


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
                        return mirror, folder, _small_file(mirror.at(f"{folder}/{name}".lstrip("/")))
                    except _MissingError:
                        continue
            except _MirrorError as error:
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
        digest, length = _copied(
            mirror.at(f"{folder}/{file.name}".lstrip("/")), directory / file.name, file.length_bytes
        )
    except _MissingError:
        raise FetchError(what, f"{mirror.shown()} lacks {file.name}", "Name another archive in `mirror`.") from None
    except _MirrorError as error:
        raise FetchError(
            what, f"{mirror.shown()}: {file.name}: {error}", "Try again, or name another `mirror`."
        ) from None
    if (length, digest) != (file.length_bytes, file.sha256):
        why = f"{file.name} is not what the .dsc lists (sha256 {digest}, listed {file.sha256})"
        raise FetchError(what, why, "Name another archive in `mirror`, or find out who replaced the file.")


def _one_line(text: str) -> Iterator[tuple[str, str, list[str]]]:
    for line in text.splitlines():
        entry = _ONE_LINE.fullmatch(line.strip())
        if entry:
            yield entry[1], entry[2], entry[3].split()


def _deb822(text: str) -> Iterator[tuple[str, str, list[str]]]:
    try:
        for fields in stanzas(text.splitlines()):
            if fields.get("enabled", "yes").strip().lower() in ("no", "false", "off", "0"):
                continue
            for uri in fields.get("uris", "").split():
                for suite in fields.get("suites", "").split():
                    yield uri, suite, fields.get("components", "").split()
    except ControlError:
        return  # apt would refuse the rest, too


def _indexed(mirror: Mirror, package: str, version: str) -> Iterator[str]:
    """Folders that the mirror's indexes give for the version."""
    for index in mirror.indexes or ("",):
        for suffix in _SUFFIXES:
            try:
                yield from _looked_up(mirror.at(f"{index}/Sources{suffix}".lstrip("/")), package, version)
            except _MissingError:
                continue
            break


def _looked_up(place: str, package: str, version: str) -> Iterator[str]:
    with TemporaryFile() as file:
        _copy(place, file, _MAX_INDEX_BYTES)
        file.seek(0)
        try:
            for fields in stanzas(_lines(decompressed(file))):
                folder = fields.get("directory", "").strip("/")
                # `.` is the folder of a flat archive; a folder that climbs is no folder of it.
                if (fields.get("package"), fields.get("version")) == (package, version) and ".." not in folder:
                    yield folder.removeprefix(".")
        except (ControlError, SourceError, UnicodeDecodeError) as error:
            raise _MirrorError(f"its index of sources cannot be read ({type(error).__name__})") from None


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    rest, n_bytes = b"", 0
    for chunk in chunks:
        n_bytes += len(chunk)
        if n_bytes > _MAX_INDEX_BYTES or len(rest) > MAX_DSC_BYTES:
            raise _MirrorError("its index of sources is too large")
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode()
    yield rest.decode()


def _small_file(place: str) -> bytes:
    buffer = io.BytesIO()
    _copy(place, buffer, MAX_DSC_BYTES)
    return buffer.getvalue()


def _copied(place: str, path: Path, length_bytes: int) -> tuple[str, int]:
    """SHA-256 and length of what was written to a path."""
    with path.open("wb+") as out:
        _copy(place, out, length_bytes)
        length = out.tell()
        out.seek(0)
        return hashlib.file_digest(out, "sha256").hexdigest(), length


def _copy(place: str, out: BinaryIO, max_bytes: int) -> None:
    """Write a file of a mirror, tried three times where what goes wrong may pass; raises `_MirrorError`."""
    for pause in (*_PAUSES_S, None):
        out.seek(0)
        out.truncate()
        try:
            for block in _blocks(place):
                if out.tell() + len(block) > max_bytes:
                    raise _MirrorError(f"it is longer than {max_bytes} bytes")
                out.write(block)
        except _PassingError as error:
            if pause is None:
                raise _MirrorError(*error.args) from None
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
            raise _MissingError from None
        failed = _PassingError if error.code in _PASSING_STATUSES else _MirrorError
        raise failed(f"it answers with status {error.code}") from None
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise _MissingError from None
    except (OSError, http.client.HTTPException) as error:
        failed = _PassingError if urlsplit(place).scheme in ("http", "https") else _MirrorError
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

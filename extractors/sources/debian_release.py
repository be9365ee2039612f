"""Whether an archive vouches for a source package by its signed index, as apt has it: the signature of `InRelease`, the
digest of a Sources index there, the digest of the `.dsc` in that.

Nothing but what was signed is read. Out of scope are downgrades: an older `InRelease` with the files of its day, sent
again by whoever stands between, is not told from a current one before its `Valid-Until`, if it has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from threading import Lock
from typing import Any

from warploom.extractors.atomic import replacing
from warploom.extractors.sources.debian_control import ControlError, signed_part, stanzas
from warploom.extractors.sources.debian_mirror import (
    MAX_INDEX_BYTES,
    Mirror,
    MirrorError,
    MissingError,
    PassingError,
    Suite,
    copied,
    small_file,
    sources,
)
from warploom.extractors.sources.debian_signatures import Verifier, VerifierError, installed_verifier, keyring
from warploom.schemas.source import FetchError

_MAX_RELEASE_BYTES = 4 * 1024 * 1024
"""Debian's largest is 0.2 MB."""
_SUFFIXES = (".xz", ".gz")
_MESSAGE, _SIGNATURE = b"-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
_LISTED = re.compile(r"([0-9a-f]{64})[ \t]+([0-9]{1,12})[ \t]+((?:[A-Za-z0-9+~_-][A-Za-z0-9.+~_-]*/)*Sources\.[gx]z)")
_DSC = re.compile(r"([0-9a-f]{64})[ \t]+[0-9]{1,12}[ \t]+\S+\.dsc")
_UNTRUSTED = "Find out who changed the archive, or name another one in `mirror`."
_AGAIN = "Try again later, since a mirror may be in the middle of an update, or name another one in `mirror`."


class _UnavailableError(Exception):
    """There is no chain."""


class _BrokenError(Exception):
    """Something of the chain is not what it must be: why, and the next step."""

    def __init__(self, why: str, next_step: str) -> None:
        super().__init__(why, next_step)
        self.why, self.next_step = why, next_step


_Digests = Mapping[tuple[str, str], tuple[str, ...]]
"""SHA-256 of the `.dsc`, by package and version."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a suite: its indexes, and what is wrong with it."""

    indexes: tuple[_Digests, ...] = ()
    broken: _BrokenError | None = None


class _Once:
    """Values by key, each made by one thread while others wait for it; what raises is made anew by the next."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._locks: dict[Hashable, Lock] = {}
        self._values: dict[Hashable, Any] = {}

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._guard:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if key not in self._values:
                self._values[key] = make()
            return self._values[key]


class Releases:
    """The signed indexes of archives, each asked for once as long as this lives; threads may share it.

    Sources indexes are kept in the cache by digest, and used again as long as an `InRelease` names them.
    """

    def __init__(
        self,
        find_verifier: Callable[[], Verifier | None] = installed_verifier,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._find_verifier = find_verifier
        self._now = now or partial(datetime.now, UTC)
        self._suites = _Once()
        self._indexes = _Once()

    def vouches(self, mirror: Mirror, package: str, version: str, digest: str, *, root: Path, etc: Path) -> bool:
        """Whether a suite of the mirror lists the version with a `.dsc` of this SHA-256; raises `FetchError`.

        False where no chain can be had: no verifier, no key, no suite, no `InRelease`, one that is out of date, a
        version that no suite has. What is broken is an error unless another suite vouches. `root` is the cache's
        folder for Debian, `etc` apt's.
        """
        broken = None
        for suite in mirror.suites:
            key = (mirror.place, suite, str(root), str(etc))
            known: _Known = self._suites.get(key, partial(self._known, mirror, suite, root, etc))
            broken = broken or known.broken
            listed = [found for index in known.indexes for found in index.get((package, version), ())]
            if digest in listed:
                return True
            if listed and broken is None:
                why = f"the sha256 of its .dsc is {digest}, {_where(mirror, suite)} vouches for {listed[0]}"
                broken = _BrokenError(why, _UNTRUSTED)
        if broken is not None:
            raise FetchError(f"debian source {package} {version}", broken.why, broken.next_step)
        return False

    def _known(self, mirror: Mirror, suite: Suite, root: Path, etc: Path) -> _Known:
        try:
            listed, is_by_hash = self._release(mirror, suite, etc)
        except _UnavailableError:
            return _Known()
        except _BrokenError as error:
            return _Known(broken=error)
        indexes = []
        for component in suite.components or sorted({path.rpartition("/")[0] for path in listed}):
            try:
                indexes.append(self._component(mirror, suite, component, listed, root, is_by_hash=is_by_hash))
            except _UnavailableError:
                continue
            except _BrokenError as error:
                return _Known(tuple(indexes), error)
        return _Known(tuple(indexes))

    def _release(self, mirror: Mirror, suite: Suite, etc: Path) -> tuple[dict[str, tuple[str, int]], bool]:
        """Digest and size of the Sources indexes by path below the suite, and whether files lie by digest, too."""
        if not suite.is_checked or (verifier := self._find_verifier()) is None:
            raise _UnavailableError
        keys, fingerprints = keyring(etc, suite.signed_by)
        if not keys:
            raise _UnavailableError
        try:
            content = small_file(mirror.at(f"{suite.folder}/InRelease"), _MAX_RELEASE_BYTES)
        except PassingError as error:
            raise _BrokenError(f"{_where(mirror, suite)}: {error}", _AGAIN) from None
        except (MissingError, MirrorError):
            raise _UnavailableError from None
        if not content.lstrip().startswith(_MESSAGE):
            raise _UnavailableError
        try:
            message = _verified(content, verifier, keys, fingerprints)
            (fields,) = stanzas(message.split("\n"))
        except VerifierError as error:
            raise _BrokenError(f"{_where(mirror, suite)} cannot be verified: {error}", "Try again.") from None
        except ValueError as error:  # of no control data, or not of one stanza
            why = str(error) if isinstance(error, ControlError) else "it is not one stanza in UTF-8"
            raise _BrokenError(f"{_where(mirror, suite)} cannot be used: {why}", _UNTRUSTED) from None
        if "valid-until" in fields and not _is_ahead(fields["valid-until"], self._now()):
            raise _UnavailableError
        found = (_LISTED.fullmatch(line.strip()) for line in fields.get("sha256", "").split("\n"))
        listed = {entry[3]: (entry[1], int(entry[2])) for entry in found if entry}
        return listed, fields.get("acquire-by-hash", "").strip().lower() == "yes"

    def _component(
        self,
        mirror: Mirror,
        suite: Suite,
        component: str,
        listed: Mapping[str, tuple[str, int]],
        root: Path,
        *,
        is_by_hash: bool,
    ) -> _Digests:
        folder = "" if component in ("", ".") else f"{component}/"
        for suffix in _SUFFIXES:
            name = f"{folder}Sources{suffix}"
            if name not in listed:
                continue
            digest, length = listed[name]
            places = [f"{folder}by-hash/SHA256/{digest}", name] if is_by_hash else [name]
            urls = [mirror.at(f"{suite.folder}/{place}") for place in places]
            path = root / "indexes" / f"{digest}{suffix}"
            where = f"{name} of {_where(mirror, suite)}"
            try:
                index: _Digests = self._indexes.get((digest, str(root)), partial(_index, path, length, urls, where))
            except MissingError:
                continue
            return index
        raise _UnavailableError


def _where(mirror: Mirror, suite: Suite) -> str:
    return f"{mirror.shown()} {suite.folder}/InRelease"


def _verified(content: bytes, verifier: Verifier, keys: bytes, fingerprints: frozenset[str]) -> str:
    """The text of an `InRelease`, which a key of these (and of these fingerprints, if any) signed."""
    text = content.decode("utf-8")
    # A signature covers neither blanks at line ends nor the last line end. What is verified is what is read: no other
    # program takes the message apart.
    message = "\n".join(line.rstrip(" \t\r") for line in signed_part(text)[:-1].split("\n"))
    signature = text[text.rindex(_SIGNATURE) :]
    found = verifier(message.encode(), signature.encode(), keys)
    if found.is_bad:
        raise ControlError("its signature is bad")
    if fingerprints:
        accepted = {name for key, primary in found.good for name in (key, primary, f"{key}!" if key else "")}
        if not accepted & fingerprints:
            raise _UnavailableError
    if not found.good:
        raise _UnavailableError
    return message


def _is_ahead(date: str, now: datetime) -> bool:
    try:
        time = parsedate_to_datetime(date.strip())
    except (ValueError, OverflowError):
        return False
    return (time if time.tzinfo else time.replace(tzinfo=UTC)) > now


def _index(path: Path, length: int, urls: list[str], where: str) -> _Digests:
    """What a Sources index lists, from the cache or else from its mirror; raises `MissingError`, `_BrokenError`."""
    digest = path.stem
    if length > MAX_INDEX_BYTES:
        raise _BrokenError(f"{where} is longer than {MAX_INDEX_BYTES} bytes", "Name another archive in `mirror`.")
    try:
        kept = _read(path, digest)
        if kept is None:
            with replacing(path) as temporary:
                found = _copied_from(urls, temporary, length)
                if found != (digest, length):
                    why = f"{where} has sha256 {found[0]} and {found[1]} bytes, signed were {digest} and {length}"
                    raise _BrokenError(why, _AGAIN)
            kept = _read(path, digest)
    except MirrorError as error:
        raise _BrokenError(f"{where}: {error}", _AGAIN) from None
    if kept is None:
        raise _BrokenError(f"{where} went from the cache", "Run again when nothing else writes to the cache.")
    return kept


def _copied_from(urls: list[str], path: Path, length: int) -> tuple[str, int]:
    """SHA-256 and length of what the first of the places that is there holds."""
    for url in urls[:-1]:
        try:
            return copied(url, path, length)
        except MissingError:
            continue
    return copied(urls[-1], path, length)


def _read(path: Path, digest: str) -> _Digests | None:
    """What a kept index lists; None if there is none of this digest."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    with file:
        if file_digest(file, "sha256").hexdigest() != digest:
            return None
        file.seek(0)
        digests: dict[tuple[str, str], tuple[str, ...]] = {}
        for fields in sources(file):
            key = (fields.get("package", ""), fields.get("version", ""))
            lines = fields.get("checksums-sha256", "").split("\n")
            found = tuple(entry[1] for line in lines if (entry := _DSC.fullmatch(line.strip())))
            digests[key] = digests.get(key, ()) + found
        return digests

"""Brings what is new of a remote git repository into a bare object store of the cache; runs nothing of it."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from dulwich.client import get_transport_and_path
from dulwich.errors import GitProtocolError, HangupException, NotGitRepository
from dulwich.objects import ObjectID
from dulwich.protocol import ZERO_SHA
from dulwich.refs import Ref
from dulwich.repo import Repo

from warploom.extractors.atomic import write_json
from warploom.schemas.source import FetchError

ATTEMPTS = 4
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_GONE = frozenset({401, 403, 404, 410, 451})
"""Hosts answer 401 or 403 for what is private or never was, as they would tell too much otherwise."""
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_TIMEOUT = urllib3.Timeout(connect=30, read=300)


@dataclass(frozen=True, slots=True)
class Transfer:
    """What one fetch moved: objects and bytes of packs; both zero where nothing was new."""

    objects: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Fetched:
    """The commit or tag that a reference names now, where it is kept, and what the host said on the way."""

    store: Path
    oid: str
    moved_to: str | None
    is_vanished: bool
    transfer: Transfer


class VanishedError(Exception):
    """The host does not have it, and no copy is kept."""


class NoSuchRefError(Exception):
    """The repository has no such branch, tag or commit."""


def store_of(cache: Path, url: str) -> Path:
    """The bare repository of the cache that keeps what was fetched from a URL."""
    return cache / "git" / hashlib.sha256(url.encode()).hexdigest()[:32]


def recall(cache: Path, url: str, ref: str) -> Fetched | None:
    """What an earlier fetch of this reference left, or None."""
    store = store_of(cache, url)
    try:
        said = json.loads(_record(store, ref).read_bytes())
        return Fetched(store, str(said["oid"]), said["moved_to"], is_vanished=False, transfer=Transfer())
    except (OSError, ValueError, KeyError, TypeError):
        return None


def transfer(cache: Path, url: str, ref: str, *, pause: Callable[[float], None] = time.sleep) -> Fetched:
    """Fetch a reference; objects that are there are not sent again.

    What is refused for the moment is asked for again, `ATTEMPTS` times, as long apart as the host says. Raises
    `VanishedError`, `NoSuchRefError`, or `FetchError` if the host does not answer. A transfer that breaks leaves the
    cache as it was.
    """
    store = store_of(cache, url)
    wait, why = _FIRST_PAUSE_S, ""
    for attempt in range(ATTEMPTS):
        if attempt:
            pause(min(wait, _LONGEST_PAUSE_S))
        try:
            return _once(store, url, ref)
        except _LaterError as error:
            why, wait = str(error), error.seconds or 2 * wait
        except NotGitRepository:
            raise VanishedError from None
        except (
            GitProtocolError,
            HangupException,
            OSError,
            urllib3.exceptions.HTTPError,
            ValueError,
            AssertionError,
        ) as error:
            why, wait = _short(error), 2 * wait
    raise FetchError(f"git source {url}", f"{why}, {ATTEMPTS} times", "Build again later, or with --offline.")


class _LaterError(Exception):
    def __init__(self, status: int, seconds: float | None) -> None:
        super().__init__(status, seconds)
        self.status, self.seconds = status, seconds

    def __str__(self) -> str:
        return f"the host answered {self.status}"


def _once(store: Path, url: str, ref: str) -> Fetched:
    pool = None
    moved_to = None
    if urlsplit(url).scheme in ("http", "https"):
        pool = _pool(url)
        moved_to = _ask(pool, url)
    client, path = get_transport_and_path(moved_to or url, quiet=True, pool_manager=pool)
    repository = _opened(store)
    try:
        wanted: list[ObjectID] = []

        def determine_wants(refs: Mapping[Ref, ObjectID], depth: int | None = None) -> list[ObjectID]:  # noqa: ARG001
            oid = _named(refs, ref)
            if oid is None:
                raise NoSuchRefError
            wanted.append(oid)
            return [] if oid in repository.object_store else [oid]

        before = _packs(store)
        client.fetch(path.encode() if isinstance(path, str) else path, repository, determine_wants=determine_wants)
        oid = wanted[-1].decode()
        if wanted[-1] not in repository.object_store:
            raise GitProtocolError("the host did not send what it offered")
        # Reached from a branch of ours, so that the next fetch tells the host what is there.
        repository.refs[Ref(b"refs/heads/" + _digest(ref).encode())] = wanted[-1]
        after = _packs(store)
        n_objects = sum(_object_count(p) for p in after.keys() - before.keys())
        moved = Transfer(n_objects, sum(size for p, size in after.items() if p not in before))
    finally:
        repository.close()
    write_json(_record(store, ref), {"oid": oid, "moved_to": moved_to})
    return Fetched(store, oid, moved_to, is_vanished=False, transfer=moved)


def _pool(url: str) -> urllib3.PoolManager:
    """Connections as the environment's proxy variables and certificate bundle say; no file of git's is read."""
    parts = urlsplit(url)
    bundle = os.environ.get("SSL_CERT_FILE") or os.environ.get("REQUESTS_CA_BUNDLE")
    proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
    return urllib3.ProxyManager(proxy, ca_certs=bundle) if proxy else urllib3.PoolManager(ca_certs=bundle)


def _ask(pool: urllib3.PoolManager, url: str) -> str | None:
    """Where the host sends us for this URL, None if nowhere else; raises for what is gone or to be asked for later."""
    path = "/info/refs?service=git-upload-pack"
    answer = pool.request(
        "GET", url.rstrip("/") + path, preload_content=False, timeout=_TIMEOUT, retries=urllib3.Retry(3)
    )
    try:
        final = str(answer.geturl() or "")
        if answer.status in _GONE:
            raise VanishedError
        if answer.status in _RETRIED:
            raise _LaterError(answer.status, _seconds(answer.headers.get("Retry-After", "")))
        if answer.status != 200:
            raise GitProtocolError(f"the host answered {answer.status}")
    finally:
        answer.release_conn()
    base = final.removesuffix(path)
    if not final or base == final or base.rstrip("/") == url.rstrip("/"):
        return None
    if urlsplit(base).scheme not in ("http", "https") or (url.startswith("https:") and not base.startswith("https:")):
        raise GitProtocolError("the host redirects to another protocol")
    return base


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None


def _opened(store: Path) -> Repo:
    if not (store / "objects").is_dir():
        store.mkdir(parents=True, exist_ok=True)
        return Repo.init_bare(str(store))
    return Repo(str(store))  # made by us: its configuration is ours


def _named(refs: Mapping[Ref, ObjectID], ref: str) -> ObjectID | None:
    """The object that a host's list gives for a branch, tag, full reference or advertised commit."""
    if not ref:
        names = [b"HEAD"]
    else:
        raw = ref.encode()
        names = [raw, b"refs/heads/" + raw, b"refs/tags/" + raw]
    for name in names:
        oid = refs.get(Ref(name))
        if oid is not None and oid != ZERO_SHA:
            return oid
    raw = ref.encode()
    if len(raw) == 40 and not set(ref) - set("0123456789abcdef"):
        return ObjectID(raw)  # a host need not allow it, and then says so
    return None


def _record(store: Path, ref: str) -> Path:
    return store / "warploom" / f"{_digest(ref)}.json"


def _digest(ref: str) -> str:
    return hashlib.sha256(ref.encode()).hexdigest()[:32]


def _packs(store: Path) -> dict[Path, int]:
    found = {}
    for path in (store / "objects" / "pack").glob("*.pack"):
        with suppress(FileNotFoundError):
            found[path] = path.stat().st_size
    return found


def _object_count(pack: Path) -> int:
    with pack.open("rb") as file:
        return int.from_bytes(file.read(12)[8:], "big")


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]

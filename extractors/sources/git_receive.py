"""The child's side of a transfer: asks a host for references and stores the pack that it sends."""

from __future__ import annotations

import hashlib
import shutil
import socket
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from dulwich.client import get_transport_and_path
from dulwich.errors import GitProtocolError
from dulwich.objects import ObjectID
from dulwich.protocol import ZERO_SHA
from dulwich.refs import Ref
from dulwich.repo import Repo

from warploom.extractors.sources.http import connections

MAX_BLOB_BYTES = 64 * 1024 * 1024
"""Hosts that can leave objects out are asked to leave out blobs beyond it."""

_SILENCE_S = 300.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to receive; `is_thin` lets the host send differences from objects that are in the store."""

    store: Path
    url: str
    shown: str
    """The URL without a password."""
    ref: str
    is_thin: bool


@dataclass(frozen=True, slots=True)
class Received:
    """The commit or tag that the reference names, None if there is none, and what was moved, in packs."""

    oid: str | None
    objects: int
    bytes: int


@dataclass(frozen=True, slots=True)
class NotReceived:
    """Why a transfer broke, in one line."""

    why: str


def receive(wanted: Wanted) -> Received | NotReceived:
    """Bring a reference and all below it into the store; a transfer that breaks leaves the store as it was.

    The host decides what it sends: in memory and time this is bounded by who runs it, in a child.
    """
    try:
        with closing(_opened(wanted.store)) as repository:
            return _received(repository, wanted)
    except MemoryError:
        raise
    except Exception as error:  # a garbled answer makes the reader of the protocol raise anything
        why = (str(error).strip().splitlines() or [""])[0][:200]
        # What names a place of this machine, or says nothing, is not for others to read.
        return NotReceived(why if why and str(wanted.store) not in why else type(error).__name__)


def _received(repository: Repo, wanted: Wanted) -> Received:
    is_http = urlsplit(wanted.url).scheme in ("http", "https")
    pool = _steady(connections(f"git source {wanted.shown}", wanted.url)) if is_http else None
    socket.setdefaulttimeout(_SILENCE_S)  # of the protocols that are no HTTP
    client, path = get_transport_and_path(wanted.url, quiet=True, thin_packs=wanted.is_thin, pool_manager=pool)
    found: list[ObjectID] = []

    def determine_wants(refs: Mapping[Ref, ObjectID], depth: int | None = None) -> list[ObjectID]:  # noqa: ARG001
        oid = _named(refs, wanted.ref)
        if oid is None:
            return []
        found.append(oid)
        return [] if oid in repository.object_store else [oid]

    before = _packs(wanted.store)
    client.fetch(
        path.encode() if isinstance(path, str) else path,
        repository,
        determine_wants=determine_wants,
        filter_spec=b"blob:limit=%d" % (MAX_BLOB_BYTES + 1),
    )
    if not found:
        return Received(None, 0, 0)
    oid = found[-1]
    if oid not in repository.object_store:
        raise GitProtocolError("the host did not send what it offered")
    # Reached from a branch of ours, so that the next fetch tells the host what is there.
    branch = hashlib.sha256(wanted.ref.encode()).hexdigest()[:32]
    repository.refs[Ref(b"refs/heads/" + branch.encode())] = oid
    new = {pack: size for pack, size in _packs(wanted.store).items() if pack not in before}
    return Received(oid.decode(), sum(map(_object_count, new)), sum(new.values()))


def _steady(pool: urllib3.PoolManager) -> urllib3.PoolManager:
    """The same connections, which go where they were sent and nowhere else, and end with a host that says nothing."""
    pool.connection_pool_kw["timeout"] = urllib3.Timeout(connect=30, read=_SILENCE_S)
    ask = pool.urlopen

    def urlopen(method: str, url: str, redirect: bool = True, **options: Any) -> urllib3.BaseHTTPResponse:  # noqa: ARG001
        return ask(method, url, redirect=False, **options)

    pool.urlopen = urlopen  # type: ignore[method-assign]
    return pool


def _opened(store: Path) -> Repo:
    """The store, made by us, so that its configuration is ours; one that is not whole is made anew."""
    if not all((store / part).exists() for part in ("HEAD", "config", "objects", "refs")):
        shutil.rmtree(store, ignore_errors=True)
        store.mkdir(parents=True)
        return Repo.init_bare(str(store))
    return Repo(str(store))


def _named(refs: Mapping[Ref, ObjectID], ref: str) -> ObjectID | None:
    """The object that a host's list gives for a branch, tag, full reference or advertised commit."""
    raw = ref.encode()
    for name in [raw, b"refs/heads/" + raw, b"refs/tags/" + raw] if ref else [b"HEAD"]:
        oid = refs.get(Ref(name))
        if oid is not None and oid != ZERO_SHA:
            return oid
    if len(raw) == 40 and not set(ref) - set("0123456789abcdef"):
        return ObjectID(raw)  # a host need not allow it, and then says so
    return None


def _packs(store: Path) -> dict[Path, int]:
    found = {}
    for path in (store / "objects" / "pack").glob("*.pack"):
        with suppress(FileNotFoundError):
            found[path] = path.stat().st_size
    return found


def _object_count(pack: Path) -> int:
    with pack.open("rb") as file:
        return int.from_bytes(file.read(12)[8:], "big")

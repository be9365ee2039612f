"""Brings what is new of a remote git repository into a bare object store of the cache; runs nothing of it."""

from __future__ import annotations

import hashlib
import json
import queue
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

import urllib3

from warploom.extractors.atomic import write_json
from warploom.extractors.sources.git_objects import is_sound
from warploom.extractors.sources.git_receive import NotReceived, Received, Wanted
from warploom.extractors.sources.http import Answer, PassingError, connections, raise_if_passing
from warploom.extractors.sources.safe_paths import printable
from warploom.extractors.supervised import SupervisedChild
from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

ATTEMPTS = 4
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_GONE = frozenset({401, 403, 404, 410, 451})
"""Hosts answer 401 or 403 for what is private or never was, as they would tell too much otherwise."""
_MAX_REDIRECTS = 5
_MAX_ANSWER_BYTES = 256 * 1024 * 1024
"""Of the list of references."""
_BLOCK_BYTES = 1024 * 1024
_TIMEOUT = urllib3.Timeout(connect=30, read=300)
_ADVERTISED = "/info/refs?service=git-upload-pack"
_RECEIVE_TIMEOUT_S = 6 * 3600.0
_RECEIVE_MEMORY_BYTES = 4 * 1024**3
"""Objects are unpacked one at a time to be verified, and hosts that cannot filter send blobs of any size."""
_RECEIVE_FILE_BYTES = 256 * 1024**3
_idle_children: queue.SimpleQueue[SupervisedChild] = queue.SimpleQueue()


@dataclass(frozen=True, slots=True)
class Fetched:
    """The commit or tag that a reference names now, where it is kept, and what the host said on the way."""

    store: Path
    oid: str
    moved_to: str | None
    objects: int = 0
    bytes: int = 0
    """Moved, in packs; both zero where nothing was new."""


class AbsentError(Exception):
    """The host says that it does not have it, or does not give it, and why."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class NoSuchRefError(Exception):
    """The repository has no such branch, tag or commit."""


def store_of(cache: Path, url: str) -> Path:
    """The bare repository of the cache that keeps what was fetched from a URL."""
    return cache / "git" / hashlib.sha256(without_password(url).encode()).hexdigest()[:32]


def without_password(url: str) -> str:
    """A URL without user, password, query and fragment, where tokens stand; `-` for what is no URL."""
    try:
        parts = urlsplit(url)
        if "://" not in url:
            return url
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        return "-"


def recall(cache: Path, url: str, ref: str) -> tuple[Fetched | None, AbsentError | None]:
    """What is kept of this reference, and why the host did not give it when it was last asked."""
    store = store_of(cache, url)
    try:
        said = json.loads(_record(store, ref).read_bytes())
        absent = AbsentError(Reason.of(said["absent"]), str(said["detail"])) if "absent" in said else None
        kept = Fetched(store, str(said["oid"]), said["moved_to"]) if "oid" in said else None
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
    return kept, absent


def remember(cache: Path, url: str, ref: str, absent: AbsentError, kept: Fetched | None) -> None:
    """Keep why the host did not give it, beside what is kept of it, for builds that may ask nobody."""
    record = _record(store_of(cache, url), ref)
    record.parent.mkdir(parents=True, exist_ok=True)
    said = {"url": without_password(url), "absent": absent.reason.value, "detail": str(absent)}
    write_json(record, said | ({"oid": kept.oid, "moved_to": kept.moved_to} if kept else {}))


def urls_in(cache: Path) -> Iterator[tuple[Path, str]]:
    """Stores of the cache, and the URLs that they were fetched from."""
    for record in sorted((cache / "git").glob("*/warploom/*.json")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            yield record.parent.parent, str(json.loads(record.read_bytes())["url"])


def transfer(cache: Path, url: str, ref: str, *, shown: str, pause: Callable[[float], None] = time.sleep) -> Fetched:
    """Fetch a reference; objects that are there are not sent again.

    What is refused for the moment is asked for again, `ATTEMPTS` times, as long apart as the host says. Raises
    `NoSuchRefError` or `AbsentError`; messages name the URL as `shown`. A transfer that breaks leaves the cache as it
    was; a store that was damaged since is fetched anew.
    """
    store = store_of(cache, url)
    if not is_sound(store / "objects"):
        shutil.rmtree(store, ignore_errors=True)
    wait, why, n_broken = _FIRST_PAUSE_S, "", 0
    for attempt in range(ATTEMPTS):
        if attempt:
            pause(min(wait, _LONGEST_PAUSE_S))
        wait *= 2
        try:
            moved_to = _place(url, shown) if urlsplit(url).scheme in ("http", "https") else None
        except _LaterError as error:
            why, wait = f"the host answers {error.status}", error.seconds or wait
            continue
        except urllib3.exceptions.HTTPError as error:
            why = f"the host cannot be reached ({type(error).__name__})"
            continue
        except _RefusedError as error:
            raise AbsentError(Reason.SOURCE_UNAVAILABLE, str(error)) from None
        # Differences may be from objects that the host left out before: what broke is asked for whole.
        answer = _received(Wanted(store, moved_to or url, shown, ref, is_thin=n_broken % 2 == 0))
        if isinstance(answer, Received):
            if answer.oid is None:
                raise NoSuchRefError
            write_json(_record(store, ref), {"url": without_password(url), "oid": answer.oid, "moved_to": moved_to})
            return Fetched(store, answer.oid, moved_to, answer.objects, answer.bytes)
        if isinstance(answer, Reject):
            raise AbsentError(Reason.SOURCE_UNAVAILABLE, f"its objects cannot be received ({answer.reason})")
        why = printable(answer.why.replace(url, shown).encode())
        n_broken += 1
    raise AbsentError(Reason.SOURCE_UNAVAILABLE, f"{why}, {ATTEMPTS} times")


class _LaterError(Exception):
    """The host asks to come back, maybe after some seconds."""

    def __init__(self, status: int, seconds: float | None) -> None:
        super().__init__(status, seconds)
        self.status, self.seconds = status, seconds


class _RefusedError(Exception):
    """The host answers what no git host answers."""


def _place(url: str, shown: str) -> str | None:
    """Where the host sends us for this URL, None if nowhere else; raises for what is gone or to be asked for later."""
    asked = url.rstrip("/") + _ADVERTISED
    with connections(f"git source {shown}", url) as pool:
        for _ in range(_MAX_REDIRECTS):
            # The second version of the protocol keeps the answer short: capabilities, no references.
            answer = pool.request(
                "GET",
                asked,
                headers={"Git-Protocol": "version=2", "User-Agent": "git/warploom"},
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=_TIMEOUT,
            )
            try:
                status = answer.status
                n_left = _MAX_ANSWER_BYTES  # read to its end, so that the host sees no broken pipe, and not kept
                while n_left > 0 and (block := answer.read(_BLOCK_BYTES, decode_content=False)):
                    n_left -= len(block)
            finally:
                answer.close()
            try:
                raise_if_passing(_headers_of(answer))
            except PassingError as error:
                raise _LaterError(status, error.wait_s) from None
            if status in _GONE:
                raise AbsentError(Reason.SOURCE_VANISHED, f"the host answers {status}")
            if status == 200:
                base = asked.removesuffix(_ADVERTISED)
                return None if base == url.rstrip("/") else base
            if status not in (301, 302, 303, 307, 308):
                raise _RefusedError(f"the host answers {status}")
            asked = urljoin(asked, answer.headers.get("Location", ""))
            if not asked.endswith(_ADVERTISED):
                raise _RefusedError("the host redirects to what is no git repository")
            if not asked.startswith(("https://",) if url.startswith("https:") else ("https://", "http://")):
                raise _RefusedError("the host redirects to another protocol")
    raise _RefusedError(f"the host redirects more than {_MAX_REDIRECTS} times")


def _headers_of(answer: urllib3.BaseHTTPResponse) -> Answer:
    return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, b"", "")


def _received(wanted: Wanted) -> Received | NotReceived | Reject:
    with _child() as child:
        (answer,) = child.map([wanted])
    return answer


@contextmanager
def _child() -> Iterator[SupervisedChild]:
    """A child that nobody else uses; it lives on, idle, for the next repository, until `end_children`."""
    try:
        child = _idle_children.get_nowait()
    except queue.Empty:
        child = SupervisedChild(
            "warploom.extractors.sources.git_receive:receive",
            row_timeout_s=_RECEIVE_TIMEOUT_S,
            memory_bytes=_RECEIVE_MEMORY_BYTES,
            max_file_bytes=_RECEIVE_FILE_BYTES,
        )
    try:
        yield child
    except BaseException:
        child.close()
        raise
    _idle_children.put(child)


def end_children() -> None:
    """End the processes that wait for another repository to receive."""
    with suppress(queue.Empty):
        while True:
            _idle_children.get_nowait().close()


def _record(store: Path, ref: str) -> Path:
    return store / "warploom" / f"{hashlib.sha256(ref.encode()).hexdigest()[:32]}.json"

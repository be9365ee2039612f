"""Lists repositories as a code host names them: page by page, kept as they come, nothing in them believed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warploom.extractors import shallow_json
from warploom.extractors.atomic import write_json
from warploom.extractors.sources.http import Answer, ask, is_same_host, is_url, next_link, origin, patiently, shown
from warploom.extractors.sources.safe_paths import printable
from warploom.schemas.source import FETCH_FIRST, FetchError, Listed

MAX_LIMIT = 100_000
PER_PAGE = 100
_MAX_PAGES = 2_000
_MAX_PAGE_BYTES = 8 * 1024 * 1024
"""Of an answer, a hundred repositories: hosts send about 0.6 MB; parsed, it takes some twenty times that."""
_MAX_KEPT_BYTES = 256 * 1024 * 1024
_LONGEST_BREAK_S = 24 * 3600
"""A listing that broke is continued within a day; later, too much may have moved from page to page."""
_KEPT = "What was listed so far is kept."
_NAME = re.compile(r"[^\s/\x00-\x1f\x7f-\x9f]{1,255}(?:/[^\s/\x00-\x1f\x7f-\x9f]{1,255}){1,20}")
_CLONE_PATH = re.compile(r"/(?![-/])[A-Za-z0-9._~%/+-]+")
_TOKEN = re.compile(r"[!-~]{1,4096}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LOOPBACK = re.compile(r"localhost|127(?:\.[0-9]{1,3}){3}|::1")


class StrangeAnswerError(Exception):
    """An answer is not what the host's interface is described to give, and how."""


@dataclass(frozen=True, slots=True)
class Repository:
    """Name and clone URL, as the host says."""

    name: str
    clone_url: str


@dataclass(frozen=True, slots=True)
class Page:
    """The repositories of an answer that are wanted, and the URL that goes on."""

    repositories: tuple[Repository, ...]
    next_url: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """What to ask a host for, and how to read what it answers.

    `key` holds whatever changes what `read` keeps: listings of the same URL, limit and key share their pages. `read`
    raises `StrangeAnswerError`, `PassingError` or `FetchError`.
    """

    what: str
    url: str
    limit: int
    read: Callable[[Answer], Page]
    headers: Mapping[str, str]
    secret: str = ""
    ca_bundle: str = ""
    key: tuple[str, ...] = ()
    correct: str = "Correct the recipe."
    """Next step where the host has no such thing."""
    token_hint: str = ""
    """Next step where the host refuses the token or the lack of one."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page as it lies in the cache."""

    url: str
    etag: str
    page: Page


def repositories(query: Query, cache: Path, *, offline: bool) -> tuple[Repository, ...]:
    """At most `limit` repositories, the host's first ones, sorted by name; raises `FetchError` with the next step.

    Each page is kept in `cache/listings` as it arrives, so that a listing that breaks goes on where it stopped. One
    that was complete is asked for again page by page, and what did not change since, by its `ETag`, is not sent again.
    Offline, the last complete one is given.
    """
    folder = cache / "listings" / _digest(query)
    if not 1 <= query.limit <= MAX_LIMIT:
        raise FetchError(query.what, f"`limit` is {query.limit}", f"Give one from 1 to {MAX_LIMIT}.")
    complete = _complete(query, folder)
    if offline:
        if complete is None:
            raise FetchError(query.what, "offline, and the cache does not hold its answer", FETCH_FIRST)
        return _chosen(query, complete)
    try:
        pages = _pages_asked(query, folder, {kept.url: kept for kept in complete or () if kept.etag})
        write_json(folder / "complete.json", [_as_json(kept) for kept in pages])
        for place in folder.glob("page-*.json"):
            place.unlink(missing_ok=True)
    except OSError as error:
        why = f"the cache cannot be written ({(error.strerror or type(error).__name__).lower()})"
        raise FetchError(query.what, why, "Name another directory with --cache, or make room.") from None
    return _chosen(query, pages)


def listed(kind: str, found: tuple[Repository, ...], *, ref: str, history: bool) -> tuple[Listed, ...]:
    """Entries of kind `git` for repositories."""
    return tuple(
        Listed(
            f"{kind} {repository.name}",
            {"kind": "git", "url": repository.clone_url, "ref": ref, "name": repository.name, "history": history},
        )
        for repository in found
    )


def base_url(what: str, api: str) -> str:
    """The interface's URL without a slash at its end; raises `FetchError` if it is none, or holds a password."""
    if not is_url(api) or "?" in api or "#" in api:
        raise FetchError(what, "`api` is no http or https URL, or holds a user", "Correct `api` in the recipe.")
    return api.rstrip("/")


def token_of(what: str, variable: str, default: str, api: str, public_api: str) -> tuple[str, str]:
    """The token in an environment variable, empty if there is none, and the variable's name.

    Without a name in the recipe, `default` is read for the host's public interface alone: a recipe that names another
    host does not get it. Over http, a token reaches loopback alone. Raises `FetchError` for what is no token.
    """
    name = variable or (default if api == public_api else "")
    if not name:
        return "", default
    if not _VARIABLE.fullmatch(name):  # not shown: it may be the token itself
        next_step = "Name the environment variable that holds the token, not the token."
        raise FetchError(what, "`token_env` names no environment variable", next_step)
    token = os.environ.get(name, "").strip()
    if token and not _TOKEN.fullmatch(token):
        raise FetchError(what, f"what {name} holds is no token", "Correct the environment variable.")
    parts = urlsplit(api)
    if token and parts.scheme == "http" and not _LOOPBACK.fullmatch(parts.hostname or ""):
        raise FetchError(what, f"the token in {name} would be sent over http", "Give an https URL in `api`.")
    return token, name


def parsed(answer: Answer) -> Any:
    """The JSON of an answer."""
    try:
        return shallow_json.loads(answer.body)
    except ValueError:
        kind = printable(answer.headers.get("content-type", "").encode("utf-8", "replace"))[:60]
        raise StrangeAnswerError(f"it is no JSON (its type is {kind or 'not given'})") from None


def repository_of(name: Any, clone_url: Any, api: str) -> Repository:
    """A repository as the host names it.

    Its URL has to be one of the host's: http or https, the interface's own origin or the one without `api.`, never
    http where the interface is https, a path of plain characters, and no user, query or option in it.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not _is_text(name) or "/../" in f"/{name}/":
        raise StrangeAnswerError("it has a repository without a name")
    if not isinstance(clone_url, str) or not _is_clone_url(clone_url, api):
        raise StrangeAnswerError(f"its URL to clone {name[:200]} is none of this host")
    return Repository(name, clone_url)


def following(answer: Answer, target: str | None) -> str | None:
    """The next page's URL; raises `StrangeAnswerError` if it is of another origin than the answer."""
    if target is None:
        return None
    if not is_url(target) or origin(urlsplit(target)) != origin(urlsplit(answer.url)):
        raise StrangeAnswerError(f"its next page is on another host ({shown(target)})")
    return target.partition("#")[0]


def linked(answer: Answer) -> str | None:
    """The next page's URL as the `Link` header says."""
    return following(answer, next_link(answer))


def said(answer: Answer, secret: str) -> str:
    """What a host says of an error, one line, as ` (...)`, or nothing."""
    try:
        value = shallow_json.loads(answer.body)
        message = value.get("message") or value.get("error")
    except (ValueError, AttributeError):
        return ""
    if not isinstance(message, str) or not _is_text(message):
        return ""
    text = " ".join(printable(message.encode()).split())
    return f" ({(text.replace(secret, '***') if secret else text)[:200]})"


def _pages_asked(query: Query, folder: Path, earlier: Mapping[str, _Kept]) -> list[_Kept]:
    pages = _begun(query, folder)
    names = {r.name for kept in pages for r in kept.page.repositories}
    url = pages[-1].page.next_url if pages else query.url
    seen = {kept.url for kept in pages}
    while url is not None and len(names) < query.limit:
        if url in seen or len(seen) >= _MAX_PAGES:
            why = f"the host's pages do not end ({len(seen)} were read)"
            raise FetchError(query.what, why, "Ask for less, or find out what serves there.")
        seen.add(url)
        kept = _page_asked(query, url, earlier.get(url))
        pages.append(kept)
        write_json(folder / f"page-{len(pages)}.json", _as_json(kept))
        names.update(r.name for r in kept.page.repositories)
        url = kept.page.next_url
    return pages


def _page_asked(query: Query, url: str, earlier: _Kept | None) -> _Kept:
    headers = dict(query.headers)
    if earlier is not None:
        headers["If-None-Match"] = earlier.etag

    def asked() -> _Kept:
        answer = ask(query.what, url, headers=headers, ca_bundle=query.ca_bundle, max_bytes=_MAX_PAGE_BYTES)
        if answer.status == 304 and earlier is not None:
            return earlier
        _raise_unless_given(query, answer)
        try:
            page = query.read(answer)
        except StrangeAnswerError as error:
            why = f"the host's answer cannot be used: {error}"
            raise FetchError(query.what, why, "Correct `api`, or find out what serves there.") from None
        etag = answer.headers.get("etag", "")
        return _Kept(url, etag if _TOKEN.fullmatch(etag) else "", page)

    return patiently(query.what, asked, kept=_KEPT)


def _raise_unless_given(query: Query, answer: Answer) -> None:
    if answer.status == 200:
        return
    why = f"the host answers {answer.status}{said(answer, query.secret)}"
    if answer.status in (401, 403):
        raise FetchError(query.what, why, query.token_hint)
    raise FetchError(query.what, why, query.correct)


def _chosen(query: Query, pages: list[_Kept]) -> tuple[Repository, ...]:
    """The first ones in the host's order, sorted; a repository that moved between pages while they were read, once."""
    first: dict[str, Repository] = {}
    for kept in pages:
        for repository in kept.page.repositories:
            if len(first) < query.limit:
                first.setdefault(repository.name, repository)
    return tuple(first[name] for name in sorted(first))


def _begun(query: Query, folder: Path) -> list[_Kept]:
    """The pages that a listing which broke has left, as far as each leads to the next."""
    pages: list[_Kept] = []
    url: str | None = query.url
    while url is not None and len(pages) < _MAX_PAGES:
        place = folder / f"page-{len(pages) + 1}.json"
        try:
            if time.time() - place.stat().st_mtime > _LONGEST_BREAK_S:
                break
            kept = _from_json(shallow_json.loads(_read(place)), query)
        except (OSError, ValueError):
            break
        if kept.url != url:
            break
        pages.append(kept)
        url = kept.page.next_url
    return pages


def _complete(query: Query, folder: Path) -> list[_Kept] | None:
    """The pages of the last complete listing; None if there is none, or it is damaged."""
    try:
        value = shallow_json.loads(_read(folder / "complete.json"))
        if not isinstance(value, list) or not value:
            return None
        return [_from_json(page, query) for page in value]
    except (OSError, ValueError):
        return None


def _read(place: Path) -> bytes:
    with place.open("rb") as file:
        data = file.read(_MAX_KEPT_BYTES + 1)
    if len(data) > _MAX_KEPT_BYTES:
        raise ValueError("longer than anything kept")
    return data


def _as_json(kept: _Kept) -> dict[str, Any]:
    return {
        "url": kept.url,
        "etag": kept.etag,
        "next": kept.page.next_url,
        "repositories": [[r.name, r.clone_url] for r in kept.page.repositories],
    }


def _from_json(value: Any, query: Query) -> _Kept:
    """Raises `ValueError` for what `_as_json` does not write: a cache may be damaged, or others may write to it."""
    try:
        found = tuple(repository_of(name, clone_url, query.url) for name, clone_url in value["repositories"])
        url, etag, next_url = value["url"], value["etag"], value["next"]
    except (KeyError, TypeError, StrangeAnswerError):
        raise ValueError("no page") from None
    if not isinstance(url, str) or not isinstance(etag, str) or (etag and not _TOKEN.fullmatch(etag)):
        raise ValueError("no page")
    if next_url is not None and not (isinstance(next_url, str) and is_same_host(query.url, next_url)):
        raise ValueError("no page")
    return _Kept(url, etag, Page(found, next_url))


def _digest(query: Query) -> str:
    asked = json.dumps([query.url, query.limit, query.key])
    return hashlib.sha256(asked.encode()).hexdigest()[:32]


def _is_text(text: str) -> bool:
    """Whether it can be written: JSON can hold halves of characters."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _is_clone_url(url: str, api: str) -> bool:
    if not is_url(url):
        return False
    parts, at = urlsplit(url), urlsplit(api)
    if parts.query or parts.fragment or not _CLONE_PATH.fullmatch(parts.path) or "/../" in f"{parts.path}/":
        return False
    if at.scheme == "https" and parts.scheme != "https":
        return False
    names = {at.hostname or "", (at.hostname or "").removeprefix("api.")}
    if parts.hostname not in names:
        return False
    return origin(parts)[2] == origin(at)[2] or (parts.scheme, parts.port) == ("https", None)

"""Servers on the loopback device that behave as GitHub and GitLab do, and as they should not."""

from __future__ import annotations

import hashlib
import json
import os
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
import stamina.instrumentation

DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
"""What the servers' clock says, always: 1,700,000,000 seconds after 1970."""
NOW = 1_700_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent; `fault` is `cut`: half of the body, `silent`: nothing, `endless`: a body without an end."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


class Server:
    """Answers by `reply`, unless `faults` has a reply for that request, by its number from 1."""

    def __init__(self, reply: Callable[[Asked], Reply] = lambda asked: Reply(404)) -> None:
        self.reply = reply
        self.asked: list[Asked] = []
        self.faults: dict[int, Reply] = {}
        self.url = ""

    def _answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return self.faults.pop(len(self.asked), None) or self.reply(asked)


@contextmanager
def served(server: Server, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Run a server; `url` is where."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            reply = server._answer(Asked(parts.path, query, {k.lower(): v for k, v in self.headers.items()}))
            self.close_connection = True
            if reply.fault == "silent":
                return
            self.send_response_only(reply.status)
            for name, value in ({"Date": DATE, "Content-Type": "application/json"} | dict(reply.headers)).items():
                self.send_header(name, value)
            if reply.fault != "endless":
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            with suppress(OSError):  # the client may have gone
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.fault == "cut" else reply.body)
                while reply.fault == "endless":
                    self.wfile.write(b" " * 65536)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that goes, or does not trust us, is what some tests are about

    with Quiet(("127.0.0.1", 0), Handler) as listening:
        if tls is not None:
            listening.socket = tls.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            server.url = f"http{'s' if tls else ''}://127.0.0.1:{listening.server_port}"
            yield server
        finally:
            listening.shutdown()
            thread.join()


def as_json(value: Any, **headers: str) -> Reply:
    """A reply with a body in JSON."""
    return Reply(200, json.dumps(value).encode(), {name.replace("_", "-"): text for name, text in headers.items()})


class GitHubServer(Server):
    """Repositories by name; it pages them as GitHub does, with `Link`, `ETag` and 304."""

    per_page = 2
    """Whatever is asked for: tests need pages, not many repositories."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        super().__init__(self._reply_of)
        self.names = list(names)
        self.changes: dict[str, dict[str, Any]] = {}
        """Fields of an item that are other than usual, by name."""
        self.total: int | None = None

    def item(self, name: str) -> dict[str, Any]:
        """A repository as it stands in an answer, or the part of it that matters."""
        usual = {
            "full_name": name,
            "clone_url": f"{self.url}/{name}.git",
            "private": False,
            "fork": False,
            "archived": False,
        }
        return usual | self.changes.get(name, {})

    def _reply_of(self, asked: Asked) -> Reply:
        if asked.path not in ("/search/repositories", "/orgs/weavers/repos", "/users/weaver/repos"):
            return Reply(404, b'{"message": "Not Found"}')
        page = int(asked.query.get("page", "1"))
        first = (page - 1) * self.per_page
        items: Any = [self.item(name) for name in self.names[first : first + self.per_page]]
        if asked.path.startswith("/search"):
            total = len(self.names) if self.total is None else self.total
            items = {"total_count": total, "incomplete_results": False, "items": items}
        return _paged(self, asked, items, page, first + self.per_page < len(self.names))


class GitLabServer(Server):
    """Projects by full path; pages by key for the whole server, by number for a group, as GitLab has them."""

    per_page = 2

    def __init__(self, names: Sequence[str] = ()) -> None:
        super().__init__(self._reply_of)
        self.names = list(names)
        self.changes: dict[str, dict[str, Any]] = {}
        self.has_links = True

    def item(self, name: str) -> dict[str, Any]:
        """A project as it stands in an answer, or the part of it that matters."""
        usual = {
            "path_with_namespace": name,
            "http_url_to_repo": f"{self.url}/{name}.git",
            "default_branch": "main",
            "visibility": "public",
            "topics": ["OpenMP"],
        }
        return usual | self.changes.get(name, {})

    def _reply_of(self, asked: Asked) -> Reply:
        path = unquote(asked.path)
        if path not in ("/api/v4/projects", "/api/v4/groups/weavers/looms/projects") or path.count("/") != 3 + (
            2 if "%2F" in asked.path else 0
        ) + ("groups" in path):
            return Reply(404, b'{"message": "404 Group Not Found"}')
        if asked.query.get("pagination") == "keyset":
            first = int(asked.query.get("id_after", "0"))
            following = {"id_after": str(first + self.per_page)}
            page = first
        else:
            page = int(asked.query.get("page", "1"))
            first = (page - 1) * self.per_page
            following = {"page": str(page + 1)}
        items = [self.item(name) for name in self.names[first : first + self.per_page]]
        has_next = first + self.per_page < len(self.names)
        if self.has_links:
            return _paged(self, asked, items, page, has_next, following)
        return as_json(items, X_Next_Page=following.get("page", "") if has_next else "")


def _paged(
    server: Server, asked: Asked, items: Any, page: int, has_next: bool, following: Mapping[str, str] | None = None
) -> Reply:
    body = json.dumps(items).encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()}"'
    if asked.headers.get("if-none-match") == etag:
        return Reply(304, b"", {"ETag": etag})
    headers = {"ETag": etag}
    if has_next:
        query = urlencode({**asked.query, **(following or {"page": str(page + 1)})})
        first = urlencode({**asked.query, "page": "1"})
        place = f"{server.url}{asked.path}"
        headers["Link"] = f'<{place}?{first}>; rel="first", <{place}?{query}>; rel="next"'
    return Reply(200, body, headers)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Nothing of the environment, and pauses that take no time: what they would have been, in seconds."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "GITHUB_TOKEN"):
            monkeypatch.delenv(name)
    asked: list[float] = []

    def note(details: stamina.instrumentation.RetryDetails) -> None:
        asked.append(details.wait_for)

    monkeypatch.setattr("tenacity.nap.time.sleep", lambda seconds: None)
    stamina.instrumentation.set_on_retry_hooks([note])
    yield asked
    stamina.instrumentation.set_on_retry_hooks(None)


def files_of(cache: Path) -> list[str]:
    """Names of what a listing keeps."""
    return sorted(path.name for path in cache.glob("listings/*/*"))
